"""The words of a list of refunds, in Chinese: the same in workbook and mail. No person is in them."""

from __future__ import annotations

from transforms.report.refund.content import Refunds, Total
from transforms.text.capitals import capital_yuan
from transforms.text.figures import date_zh, yuan_grouped
from transforms.text.labels import NO_UNIT, SCHEME

CHANGES = {"added": "新增", "withdrawn": "撤回", "changed": "变动"}
HEADER = ("新增", "撤回", "变动", "本批金额（元）")
COUNTING = "每行一张缴费凭证；同一凭证的同一金额只列一次。不再应退的以负数列示，请勿再退。"
CONFIRMING = "退费后请在缴费流水中报送冲正记录并注明原凭证号，系统据此核销，不必另行回复。"
LATE = "out_of_window"
CHECKING = (
    "原因为缴费期外缴费的，退费前请与医保经办机构核实本人有无通知所列的中途参保原因；"
    "有原因的不退，由医保经办机构办理参保。"
)
"""Explanation of lines with the reason `LATE`: no source states the reasons of persons who may enter late (DA-04)."""
WHERE = (
    "清单含个人信息，不随邮件发送。"
    "请有权领取的人员登录参保看板，在“下载”页面（/board/downloads）领取，每次领取留有记录。"
)
HANDLING = "本清单含个人信息，仅供税务部门办理退费使用；不得转发、外传，用后按规定销毁。证件号码只列前六位。"


def title(content: Refunds) -> str:
    """Compose the title: place, plan year, scheme, the number of the batch, and the number of a correction."""
    number = content.edition.correction_no
    correction = f"（更正第{number}号）" if number else ""
    head = f"{content.place_name}{content.plan_year}年度{SCHEME}"
    return f"{head}退费清单（第{content.batch.batch_no}批）{correction}"


def scope(content: Refunds) -> str:
    """State the batch, the day of the assessment that it knew, and the numbers of its lines."""
    batch, whole = content.batch, content.whole
    return (
        f"第{batch.batch_no}批，台账截至{date_zh(batch.listed_on)}："
        f"新增{whole.added:,}笔、撤回{whole.withdrawn:,}笔、变动{whole.changed:,}笔。"
    )


def amount(content: Refunds) -> tuple[str, ...]:
    """State the sum of the batch in figures and in capitals, and the sums of all batches up to it."""
    whole = content.whole
    capitals = f"（大写：人民币{capital_yuan(abs(whole.fen))}）"
    if not content.lines:
        text = "本批没有新增、撤回或变动。"
    elif whole.fen < 0:
        text = f"本批撤回多于新增，应退金额减少{money(-whole.fen)}{capitals}。"
    else:
        text = f"本批应退{money(whole.fen)}{capitals}。"
    return (
        text,
        f"含本批在内，各批累计应退{money(content.listed_fen)}，已退{money(content.confirmed_fen)}，"
        f"尚应退{money(content.open_fen)}。",
    )


def money(fen: int) -> str:
    """Format an amount for a sentence: 18,409,750.00元."""
    return f"{yuan_grouped(fen)}元"


def unit_rows(content: Refunds) -> tuple[tuple[str, ...], ...]:
    """Return the texts of the table by unit, with the sum in the last row."""
    return _rows(content, [total._replace(label=total.label or NO_UNIT) for total in content.by_unit()])


def reason_rows(content: Refunds) -> tuple[tuple[str, ...], ...]:
    """Return the texts of the table by reason, with the sum in the last row."""
    return _rows(content, content.by_reason())


def _rows(content: Refunds, totals: list[Total]) -> tuple[tuple[str, ...], ...]:
    return tuple(
        (row.label, f"{row.added:,}", f"{row.withdrawn:,}", f"{row.changed:,}", yuan_grouped(row.fen))
        for row in (*totals, content.whole._replace(label="合计"))
    )


def explanations(content: Refunds) -> tuple[str, ...]:
    """Return the explanations: what a line is, what to check, how a refund is confirmed, how the list is handled."""
    is_late = any(line.row.reason == LATE for line in content.lines)
    return (COUNTING, *((CHECKING,) if is_late else ()), CONFIRMING, *content.notes, HANDLING)
