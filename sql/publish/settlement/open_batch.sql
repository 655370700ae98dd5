-- The next batch of a recipient, as of a day; nothing if the recipient has a batch as of it. A batch never knows less than the
-- batch before it.
INSERT INTO ledger.settlement_batch (campaign_id, recipient, batch_no, as_of, known_no)
SELECT
    CAST(:campaign_id AS integer),
    CAST(:recipient AS text),
    coalesce(max(b.batch_no), 0) + 1,
    CAST(:as_of AS date),
    greatest(max(b.known_no), CAST(:known_no AS bigint))
FROM ledger.settlement_batch AS b
WHERE b.campaign_id = :campaign_id AND b.recipient = :recipient
HAVING count(*) FILTER (WHERE b.as_of = CAST(:as_of AS date)) = 0
ON CONFLICT DO NOTHING
