-- One row per number that is compared again because of changed persons: of their lines in any statement, and of their receipts and
-- reversals that a statement has or should have. A receipt of a month without a statement is in no comparison.
INSERT INTO staging.assess_statement_number (campaign_id, is_reversal, receipt_no)
SELECT n.campaign_id, n.is_reversal, n.receipt_no
FROM (
    SELECT l.campaign_id, l.is_reversal, l.receipt_no
    FROM core.statement_line AS l
    INNER JOIN staging.assess_changed_key AS k ON l.campaign_id = k.campaign_id AND l.person_key = k.fact_key
    WHERE k.campaign_id = :campaign_id
    UNION
    SELECT p.campaign_id, FALSE, p.receipt_no
    FROM staging.assess_payment AS p
    WHERE
        p.campaign_id = :campaign_id
        AND (
            EXISTS (
                SELECT FROM core.compared_statement AS s
                WHERE s.campaign_id = p.campaign_id AND p.received_on BETWEEN s.from_on AND s.to_on
            )
            OR EXISTS (
                SELECT FROM core.statement_line AS l
                WHERE l.campaign_id = p.campaign_id AND l.receipt_no = p.receipt_no
            )
        )
    UNION
    SELECT v.campaign_id, TRUE, v.reversal_no
    FROM core.reversal AS v
    INNER JOIN staging.assess_changed_key AS k ON v.campaign_id = k.campaign_id AND v.person_key = k.fact_key
    WHERE k.campaign_id = :campaign_id
) AS n
