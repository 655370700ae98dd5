-- The next batch of refunds, as of a day, with the last assessment; nothing if nothing was ever assessed.
INSERT INTO ledger.refund_batch (campaign_id, batch_no, as_of, known_no, listed_on)
SELECT
    w.campaign_id,
    (SELECT coalesce(max(b.batch_no), 0) + 1 FROM ledger.refund_batch AS b WHERE b.campaign_id = :campaign_id),
    CAST(:as_of AS date),
    w.assess_no,
    w.assessed_on
FROM landing.watermark AS w
WHERE w.campaign_id = :campaign_id AND w.assess_no IS NOT NULL
