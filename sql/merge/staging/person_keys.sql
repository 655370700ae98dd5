-- Staged rows whose document number is in vault.alias get the key of the person who has that number. Run once, right after the
-- load. Only the staging table of the delivery's kind has rows, and few numbers have an alias, so few rows are written again.
WITH special_list AS (
    UPDATE staging.special_list AS r SET person_key = a.person_key
    FROM vault.alias AS a
    WHERE r.person_key = a.alias_key
),

roll AS (
    UPDATE staging.roll AS r SET person_key = a.person_key
    FROM vault.alias AS a
    WHERE r.person_key = a.alias_key
),

employee AS (
    UPDATE staging.employee AS r SET person_key = a.person_key
    FROM vault.alias AS a
    WHERE r.person_key = a.alias_key
),

history AS (
    UPDATE staging.history AS r SET person_key = a.person_key
    FROM vault.alias AS a
    WHERE r.person_key = a.alias_key
),

fund_claim AS (
    UPDATE staging.fund_claim AS r SET person_key = a.person_key
    FROM vault.alias AS a
    WHERE r.person_key = a.alias_key
)

UPDATE staging.tax_feed AS r SET person_key = a.person_key
FROM vault.alias AS a
WHERE r.person_key = a.alias_key
