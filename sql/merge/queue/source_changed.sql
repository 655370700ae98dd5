-- One row per person that another list of the source ever named: a full list becomes effective or ceases to be, and memberships of
-- persons that it does not name end with it.
INSERT INTO core.changed_person (campaign_id, person_key, committed_no)
SELECT DISTINCT
    f.campaign_id,
    f.person_key,
    CAST(:committed_no AS bigint) AS committed_no
FROM core.membership_fact AS f
INNER JOIN landing.delivery AS d ON f.campaign_id = d.campaign_id AND f.delivery_id = d.delivery_id
WHERE
    d.campaign_id = :campaign_id AND d.source = :source
    AND d.delivery_id IS DISTINCT FROM CAST(:delivery_id AS uuid)
    -- nearly all of these persons are on the new list and in the queue already; the queue has no index and no statistics, and NOT IN
    -- never becomes a loop over it
    AND f.person_key NOT IN (
        SELECT c.person_key FROM core.changed_person AS c
        WHERE c.campaign_id = :campaign_id AND c.committed_no = :committed_no
    )
