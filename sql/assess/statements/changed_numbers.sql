-- One row per number that is compared again: of receipts and reversals that are new and that a statement has or should have, and of
-- what has another person than at the last comparison, because a link between two keys came or went. A receipt of a month without a
-- statement is in no comparison.
INSERT INTO staging.assess_statement_number (campaign_id, is_reversal, receipt_no)
WITH fresh AS (
    SELECT d.campaign_id, d.delivery_id
    FROM landing.watermark AS w
    INNER JOIN landing.delivery AS d ON w.campaign_id = d.campaign_id AND w.assessed_no < d.committed_no
    WHERE w.campaign_id = :campaign_id
),

moved AS (
    SELECT m.fact_key
    FROM (
        SELECT l.fact_key, l.person_key, 1 AS links
        FROM core.linked_person AS l
        UNION ALL
        SELECT c.fact_key, c.person_key, -1
        FROM core.compared_link AS c
        WHERE c.campaign_id = :campaign_id
    ) AS m
    GROUP BY m.fact_key, m.person_key
    HAVING sum(m.links) <> 0
)

SELECT n.campaign_id, n.is_reversal, n.receipt_no
FROM (
    SELECT p.campaign_id, FALSE AS is_reversal, p.receipt_no
    FROM staging.assess_payment AS p
    INNER JOIN fresh AS f ON p.campaign_id = f.campaign_id AND p.delivery_id = f.delivery_id
    INNER JOIN core.compared_statement AS s ON p.campaign_id = s.campaign_id AND p.received_on BETWEEN s.from_on AND s.to_on
    UNION
    SELECT p.campaign_id, FALSE, p.receipt_no
    FROM staging.assess_payment AS p
    INNER JOIN fresh AS f ON p.campaign_id = f.campaign_id AND p.delivery_id = f.delivery_id
    INNER JOIN core.statement_line AS l ON p.campaign_id = l.campaign_id AND p.receipt_no = l.receipt_no
    UNION
    SELECT v.campaign_id, TRUE, v.reversal_no
    FROM core.reversal AS v
    INNER JOIN fresh AS f ON v.campaign_id = f.campaign_id AND v.delivery_id = f.delivery_id
    UNION
    SELECT l.campaign_id, l.is_reversal, l.receipt_no
    FROM core.statement_line AS l
    INNER JOIN moved AS m ON l.person_key = m.fact_key
    WHERE l.campaign_id = :campaign_id
    UNION
    SELECT p.campaign_id, FALSE, p.receipt_no
    FROM core.payment AS p
    INNER JOIN moved AS m ON p.person_key = m.fact_key
    WHERE p.campaign_id = :campaign_id
    UNION
    SELECT v.campaign_id, TRUE, v.reversal_no
    FROM core.reversal AS v
    INNER JOIN moved AS m ON v.person_key = m.fact_key
    WHERE v.campaign_id = :campaign_id
) AS n
