"""The words of a request for the fiscal subsidy, in Chinese: the same in letter, workbook and mail."""

from __future__ import annotations

from datetime import date, timedelta

from transforms.report.fiscal_subsidy.content import Line, SubsidyRequest
from transforms.text.capitals import capital_yuan
from transforms.text.figures import date_zh, yuan_grouped
from transforms.text.labels import NO_UNIT, SCHEME

SECTIONS = ("一、申请金额", "二、分级明细", "三、分单位明细", "四、说明")
LEVEL_HEADER = ("级次", "补助标准（元/人）", "参保人数", "应补助（元）", "以前已申请（元）", "本次申请（元）")
UNIT_HEADER = ("单位", "参保人数", "应补助（元）", "以前已申请（元）", "本次申请（元）")
COUNTING = "应补助金额＝参保人数×补助标准；参保人数为台账中本年度已参保人数，含由资助资金代缴的人员。"
NEXT = "已发出的申请不更正；以后补录、退出参保引起的变化，在下一次申请中补申请或以负数抵减。"
MINIMUM = "通知规定的财政补助标准为“不低于”，本函按最低标准计算。"


def title(content: SubsidyRequest) -> str:
    """Compose the title: place, plan year, scheme, and the number of the request."""
    head = f"{content.place_name}{content.plan_year}年度{SCHEME}"
    return f"关于申请拨付{head}财政补助资金（第{content.request_no}次）的函"


def dated(content: SubsidyRequest) -> str:
    """Return the day of the letter as a Chinese document writes it: its due day, but after the last day it counts."""
    return date_zh(max(date.fromisoformat(content.letter["due_on"]), content.as_of + timedelta(days=1)))


def opening(content: SubsidyRequest) -> str:
    """Compose the first sentence: on which notice the letter rests, and the day of the figures."""
    basis = f"根据{content.notice}{'等' if content.notice else ''}有关规定"
    head = f"{content.place_name}{content.plan_year}年度{SCHEME}"
    return f"{basis}，现申请拨付{head}截至{date_zh(content.as_of)}的财政补助资金。"


def amount(content: SubsidyRequest) -> tuple[str, ...]:
    """Compose the paragraphs about the sum: persons and share, and this request in figures and in capitals."""
    whole = content.whole
    standard = f"截至{date_zh(content.as_of)}，已参保{whole.persons:,}人，财政补助标准为每人{money(whole.share_fen)}，"
    due = f"{standard}应补助{money(whole.subsidy_fen)}。"
    before = f"以前各次已申请{money(whole.before_fen)}，" if content.before_as_of else ""
    capitals = f"（大写：人民币{capital_yuan(abs(whole.fen))}）"
    if whole.fen > 0:
        return due, f"{before}本次申请拨付{money(whole.fen)}{capitals}，请予拨付。"
    if whole.fen < 0:
        return due, f"{before}多申请{money(-whole.fen)}{capitals}，请在以后拨付中抵减。"
    return due, f"{before}本次申请金额为零元整，无需拨付。"


def money(fen: int) -> str:
    """Format an amount for a sentence of the letter: 18,409,750.00元."""
    return f"{yuan_grouped(fen)}元"


def level_rows(content: SubsidyRequest) -> tuple[tuple[str, ...], ...]:
    """Return the texts of the table by level of government, with the sum in the last row."""
    rows = [(line.label, yuan_grouped(line.share_fen), *_figures(line)) for line in content.levels]
    whole = content.whole
    return (*rows, ("合计", yuan_grouped(whole.share_fen), *_figures(whole)))


def unit_rows(content: SubsidyRequest) -> tuple[tuple[str, ...], ...]:
    """Return the texts of the table by unit, with the sum in the last row."""
    rows = [(line.label or NO_UNIT, *_figures(line)) for line in content.units]
    return (*rows, ("合计", *_figures(content.whole)))


def _figures(line: Line) -> tuple[str, ...]:
    amounts = line.subsidy_fen, line.before_fen, line.fen
    return f"{line.persons:,}", *(yuan_grouped(fen) for fen in amounts)


def explanations(content: SubsidyRequest) -> tuple[str, ...]:
    """Return the explanations below the tables."""
    since = f"，上次截至{date_zh(content.before_as_of)}" if content.before_as_of else ""
    scope = f"第{content.request_no}次申请，台账截至{date_zh(content.as_of)}{since}。"
    return (scope, COUNTING, *((MINIMUM,) if content.is_minimum else ()), NEXT)
