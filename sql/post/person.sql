-- One row per person to post: persons whose facts were read, because the ledger shows a receipt's channel although no result
-- depends on it, and persons whose result differs. If all are judged by other rules, also the members of all lists: a rule can
-- change how a category counts without changing a due. Nothing else changes what the ledger shows.
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
UNION
SELECT
    i.campaign_id,
    i.person_key
FROM staging.assess_interval AS i
WHERE i.campaign_id = :campaign_id AND CAST(:everyone AS boolean)
