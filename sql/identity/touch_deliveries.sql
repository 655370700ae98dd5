-- One row per key that deliveries of one source and period state as a birth certificate, or together with one.
INSERT INTO staging.linked_touched (person_key)
WITH named AS (
    SELECT
        f.certificate_key,
        f.number_key
    FROM landing.delivery AS d
    INNER JOIN vault.certificate_fact AS f ON d.campaign_id = f.campaign_id AND d.delivery_id = f.delivery_id
    WHERE d.campaign_id = :campaign_id AND d.source = :source AND d.period = :period
)

SELECT n.certificate_key FROM named AS n
UNION
SELECT n.number_key FROM named AS n
WHERE n.number_key IS NOT NULL
