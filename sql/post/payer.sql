-- One row per person to post whose receipts are not in order yet.
WITH done AS (
    DELETE FROM staging.assess_payer AS p WHERE p.campaign_id = :campaign_id
    RETURNING p.person_key
)

INSERT INTO staging.assess_payer (campaign_id, person_key)
SELECT
    n.campaign_id,
    n.person_key
FROM staging.post_person AS n
WHERE n.campaign_id = :campaign_id AND n.person_key NOT IN (SELECT d.person_key FROM done AS d)
