-- One row per person to post: whose facts were read (a receipt's channel changes no result, but the ledger tells it) and whose
-- result differs. Nothing else can change what the ledger shows.
INSERT INTO staging.post_person (campaign_id, person_key)
SELECT
    c.campaign_id,
    c.person_key
FROM staging.assess_changed AS c
WHERE c.campaign_id = :campaign_id
UNION
SELECT
    x.campaign_id,
    x.person_key
FROM staging.assess_difference AS x
WHERE x.campaign_id = :campaign_id
