-- Staged rows whose document number stands in vault.alias get the key of the person who has that number (only the staging table
-- of the delivery's kind has rows). Run once, right after the load. Nearly no number has an alias: few rows are written again.
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
)

UPDATE staging.tax_feed AS r SET person_key = a.person_key
FROM vault.alias AS a
WHERE r.person_key = a.alias_key
