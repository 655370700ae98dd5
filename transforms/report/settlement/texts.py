"""The words of a settlement, in Chinese: the same in letter, workbook and mail. No person is in them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from transforms.report.settlement.content import Settlement, Total
from transforms.text.capitals import capital_yuan
from transforms.text.figures import date_zh, yuan_grouped
from transforms.text.labels import NO_UNIT, SCHEME

SECTIONS = ("一、本批结算金额", "二、分类明细", "三、分单位明细", "四、说明")
CHANGES = {"added": "新增", "withdrawn": "核减", "changed": "变动"}
COUNTING = "一人在一个年度、一类、一个单位计一人次；人员换类别或换单位时，原处列核减，新处列新增。"
NEGATIVE = "核减以负数列示，从同一资金渠道本批金额中抵扣；同一人同一金额不重复结算。"
LIST = "人员名册不随函发送，请有权领取的人员登录参保看板，在“下载”页面（/board/downloads）领取。"
HANDLING = "本名册含个人信息，仅供核对代缴资金使用；不得转发、外传，用后按规定销毁。证件号码只列前六位。"


def title(content: Settlement) -> str:
    """Compose the title of the letter: place, plan year, scheme, and the number of the batch."""
    return (
        f"关于申请结算{content.place_name}{content.plan_year}年度{SCHEME}参保资助资金"
        f"（第{content.batch.batch_no}批）的函"
    )


def list_title(content: Settlement) -> str:
    """Compose the title of the list of persons behind the letter, with the number of a correction."""
    number = content.edition.correction_no
    correction = f"（更正第{number}号）" if number else ""
    head = f"{content.place_name}{content.plan_year}年度{SCHEME}"
    return f"{head}参保资助资金结算名册（第{content.batch.batch_no}批）{correction}"


def dated(content: Settlement) -> str:
    """Return the day of the letter as a Chinese document writes it: its due day, but after the last day it settles."""
    return date_zh(max(date.fromisoformat(content.letter["due_on"]), content.batch.as_of + timedelta(days=1)))


def scope(content: Settlement) -> str:
    """State which days the batch settles."""
    batch = content.batch
    since = f"，上批截至{date_zh(batch.before_as_of)}" if batch.before_as_of else ""
    return f"第{batch.batch_no}批，台账截至{date_zh(batch.as_of)}{since}。"


def opening(content: Settlement) -> str:
    """Compose the first sentence: on which notice the letter rests, and the day of the figures."""
    basis = f"根据{content.notice}{'等' if content.notice else ''}有关规定"
    return (
        f"{basis}，现就{content.place_name}{content.plan_year}年度{SCHEME}"
        f"截至{date_zh(content.batch.as_of)}的参保资助资金申请结算。"
    )


def amount(content: Settlement) -> tuple[str, ...]:
    """Compose the paragraphs about the sum: in figures and in capitals, by fund, and what goes back to persons."""
    whole = content.whole
    if not content.lines:
        return ("本批没有新增、核减或变动，应拨金额为零元整，无需拨付。",)
    parts = [f"本批新增{whole.added:,}人次、核减{whole.withdrawn:,}人次、变动{whole.changed:,}人次。"]
    # each fund pays its own sum: what one fund gets back is not taken from another
    parts += [_fund_amount(total) for total in content.by_fund()]
    settled = "；".join(f"{label}{money(fen)}" for label, fen in content.settled_fen)
    if settled:
        parts.append(f"含本批在内，各批累计应拨：{settled}。")
    return tuple(parts)


def _fund_amount(total: Total) -> str:
    """State the sum of one fund in figures and in capitals, and the part of it that goes back to persons."""
    capitals = f"（大写：人民币{capital_yuan(abs(total.fen))}）"
    if total.fen < 0:
        text = f"{total.fund}应退回{money(-total.fen)}{capitals}，请办理退回"
    elif total.fen == 0:
        text = f"{total.fund}增减相抵，应拨金额为零元整，无需拨付"
    else:
        text = f"{total.fund}应拨{money(total.fen)}{capitals}，请予核拨"
    if not total.person_fen:
        return f"{text}。"
    if 0 < total.person_fen <= total.fen:
        return f"{text}；其中先缴后补、应返还参保人{money(total.person_fen)}，其余划入基金财政专户。"
    verb = "应返还参保人" if total.person_fen > 0 else "应向参保人收回"
    return f"{text}；先缴后补部分{verb}{money(abs(total.person_fen))}。"


def money(fen: int) -> str:
    """Format an amount for a sentence of the letter: 18,409,750.00元."""
    return f"{yuan_grouped(fen)}元"


def header(first: tuple[str, ...]) -> tuple[str, ...]:
    """Return the headings of a table. `first`: those of its first columns, such as 单位."""
    return (*first, "新增", "核减", "变动", "本批金额（元）")


def category_rows(content: Settlement) -> tuple[tuple[str, ...], ...]:
    """Return the texts of the table by fund and category, with the sum in the last row."""
    rows = [(total.fund, total.label, *_figures(total)) for total in content.by_category()]
    return (*rows, ("合计", "", *_figures(content.whole)))


def unit_rows(content: Settlement) -> tuple[tuple[str, ...], ...]:
    """Return the texts of the table by unit, with the sum in the last row."""
    rows = [(total.label or NO_UNIT, *_figures(total)) for total in content.by_unit()]
    return (*rows, ("合计", *_figures(content.whole)))


def _figures(total: Total) -> Iterable[str]:
    return f"{total.added:,}", f"{total.withdrawn:,}", f"{total.changed:,}", yuan_grouped(total.fen)


def explanations(content: Settlement) -> tuple[str, ...]:
    """Return the explanations below the tables."""
    return (scope(content), COUNTING, NEGATIVE, LIST)
