"""Chinese words for codes that officials and senders read: list modes, states, categories, payers, cadences, accounts.

Each code has its words here and nowhere else. Words that a pack prints (units, payers, its categories) come from the
pack; the functions of this module add the words for codes that no pack lists.
"""

from __future__ import annotations

from collections.abc import Mapping

LIST_MODE_WORDS = {"full": "全量", "change": "变动", "feed": "流水"}
"""`list_mode` as one word, for sentences about a pack and for options of a command."""
LIST_MODE_LABELS = {"full": "全量名册", "change": "变动名册", "feed": "流水"}
"""`list_mode` as the noun that names a delivery, in feedback, mails, approvals and notes of reports."""
LIST_MODE_OPTIONS = " / ".join(f"{mode} {word}" for mode, word in LIST_MODE_WORDS.items())
"""The values of an option `--mode` with their words, for its help."""

STATE_LABELS = {
    "landed": "已收到，待处理",
    "committed": "已入库",
    "held": "整份暂存，待经办机构核定",
    "rejected": "整份退回，未入库",
    "superseded": "已收到，但更高版本在用，本版不生效",
    "revoked": "已由报送单位撤回，不生效",
}
"""State of a delivery."""
INEFFECTIVE_LABELS = {"superseded": "本版不生效", "revoked": "本版已撤回"}
"""Remark on clean rows of a delivery that is not effective, by its state; in feedback."""

ARRIVAL_LABELS = {
    "on_time": "按时",
    "late": "迟报",
    "missing": "逾期未报",
    "held": "整份暂存",
    "rejected": "整份退回",
    "received": "已收到",
}
"""State of a sender's day in the calendar of the board; `received`: the pack expects no delivery on this day."""

KIND_LABELS = {
    "special_list": "特殊人群名单",
    "roll": "参保底册",
    "employee": "职工参保名单",
    "tax_feed": "税务缴费流水",
    "target_table": "任务数表",
    "history": "历年参保",
    "fund_claim": "代缴、请款名单",
    "uninsured_reason": "未参保原因反馈",
    "fund_transfer": "资金划转确认",
    "due_acknowledgement": "应缴清单导入回执",
    "tax_statement": "税务月度对账单",
    "late_entry": "中途参保原因名单",
    "correction_request": "信息更正申请",
}
"""Kind of a delivery."""
SOURCE_LABELS = {
    "civil_affairs": "民政",
    "poverty_relief": "扶贫",
    "disabled_federation": "残联",
    "veterans": "退役军人",
    "health": "卫健",
    "education": "教育",
    "roll": KIND_LABELS["roll"],
    "employee": KIND_LABELS["employee"],
    "tax": KIND_LABELS["tax_feed"],
    "targets": "任务数与基数",
    "history": KIND_LABELS["history"],
    "fund_claim": KIND_LABELS["fund_claim"],
    "uninsured_reason": KIND_LABELS["uninsured_reason"],
    "fund_transfer": KIND_LABELS["fund_transfer"],
    "due_acknowledgement": KIND_LABELS["due_acknowledgement"],
    "tax_statement": KIND_LABELS["tax_statement"],
    "late_entry": KIND_LABELS["late_entry"],
    "correction_request": KIND_LABELS["correction_request"],
}
"""Source of a pack: a department, or the kind of delivery if only one source sends it."""
SETTER_LABELS = {"superior": "上级下达", "own": "本级自定"}
"""`set_by` of a target: the level above, or the place itself."""

REPORT_LABELS = {
    "progress": "参保进度",
    "bulletin": "通报",
    "appraisal": "考核结果",
    "missing_persons": "未参保人员名册",
    "uninsured_feedback": "未参保反馈名册",
    "start_roster": "启动前底册",
    "posting_roster": "公示名单",
    "coverage_list": "待遇享受起始日期名册",
    "due_list": "应缴清单",
    "refund_list": "退费清单",
    "fiscal_subsidy": "财政补助资金申请函",
    "money_controls": "资金核查表",
    "settlement": "资助资金结算函",
    "settlement_list": "资助资金结算名册",
    "village_poster": "张榜公布",
    "inspection_bulletin": "督导通报",
}
OCCASION_LABELS = {"first": "本期首次发出", "jump": "主要数字比上期变动超过上限", "correction": "更正"}
"""Why a report waits for approval."""
CADENCE_LABELS = {"day": "日报", "ten_day": "旬报", "half_month": "半月报", "month": "月报", "once": "专报"}
"""Name of a publication by its cadence. How often it is due (每日): transforms/policy/words/labels.py."""

NOTICE_STATUS_LABELS = {"draft": "征求意见稿", "in_force": "现行有效", "expired": "已失效"}
"""Status of a notice."""
STATUS_LABELS = {**NOTICE_STATUS_LABELS, "provisional": "预下达", "final": "正式", "not_given": "通知未给出"}
"""Status of a notice or of a target."""

REWIND_REASON_LABELS = {
    "wrong_date": "业务日期写错",
    "wrong_list": "名单有误",
    "wrong_pack": "政策包有误",
    "other": "其他原因",
}
"""Reason to go back to an earlier business date (`campaign rewind`), as corrections and their mails state it."""

ACCOUNT_LABELS = {
    "received_fen": "个人缴费到账",
    "refundable_fen": "待退",
    "reimbursable_fen": "待报销",
    "suspense_fen": "挂账",
}
"""Accounts of a report's money; what each fund pays is under the payer's own label."""
WAITING_ACCOUNTS = ("refundable_fen", "reimbursable_fen", "suspense_fen")
"""Accounts that are printed only where they are not zero."""

DUES_STATUS_LABELS = {
    "enrolled": "已参保",
    "owing": "未参保",
    "undefined": "金额未定",
    "insured_elsewhere": "职工参保",
    "deceased": "已死亡",
    "repaired": "已补缴",
}
"""Status of a person's due, in tables."""

MISSING_LABELS = {
    "not_paid": "未缴费",
    "not_on_roll": "未缴费，不在参保底册",
    "paid_not_enrolled": "已缴费，未足额或未确认",
    "undefined": "应缴金额未定，未缴费",
    "undefined_paid": "应缴金额未定，已缴费",
    "employee_insured": "已参加职工医保",
}
"""Reason why a person is not enrolled, in lists of persons for the offices that reach them."""
UNINSURED_REASON_LABELS = {
    "resident_here": "本地居民",
    "employee_here": "本地职工（在职）",
    "retired_here": "本地职工（退休）",
    "resident_elsewhere": "异地居民",
    "employee_elsewhere": "异地职工",
    "soldier": "参军",
    "prison": "服刑",
    "dead": "死亡",
    "untraceable": "失联",
    "newly_added": "动态新增",
    "refuses": "自愿放弃",
    "other": "其他原因",
}
"""Reason that a township answers for a person who is not enrolled, in the order and words of the offices' form."""
ROSTER_LABELS = {"insured": "上年参保", "not_insured": "上年未参保", "not_stated": "上年未载明"}
"""State of a person in the roster before the start: enrolled in the plan year before, or not, or nobody stated it."""
COVERAGE_LABELS = {
    "listed": "新列入",
    "moved_in": "转入",
    "changed": "日期有变",
    "moved_out": "转出",
    "withdrawn": "不再享受",
}
"""State of a person in a list of coverage, compared with the list before."""
POSTED_LABELS = {"enrolled": "已参保"}
"""State of a person in a list for public posting."""

MAIL_STATE_LABELS = {"sent": "已发出", "waiting": "待发", "refused": "被拒收", "passed_on": "已转成员单位"}
"""State of a mail to one recipient."""

ORDINARY = {"ordinary": "一般居民"}
"""The category of persons to which no category with a price or subsidy of its own applies; no pack lists it."""
UNKNOWN = "unknown:"
"""Prefix of a category that the pack does not list; the sender's word follows, in marts and reports its number."""
UNLISTED = "未登记类别"
"""Label of a category that the pack does not list, before its number (also in `landing.category_label`)."""
NOBODY_PAYS = "个人"
"""Label of the empty payer: the person pays the whole due."""
SCHEME = "城乡居民基本医疗保险"
NO_UNIT = "（单位待定）"
ANY_SPECIAL = "特殊人群合计（不重复计人）"
"""Line of a report for the categories of which the notice asks that all enrol, each person once."""
ON_NO_LIST = "名单外人员"
"""Persons on no department's list, in addition to the lines of special populations."""


def list_mode_label(list_mode: str) -> str:
    """Return the Chinese noun for a list mode (full, change, feed); a mode without a label is returned unchanged."""
    return LIST_MODE_LABELS.get(list_mode, list_mode)


def state_label(state: str) -> str:
    """Return the Chinese words for a delivery's state (such as held); one without a label is returned unchanged."""
    return STATE_LABELS.get(state, state)


def category_label(category: str, labels: Mapping[str, str]) -> str:
    """Return the Chinese label of a category. `labels`: the pack's labels, category -> text.

    `unknown:<number>`, a category that the pack does not list, gives 未登记类别 with the number and 号, because
    a count may follow; a word instead of the number is left out. A category without a label is returned unchanged.
    """
    if category.startswith(UNKNOWN):
        number = shown_category(category).removeprefix(UNKNOWN)
        return f"{UNLISTED}{number}号" if number else UNLISTED
    return ORDINARY.get(category) or labels.get(category, category)


def shown_category(category: str) -> str:
    """Return the code of a category as reports may show it: of `unknown:<word>` the word, a sender's, is left out."""
    number = category.removeprefix(UNKNOWN)
    return UNKNOWN if category.startswith(UNKNOWN) and not number.isdecimal() else category


def payer_label(payer: str, labels: Mapping[str, str]) -> str:
    """Return the Chinese label of a payer. `labels`: the pack's labels, payer -> text.

    The empty payer is the person (个人); a payer without a label is returned unchanged.
    """
    return labels.get(payer, payer) or NOBODY_PAYS


def plan_year_label(plan_year: int) -> str:
    """Return the Chinese words for a plan year: 2020 is 2020参保年度."""
    return f"{plan_year}参保年度"


def cadence_label(cadence: str) -> str:
    """Return the Chinese name of a report of this cadence: day is 日报.

    A cadence without a label is returned unchanged. `cadence`: day, ten_day, half_month, month or once.
    """
    return CADENCE_LABELS.get(cadence, cadence)


def report_label(report: str) -> str:
    """Return the Chinese name of a report; a code without a name is returned unchanged.

    `report`: a code such as progress.
    """
    return REPORT_LABELS.get(report, report)


def status_label(status: str) -> str:
    """Return the Chinese words for the status of a notice or target; one without a label is returned unchanged.

    `status`: a code such as draft or in_force.
    """
    return STATUS_LABELS.get(status, status)
