-- The next batch of funds and units, as of a day; nothing if they have a batch as of it. A batch never knows less than the batch
-- before it.
INSERT INTO ledger.settlement_batch (campaign_id, payers, unit_ids, batch_no, as_of, known_no)
SELECT
    CAST(:campaign_id AS integer),
    CAST(:payers AS text []),
    CAST(:unit_ids AS text []),
    coalesce(max(b.batch_no), 0) + 1,
    CAST(:as_of AS date),
    greatest(max(b.known_no), CAST(:known_no AS bigint))
FROM ledger.settlement_batch AS b
WHERE
    b.campaign_id = :campaign_id AND b.payers = CAST(:payers AS text []) AND b.unit_ids = CAST(:unit_ids AS text [])
HAVING count(*) FILTER (WHERE b.as_of = CAST(:as_of AS date)) = 0
ON CONFLICT DO NOTHING
