-- One row per plan year, topic, verdict, category, rule and payer: persons with such a line in their explanation. A person has
-- several lines, so rows of different verdicts are not added up. A person's own lines: mart_case.read_explanation.
CREATE OR REPLACE VIEW mart.explanation AS
WITH situation AS (
    SELECT
        d.campaign_id,
        d.situation_key,
        d.plan_year,
        count(*) AS persons
    FROM core.dues AS d
    GROUP BY d.campaign_id, d.situation_key, d.plan_year
),

-- two lines of one person count once, as two dates of one verdict
line AS (
    SELECT DISTINCT
        e.campaign_id,
        e.situation_key,
        e.plan_year,
        e.topic,
        e.verdict,
        e.category,
        e.rule_id,
        e.payer
    FROM core.explanation AS e
)

SELECT
    c.pack_code,
    e.plan_year,
    e.topic,
    e.verdict,
    coalesce(k.shown_category, regexp_replace(e.category, '^unknown:.*', 'unknown:')) AS category,
    coalesce(k.label_zh, regexp_replace(e.category, '^unknown:.*', '未登记类别')) AS category_label,
    e.rule_id,
    r.clause,
    r.quote,
    e.payer,
    coalesce(p.label_zh, e.payer) AS payer_label,
    sum(s.persons)::bigint AS persons
FROM line AS e
INNER JOIN situation AS s
    ON e.campaign_id = s.campaign_id AND e.situation_key = s.situation_key AND e.plan_year = s.plan_year
INNER JOIN policy.campaign AS c ON e.campaign_id = c.campaign_id
LEFT JOIN landing.category_label AS k ON e.campaign_id = k.campaign_id AND e.category = k.category
LEFT JOIN policy.payer AS p ON e.campaign_id = p.campaign_id AND e.payer = p.payer
LEFT JOIN policy.rule AS r ON e.campaign_id = r.campaign_id AND e.rule_id = r.rule_id
GROUP BY
    c.pack_code, e.plan_year, e.topic, e.verdict, k.shown_category, e.category, k.label_zh, e.rule_id, r.clause, r.quote,
    e.payer, p.label_zh;
