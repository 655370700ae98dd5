-- The batch of funds and units as of a day, and the end of the batch before it. A batch that was made after a batch of a later day
-- goes up to that day.
SELECT
    n.batch_no,
    n.known_no,
    n.as_of,
    n.before_no,
    n.before_as_of
FROM (
    SELECT
        b.batch_no,
        b.known_no,
        b.as_of AS due_as_of,
        max(b.as_of) OVER w AS as_of,
        coalesce(lag(b.known_no) OVER w, 0) AS before_no,
        max(b.as_of) OVER (ORDER BY b.batch_no ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before_as_of
    FROM ledger.settlement_batch AS b
    WHERE
        b.campaign_id = :campaign_id AND b.payers = CAST(:payers AS text [])
        AND b.unit_ids = CAST(:unit_ids AS text [])
    WINDOW w AS (ORDER BY b.batch_no)
) AS n
WHERE n.due_as_of = :as_of
