-- One row per row of the feed whose person has paid for the same plan year in another place, under any of the person's numbers.
-- Most warehouses have one place: without another one neither the feed nor any payment is read.
WITH elsewhere AS MATERIALIZED (
    SELECT
        c.campaign_id,
        c.place_name
    FROM policy.campaign AS c
    WHERE c.campaign_id <> :campaign_id
),

payer AS (
    SELECT
        r.row_no,
        r.plan_year,
        r.person_key,
        coalesce(l.person_key, r.person_key) AS owner_key
    FROM staging.tax_feed AS r
    LEFT JOIN core.linked_person AS l ON r.person_key = l.fact_key
    WHERE
        r.campaign_id = :campaign_id AND r.delivery_id = :delivery_id AND r.reversed_receipt_no IS NULL
        AND EXISTS (SELECT FROM elsewhere)
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
    e.place_name
FROM elsewhere AS e
CROSS JOIN known AS k
INNER JOIN core.payment AS p
    ON e.campaign_id = p.campaign_id AND k.person_key = p.person_key AND k.plan_year = p.plan_year
-- a person whose payment was taken back whole has not paid there
LEFT JOIN core.taken_back AS b ON p.campaign_id = b.campaign_id AND p.person_key = b.paid_key AND p.receipt_no = b.receipt_no
WHERE p.amount_fen > coalesce(b.fen, 0)
ORDER BY k.row_no, e.place_name
