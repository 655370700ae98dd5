-- One row per person (pseudonym) and plan year with an amount that an official must decide: the due is undefined (never 0, never
-- full), or the person is enrolled, and recognised after payment in a category without an amount.
CREATE OR REPLACE VIEW mart_case.exception AS
WITH undecided AS (
    SELECT
        d.*,
        COALESCE(d.open_category, d.category) AS named_category,
        COALESCE(d.open_rule_id, d.rule_id) AS named_rule_id
    FROM core.dues AS d
    WHERE d.status = 'undefined' OR d.open_rule_id IS NOT NULL
),

-- why the product itself leaves an amount open
reason (reason_code, reason_zh) AS (
    VALUES
    ('unknown_category', '部门报送的人员类别不在通知范围内'),
    ('recognised_after_window', '集中参保期结束后认定，资助办法未定'),
    ('age_blank', '类别有年龄条件，出生日期不详'),
    ('grade_blank', '类别有等级条件，残疾等级不详'),
    ('subclass_blank', '类别有细类条件，细类不详'),
    ('hukou_blank', '类别有户籍条件，户籍不详'),
    ('age_contradicts', '名单上的类别与本人年龄不符'),
    ('price_undefined', '该参保年度或阶段的缴费标准未定'),
    ('subsidy_undefined', '通知未写明资助金额，由其他文件规定')
),

explained AS (
    SELECT
        d.*,
        COALESCE(
            s.reason_code,
            CASE WHEN d.status = 'undefined' AND d.price_fen IS NULL THEN 'price_undefined' ELSE 'subsidy_undefined' END
        ) AS reason_code
    FROM undecided AS d
    LEFT JOIN reason AS s ON d.named_rule_id = s.reason_code
)

SELECT
    c.pack_code,
    d.person_key,
    d.plan_year,
    d.unit_id,
    u.name AS unit_name,
    COALESCE(k.shown_category, regexp_replace(d.named_category, '^unknown:.*', 'unknown:')) AS category,
    COALESCE(k.label_zh, regexp_replace(d.named_category, '^unknown:.*', '未登记类别')) AS category_label,
    d.status,
    d.reason_code,
    CASE WHEN d.status = 'undefined' THEN '' ELSE '缴费参保后才认定，是否退还差额待定：' END || z.reason_zh AS reason_zh,
    d.paid_fen,
    d.named_rule_id AS rule_id,
    r.requirement_ids,
    r.clause,
    r.quote,
    d.flags
FROM explained AS d
INNER JOIN policy.campaign AS c ON d.campaign_id = c.campaign_id
INNER JOIN reason AS z ON d.reason_code = z.reason_code
LEFT JOIN policy.unit AS u ON d.campaign_id = u.campaign_id AND d.unit_id = u.unit_id
LEFT JOIN landing.category_label AS k ON d.campaign_id = k.campaign_id AND d.named_category = k.category
LEFT JOIN policy.rule AS r ON d.campaign_id = r.campaign_id AND d.named_rule_id = r.rule_id;
