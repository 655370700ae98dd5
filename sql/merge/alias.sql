-- Every document number of the delivery gets its person: the one it already has, else a new one keyed by the number's own hash.
-- Merges run one at a time, so what is looked up first cannot come in between; looking at each conflict costs half as much again.
INSERT INTO vault.alias (alias_key, person_key)
SELECT DISTINCT
    r.alias_key,
    r.alias_key
FROM staging.identity_row AS r
WHERE
    r.campaign_id = :campaign_id AND r.delivery_id = :delivery_id
    AND NOT EXISTS (SELECT FROM vault.alias AS a WHERE a.alias_key = r.alias_key)
ORDER BY r.alias_key
