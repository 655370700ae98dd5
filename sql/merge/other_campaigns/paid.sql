-- One row per row of the feed and other campaign in which its person has paid for the same plan year, under any of the person's
-- numbers.
WITH payer AS (
    SELECT
        r.row_no,
        r.plan_year,
        r.person_key,
        coalesce(l.person_key, r.person_key) AS owner_key
    FROM staging.tax_feed AS r
    LEFT JOIN core.linked_person AS l ON r.person_key = l.fact_key
    WHERE r.campaign_id = :campaign_id AND r.delivery_id = :delivery_id AND r.reversed_receipt_no IS NULL
    -- cash that was not received yet is no payment
    AND r.received_on IS NOT NULL
),

known AS (
    SELECT p.row_no, p.plan_year, p.person_key FROM payer AS p
    UNION
    SELECT p.row_no, p.plan_year, p.owner_key AS person_key FROM payer AS p
    UNION
    SELECT p.row_no, p.plan_year, l.fact_key AS person_key
    FROM payer AS p
    INNER JOIN core.linked_person AS l ON p.owner_key = l.person_key
)

SELECT DISTINCT
    k.row_no,
    p.campaign_id
FROM known AS k
INNER JOIN core.payment AS p ON k.person_key = p.person_key AND k.plan_year = p.plan_year
-- a person whose payment was taken back whole has not paid there
LEFT JOIN core.taken_back AS b ON p.campaign_id = b.campaign_id AND p.person_key = b.paid_key AND p.receipt_no = b.receipt_no
WHERE p.campaign_id = ANY(CAST(:campaign_ids AS integer [])) AND p.amount_fen > coalesce(b.fen, 0)
ORDER BY k.row_no, p.campaign_id
