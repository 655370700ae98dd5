-- Every document number of the delivery gets its person: the one it already has, else a new one keyed by the number's own hash.
INSERT INTO vault.alias (alias_key, person_key)
SELECT DISTINCT
    r.alias_key,
    r.alias_key
FROM staging.identity_row AS r
WHERE r.campaign_id = :campaign_id AND r.delivery_id = :delivery_id
ORDER BY r.alias_key
ON CONFLICT (alias_key) DO NOTHING
