-- One row per number that is compared when other statements count: of their lines, of the receipts and reversals of their months,
-- and of the differences so far.
INSERT INTO staging.assess_statement_number (campaign_id, is_reversal, receipt_no)
SELECT n.campaign_id, n.is_reversal, n.receipt_no
FROM (
    SELECT l.campaign_id, l.is_reversal, l.receipt_no
    FROM core.statement_line AS l
    INNER JOIN core.compared_statement AS s ON l.campaign_id = s.campaign_id AND l.delivery_id = s.delivery_id
    WHERE s.campaign_id = :campaign_id
    UNION
    SELECT p.campaign_id, FALSE, p.receipt_no
    FROM core.payment AS p
    INNER JOIN core.compared_statement AS s ON p.campaign_id = s.campaign_id AND p.received_on BETWEEN s.from_on AND s.to_on
    WHERE s.campaign_id = :campaign_id
    UNION
    SELECT v.campaign_id, TRUE, v.reversal_no
    FROM core.reversal AS v
    INNER JOIN core.compared_statement AS s ON v.campaign_id = s.campaign_id AND v.received_on BETWEEN s.from_on AND s.to_on
    WHERE s.campaign_id = :campaign_id
    UNION
    SELECT g.campaign_id, g.is_reversal, g.receipt_no
    FROM core.statement_gap AS g
    WHERE g.campaign_id = :campaign_id
) AS n
