-- One row per fund and unit for which the record of a correction of the pack differs from the events that its assessment posted.
WITH recorded AS (
    SELECT
        l.assess_no, l.plan_year, l.unit_id, l.payer,
        sum(l.posted_fund_after_fen - l.posted_fund_before_fen) AS fund_fen
    FROM ledger.policy_correction_line AS l
    WHERE l.campaign_id = :campaign_id AND l.payer <> ''
    GROUP BY l.assess_no, l.plan_year, l.unit_id, l.payer
),

posted AS (
    SELECT t.assess_no, t.plan_year, t.unit_id, t.payer, sum(t.fund_fen) AS fund_fen
    FROM ledger.event_total AS t
    INNER JOIN ledger.policy_correction AS c ON t.campaign_id = c.campaign_id AND t.assess_no = c.assess_no
    INNER JOIN ledger.pack_version AS v ON c.campaign_id = v.campaign_id AND c.old_version = v.pack_version
    WHERE t.campaign_id = :campaign_id AND t.payer <> ''
    GROUP BY t.assess_no, t.plan_year, t.unit_id, t.payer
)

SELECT count(*) AS problems
FROM posted AS p
FULL JOIN recorded AS s ON p.assess_no = s.assess_no AND p.plan_year = s.plan_year AND p.unit_id = s.unit_id AND p.payer = s.payer
WHERE coalesce(p.fund_fen, 0) <> coalesce(s.fund_fen, 0)
