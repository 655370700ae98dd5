-- One row per receipt of a person (pseudonym), in the order in which the receipts count: its one state, who has its money now, and
-- the next step. amount_fen = scheme_fen + refundable_fen + suspense_fen + reversed_fen + unposted_fen. The number of the receipt is
-- not here.
CREATE OR REPLACE VIEW mart_case.receipt_state AS
WITH words (state, state_zh) AS (
    VALUES
    ('exact', '已足额'),
    ('short', '未缴足'),
    ('over', '多缴'),
    ('paid_twice', '重复缴费'),
    ('unknown_person', '名册外人员'),
    ('employee_insured', '已参加职工医保'),
    ('enrolled_elsewhere', '已在别处参保'),
    ('out_of_window', '缴费期外缴费'),
    ('wrong_year', '年度不符'),
    ('category_changed_after_payment', '缴费后类别变化'),
    ('awaiting_reimbursement', '先缴后补，待报销'),
    ('amount_open', '应缴金额未定'),
    ('reversed', '已冲正'),
    ('not_assessed', '待核定')
),

-- the next step of a state and owner of the money; owner '' = any other
step (state, owner, next_step_zh) AS (
    VALUES
    ('exact', '', '无须处理'),
    ('exact', 'suspense', '已足额，征缴开始后自动转为参保'),
    ('short', '', '通知本人补足差额'),
    ('over', '', '核对后退还多缴部分'),
    ('over', 'suspense', '征缴开始后核定，多缴部分届时退还'),
    ('paid_twice', '', '核对后退还重复的一笔'),
    ('paid_twice', 'suspense', '征缴开始后核定，重复的一笔届时退还'),
    ('unknown_person', '', '核实身份，补入参保底册；补入后自动重新归类'),
    ('employee_insured', '', '退还本人'),
    ('enrolled_elsewhere', '', '与对方经办机构核对，只保留一处参保'),
    ('out_of_window', '', '通知没有规定，暂挂账，报主管部门决定'),
    ('out_of_window', 'person', '不予受理，退还本人'),
    ('wrong_year', '', '请税务部门核对缴费年度，更正或冲正'),
    ('category_changed_after_payment', '', '不再补退；退差金额未定的列入异常清单'),
    ('category_changed_after_payment', 'person', '退还差额，由资助方承担'),
    ('awaiting_reimbursement', '', '向资助方申请报销'),
    ('amount_open', '', '暂挂账，请主管部门明确金额'),
    ('reversed', '', '税务部门已收回，无须处理'),
    ('not_assessed', '', '等待下一次核定')
),

holder (owner, owner_zh) AS (
    VALUES
    ('scheme', '居民医保个人缴费'),
    ('person', '待退本人'),
    ('suspense', '挂账'),
    ('tax_bureau', '税务部门'),
    ('not_assessed', '待核定')
)

SELECT
    c.pack_code,
    r.person_key,
    r.plan_year,
    r.receipt_order,
    r.unit_id,
    u.name AS unit_name,
    u.sort_order AS unit_sort_order,
    r.collected_on,
    r.received_on,
    r.status,
    r.state,
    w.state_zh,
    r.owner,
    h.owner_zh,
    coalesce(s.next_step_zh, a.next_step_zh) AS next_step_zh,
    r.amount_fen,
    r.scheme_fen,
    r.refundable_fen,
    r.suspense_fen,
    r.reversed_fen,
    r.unposted_fen
FROM core.receipt_state AS r
INNER JOIN policy.campaign AS c ON r.campaign_id = c.campaign_id
LEFT JOIN policy.unit AS u ON r.campaign_id = u.campaign_id AND r.unit_id = u.unit_id
LEFT JOIN words AS w ON r.state = w.state
LEFT JOIN holder AS h ON r.owner = h.owner
LEFT JOIN step AS s ON r.state = s.state AND r.owner = s.owner
LEFT JOIN step AS a ON r.state = a.state AND a.owner = '';
