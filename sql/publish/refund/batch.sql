-- The batch of refunds as of a day.
SELECT
    b.batch_no,
    b.known_no,
    b.as_of,
    b.listed_on
FROM ledger.refund_batch AS b
WHERE b.campaign_id = :campaign_id AND b.as_of = :as_of
