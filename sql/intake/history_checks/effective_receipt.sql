-- One row per row left out of the feed whose receipt is effective: an earlier delivery loaded it, and it is not taken back whole,
-- neither by a known reversal nor by one of this feed.
WITH paid AS (
    SELECT
        l.row_no,
        p.campaign_id,
        p.person_key,
        p.receipt_no,
        p.plan_year,
        p.amount_fen
    FROM unnest(CAST(:row_nos AS integer []), CAST(:receipt_nos AS text [])) AS l (row_no, receipt_no)
    INNER JOIN core.payment AS p ON l.receipt_no = p.receipt_no
    WHERE p.campaign_id = :campaign_id
),

-- money that goes back by a reversal of this feed, if person (whichever of the person's keys) and plan year agree
goes_back AS (
    SELECT
        p.row_no,
        sum(-r.amount_fen)::bigint AS fen
    FROM paid AS p
    INNER JOIN staging.tax_feed AS r ON p.receipt_no = r.reversed_receipt_no AND p.plan_year = r.plan_year
    LEFT JOIN core.linked_person AS o ON p.person_key = o.fact_key
    LEFT JOIN core.linked_person AS w ON r.person_key = w.fact_key
    LEFT JOIN core.reversal AS v ON r.campaign_id = v.campaign_id AND r.receipt_no = v.reversal_no
    WHERE
        r.campaign_id = :campaign_id AND r.delivery_id = :delivery_id AND v.reversal_no IS NULL
        AND coalesce(o.person_key, p.person_key) = coalesce(w.person_key, r.person_key)
    GROUP BY p.row_no
)

SELECT p.row_no
FROM paid AS p
LEFT JOIN core.taken_back AS b ON p.campaign_id = b.campaign_id AND p.person_key = b.paid_key AND p.receipt_no = b.receipt_no
LEFT JOIN goes_back AS g ON p.row_no = g.row_no
WHERE
    p.amount_fen > coalesce(b.fen, 0)
    -- reversals beyond the remainder have no effect
    AND p.amount_fen <> coalesce(b.fen, 0) + coalesce(g.fen, 0)
ORDER BY p.row_no
