-- One row per person (pseudonym), plan year and line: why the person owes what they owe, in words, with rule, clause and quote.
CREATE OR REPLACE VIEW mart_case.explanation AS
WITH phrase (topic, topic_label, verdict, text_zh) AS (
    VALUES
    ('result', '结论', 'enrolled', '已参保：应缴{fen}，已缴{other}'),
    ('result', '结论', 'owing', '未参保：应缴{fen}，已缴{other}'),
    ('result', '结论', 'undefined', '应缴金额未定，已缴{other}，待上级或主管部门明确'),
    ('result', '结论', 'insured_elsewhere', '已参加职工医保，不参加居民医保，应缴{fen}，已缴{other}'),
    ('result', '结论', 'deceased', '已死亡，不再参保，应缴{fen}，已缴{other}'),
    ('result', '结论', 'repaired', '往年欠费已补缴：应缴{fen}，已缴{other}'),
    ('exclusion', '除外情形', 'deceased', '{date}死亡，其时尚未参保'),
    ('exclusion', '除外情形', 'lapsed', '{date}死亡，其时尚未开始享受待遇，本人又无须缴费：不再计入参保，不予资助'),
    ('exclusion', '除外情形', 'died_after', '参保后于{date}死亡，参保仍计入'),
    ('exclusion', '除外情形', 'insured_elsewhere', '职工医保参保期间不参加居民医保'),
    ('exclusion', '除外情形', 'paid_elsewhere', '参加职工医保，按规定仍给予资助'),
    ('category', '人员类别', 'counts', '{category}：按此类别资助{fen}'),
    ('category', '人员类别', 'added', '{category}：在其他资助之上叠加，至多{fen}'),
    ('category', '人员类别', 'smaller', '{category}：未取用，可得{fen}，已按更多的{other}资助'),
    ('category', '人员类别', 'tied', '{category}：未取用，同为{fen}，按先后次序取用另一类别'),
    ('category', '人员类别', 'outranked', '{category}：未取用，按本地次序先取另一类别'),
    ('category', '人员类别', 'moot', '{category}：未取用，先按另一类别；本类别金额未定，不影响取舍'),
    ('category', '人员类别', 'pending', '{category}：未取用，可得{fen}，但另一类别金额未定，须先明确'),
    ('category', '人员类别', 'combined_out', '{category}：未取用，与同时具有的另一类别并存时不按此类别'),
    ('category', '人员类别', 'tracked', '{category}：只统计，不资助'),
    ('category', '人员类别', 'undefined', '{category}：资助金额未定，待明确'),
    ('category', '人员类别', 'unknown', '{category}：本政策没有这一类别，待核实'),
    ('category', '人员类别', 'too_late', '{category}：{date}认定，已过集中缴费期，待核实'),
    ('category', '人员类别', 'without_effect', '{category}：{date}认定，已过集中缴费期，不影响本年度应缴金额'),
    ('category', '人员类别', 'age_blank', '{category}：出生日期不详，不能判断是否适用，待补充'),
    ('category', '人员类别', 'grade_blank', '{category}：残疾等级不详，不能判断是否适用，待补充'),
    ('category', '人员类别', 'subclass_blank', '{category}：细类不详，不能判断是否适用，待补充'),
    ('category', '人员类别', 'hukou_blank', '{category}：户籍不详，不能判断是否适用，待补充'),
    ('category', '人员类别', 'age_contradicts', '{category}：与本人年龄不符，待报送部门核实'),
    ('category', '人员类别', 'gained_undefined', '{category}：缴费后于{date}认定，资助金额未定，是否退还差额待明确'),
    ('category', '人员类别', 'out', '{category}：本人不参加居民医保，不资助'),
    ('category', '人员类别', 'gained', '{category}：缴费后于{date}认定，按此类别退还差额'),
    ('category', '人员类别', 'kept', '{category}：缴费后于{date}认定，按规定不再补退'),
    ('category', '人员类别', 'later', '{category}：{date}才认定，不改变已确定的金额'),
    ('category', '人员类别', 'ended', '{category}：{until}起已不属于此类别'),
    ('category', '人员类别', 'ended_at_once', '{category}：认定当日即退出，视为没有认定'),
    ('category', '人员类别', 'not_yet', '{category}：该项资助当时尚未开始执行'),
    ('category', '人员类别', 'no_longer', '{category}：该项资助当时已停止执行'),
    ('category', '人员类别', 'wrong_phase', '{category}：该项资助不适用于当时所处的缴费阶段'),
    ('category', '人员类别', 'lacks_other', '{category}：须同时属于规定的另一类别，本人不属于'),
    ('category', '人员类别', 'excluded_by_other', '{category}：同时属于另一类别，按规定不适用'),
    ('category', '人员类别', 'unmet_age', '{category}：年龄不符或不详，不适用'),
    ('category', '人员类别', 'unmet_grade', '{category}：残疾等级不符或不详，不适用'),
    ('category', '人员类别', 'unmet_subclass', '{category}：细类不符或不详，不适用'),
    ('category', '人员类别', 'unmet_hukou', '{category}：户籍不符或不详，不适用'),
    ('category', '人员类别', 'unmet_recognised', '{category}：认定日期不在规定期间，不适用'),
    ('category', '人员类别', 'no_rule', '{category}：本政策对此类别没有资助规定'),
    ('price', '缴费标准', 'price', '个人缴费标准{tier}{fen}'),
    ('price', '缴费标准', 'repair', '往年补缴标准{fen}'),
    ('price', '缴费标准', 'open', '个人缴费标准{tier}未定，通知没有写明'),
    ('price', '缴费标准', 'none', '没有适用于本人的缴费标准'),
    ('tier', '享受档次', 'enjoys', '按{tier}享受待遇'),
    ('fiscal', '财政补助', 'fiscal', '财政另按每人{fen}补助，不由个人缴纳'),
    ('due', '个人应缴', 'free', '个人不缴费，缴费标准{other}全部由资助承担'),
    ('due', '个人应缴', 'balance', '应缴{fen}：缴费标准{other}减去资助'),
    ('due', '个人应缴', 'full', '应缴{fen}，没有资助'),
    ('due', '个人应缴', 'pay_first', '先缴后补：先全额缴{fen}，资助部分缴费后报销'),
    ('due', '个人应缴', 'out', '不应缴费'),
    ('due', '个人应缴', 'undefined', '应缴金额未定'),
    ('share', '资助', 'pays', '{payer}代缴{fen}'),
    ('share', '资助', 'would_pay', '参保后由{payer}代缴{fen}'),
    ('share', '资助', 'reimburses', '由{payer}事后报销{fen}'),
    ('share', '资助', 'gained', '缴费后于{date}取得身份，{payer}承担{fen}'),
    ('refund', '退款与挂账', 'overpaid', '多缴{fen}，应退还'),
    ('refund', '退款与挂账', 'gained', '因缴费后取得身份或多缴，应退还{fen}'),
    ('refund', '退款与挂账', 'without_due', '不应缴而已缴{fen}，应退还'),
    ('refund', '退款与挂账', 'refused', '缴费期外所缴{fen}不予接受，应退还'),
    ('refund', '退款与挂账', 'suspense', '已缴{fen}暂挂账，缴足或金额明确后转为参保'),
    ('settlement', '参保日', 'by_receipt', '{date}到账的一笔缴足，按{until}的身份确定'),
    ('settlement', '参保日', 'by_day', '{date}起已缴金额足够，按当日身份确定'),
    ('settlement', '参保日', 'free', '{date}起参保，无须缴费'),
    ('settlement', '参保日', 'free_then_tier', '{date}起参保，无须缴费；{until}缴费选定较高档次'),
    ('settlement', '参保日', 'unpaid', '尚未缴费，应缴{other}'),
    ('settlement', '参保日', 'short', '已缴{fen}，不足应缴{other}'),
    ('settlement', '参保日', 'waits', '已缴{fen}，足够；须待{date}开始征缴且条件具备'),
    ('settlement', '参保日', 'undefined', '应缴金额未定，不能确定参保'),
    ('settlement', '参保日', 'out', '不参保'),
    ('window', '缴费期', 'in_window', '在缴费期{date}至{until}之内'),
    ('window', '缴费期', 'before', '在征缴开始之前缴费，自{date}起计'),
    ('window', '缴费期', 'gap', '缴费时不在任何缴费期内，予以接受并标记；最近的缴费期为{date}至{until}'),
    ('window', '缴费期', 'other_group', '在特殊人群的缴费期内缴费，予以接受；本人的缴费期为{date}至{until}'),
    ('window', '缴费期', 'outside_own', '缴费时不在特殊人群的缴费期{date}至{until}之内，予以接受并标记'),
    ('window', '缴费期', 'refused', '缴费时不在特殊人群的缴费期{date}至{until}之内，不予接受'),
    ('window', '缴费期', 'not_needed', '无须缴费；本人的缴费期为{date}至{until}'),
    ('window', '缴费期', 'tail', '缴费期{date}至{until}内缴费，尾批入库，按期内计'),
    ('window', '缴费期', 'late', '在缴费期{until}截止之后缴费'),
    ('window', '缴费期', 'deadline', '未参保；缴费期为{date}至{until}'),
    ('coverage', '待遇起始', 'covered', '{date}起享受待遇'),
    ('coverage', '待遇起始', 'once_settled', '应缴金额明确、缴足以后，自{date}起享受待遇'),
    ('coverage', '待遇起始', 'not_stated', '通知没有写明何时起享受待遇'),
    ('waiting', '待遇等待期', 'none', '没有待遇等待期'),
    ('waiting', '待遇等待期', 'months', '待遇等待期{number}个月，{date}起全额享受'),
    ('waiting', '待遇等待期', 'undated', '待遇等待期{number}个月；通知没有写明何时起享受待遇'),
    ('waiting', '待遇等待期', 'history_missing', '缺少往年参保记录，不能确定等待期'),
    ('reward', '连续参保激励', 'history_missing', '缺少上年参保记录，不能确定连续参保年数'),
    ('reward', '连续参保激励', 'none', '连续参保{number}年，尚无激励'),
    ('reward', '连续参保激励', 'reward', '连续参保{number}年，激励{fen}')
),

-- rules of the product, for cases that no pack can foresee
system_rule (rule_id, clause, quote) AS (
    VALUES
    ('unknown_category', '系统规则', '名单中的类别不在政策包内：金额未定，列入异常清单，待核实。'),
    ('recognised_after_window', '系统规则', '集中缴费期结束后认定的身份：金额未定，列入异常清单，待核实；其后又退出的，不影响应缴金额。'),
    ('age_blank', '系统规则', '名单上的类别有年龄条件而出生日期不详：金额未定，列入异常清单，待补充。'),
    ('grade_blank', '系统规则', '名单上的类别有等级条件而残疾等级不详：金额未定，列入异常清单，待补充。'),
    ('subclass_blank', '系统规则', '名单上的类别有细类条件而细类不详：金额未定，列入异常清单，待补充。'),
    ('hukou_blank', '系统规则', '名单上的类别有户籍条件而户籍不详：金额未定，列入异常清单，待补充。'),
    ('age_contradicts', '系统规则', '名单上的类别与本人年龄不符：金额未定，列入异常清单，待报送部门核实。')
),

tiered AS (
    SELECT campaign_id FROM policy.tier GROUP BY campaign_id HAVING COUNT(*) > 1
),

-- a line with the words of its subject and its figures
worded AS (
    SELECT
        c.pack_code,
        d.person_key,
        e.plan_year,
        e.line_no,
        e.topic,
        f.topic_label,
        COALESCE(k.shown_category, regexp_replace(e.category, '^unknown:.*', 'unknown:')) AS category,
        COALESCE(k.label_zh, regexp_replace(e.category, '^unknown:.*', '未登记类别')) AS category_label,
        e.verdict,
        f.text_zh,
        e.rule_id,
        r.requirement_ids,
        COALESCE(r.clause, y.clause) AS clause,
        COALESCE(r.quote, y.quote) AS quote,
        e.fen,
        e.other_fen,
        e.payer,
        COALESCE(p.label_zh, e.payer) AS payer_label,
        e.number,
        e.on_date,
        e.until_on,
        COALESCE('（' || t.label_zh || '）', '') AS tier_label,
        COALESCE(REGEXP_REPLACE((e.fen / 100.0)::numeric(18, 2)::text, '\.?0+$', '') || '元', '未定金额') AS fen_text,
        COALESCE(REGEXP_REPLACE((e.other_fen / 100.0)::numeric(18, 2)::text, '\.?0+$', '') || '元', '未定金额') AS other_text,
        COALESCE(e.on_date::text, '日期不详') AS date_text,
        COALESCE(e.until_on::text, '日期不详') AS until_text
    FROM core.dues AS d
    INNER JOIN core.explanation AS e
        ON d.campaign_id = e.campaign_id AND d.situation_key = e.situation_key AND d.plan_year = e.plan_year
    INNER JOIN policy.campaign AS c ON d.campaign_id = c.campaign_id
    INNER JOIN phrase AS f ON e.topic = f.topic AND e.verdict = f.verdict
    LEFT JOIN landing.category_label AS k ON e.campaign_id = k.campaign_id AND e.category = k.category
    LEFT JOIN policy.payer AS p ON e.campaign_id = p.campaign_id AND e.payer = p.payer
    LEFT JOIN tiered AS m ON e.campaign_id = m.campaign_id
    LEFT JOIN policy.tier AS t ON m.campaign_id = t.campaign_id AND e.tier = t.tier
    LEFT JOIN policy.rule AS r ON e.campaign_id = r.campaign_id AND e.rule_id = r.rule_id
    LEFT JOIN system_rule AS y ON e.rule_id = y.rule_id
)

SELECT
    w.pack_code,
    w.person_key,
    w.plan_year,
    w.line_no,
    w.topic,
    w.topic_label,
    w.category,
    w.category_label,
    w.verdict,
    REPLACE(
        REPLACE(
            REPLACE(
                REPLACE(
                    REPLACE(
                        REPLACE(
                            REPLACE(REPLACE(w.text_zh, '{fen}', w.fen_text), '{other}', w.other_text),
                            '{date}', w.date_text
                        ), '{number}', COALESCE(w.number::text, '')
                    ), '{until}', w.until_text
                ), '{tier}', w.tier_label
            ), '{category}', COALESCE(w.category_label, '')
        ), '{payer}', COALESCE(w.payer_label, '')
    ) AS explanation_zh,
    w.rule_id,
    w.requirement_ids,
    w.clause,
    w.quote,
    w.fen,
    w.other_fen,
    w.payer,
    w.payer_label,
    w.number,
    w.on_date,
    w.until_on
FROM worded AS w;
