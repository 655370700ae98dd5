-- One row per person (pseudonym) and plan year whose due is undefined: never 0, never full, waiting for a decision.
CREATE OR REPLACE VIEW mart.exception AS
WITH explained AS (
    SELECT
        d.*,
        CASE
            WHEN d.rule_id IN ('unknown_category', 'recognised_after_window') THEN d.rule_id
            WHEN d.price_fen IS NULL THEN 'price_undefined'
            ELSE 'subsidy_undefined'
        END AS reason_code
    FROM core.dues AS d
    WHERE d.status = 'undefined'
)

SELECT
    c.pack_code,
    d.person_key,
    d.plan_year,
    d.unit_id,
    u.name AS unit_name,
    d.category,
    -- a label that the pack does not know is shown as the sender wrote it
    COALESCE(k.label_zh, regexp_replace(d.category, '^unknown:', '')) AS category_label,
    d.reason_code,
    CASE d.reason_code
        WHEN 'unknown_category' THEN '部门报送的人员类别不在通知范围内'
        WHEN 'recognised_after_window' THEN '集中参保期结束后认定，资助办法未定'
        WHEN 'price_undefined' THEN '该参保年度或阶段的缴费标准未定'
        ELSE '通知未写明资助金额，由其他文件规定'
    END AS reason_zh,
    d.paid_fen,
    d.rule_id,
    r.requirement_ids,
    r.clause,
    r.quote,
    d.flags
FROM explained AS d
INNER JOIN policy.campaign AS c ON d.campaign_id = c.campaign_id
LEFT JOIN policy.unit AS u ON d.campaign_id = u.campaign_id AND d.unit_id = u.unit_id
LEFT JOIN policy.category AS k ON d.campaign_id = k.campaign_id AND d.category = k.category
LEFT JOIN policy.rule AS r ON d.campaign_id = r.campaign_id AND d.rule_id = r.rule_id;
