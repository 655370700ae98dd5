-- Record that an assessment left the figures of a publication equal, if a correction of the pack came since the publication and since
-- the last such row.
INSERT INTO ledger.publication_check (campaign_id, publication_id, assess_no)
SELECT
    l.campaign_id,
    l.publication_id,
    CAST(:assess_no AS bigint)
FROM ledger.publication AS l
WHERE
    l.campaign_id = :campaign_id AND l.publication_id = :publication_id
    AND EXISTS (
        SELECT FROM ledger.policy_correction AS c
        WHERE
            c.campaign_id = l.campaign_id AND c.assess_no > l.known_no AND c.assess_no <= :assess_no
            AND c.assess_no > (
                SELECT coalesce(max(k.assess_no), 0) FROM ledger.publication_check AS k
                WHERE k.campaign_id = l.campaign_id AND k.publication_id = l.publication_id
            )
    )
ON CONFLICT DO NOTHING
