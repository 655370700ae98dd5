"""The words of a table of money controls, in Chinese: the same in workbook and mail."""

from __future__ import annotations

from transforms.report.money_controls.content import SUBJECTS, Collector, Line, MoneyControls
from transforms.text.figures import date_zh, yuan_grouped
from transforms.text.labels import NO_UNIT, SCHEME

SUMMARY_HEADER = ("事项", "数量", "金额（元）", "怎么办")
COLLECTOR_HEADER = ("单位", "收款人编号", "笔数", "金额（元）", "最早收款日", "解缴期限", "情况")
NOTHING = "各事项均无待核查的情况。"
COUNTING = (
    "各事项按统计日台账的现状列示，不是累计数；同一笔钱可能同时列在两个事项中，不能相加。",
    "本表不列个人，名单由经办人员在台账中核对。已发出的表不更正，以后的变化见下一期。",
)


def title(content: MoneyControls) -> str:
    """Compose the title: place, unit if the table is of one unit, plan year, scheme."""
    return f"{content.place_name}{content.unit_name}{content.plan_year}年度{SCHEME}资金核查表"


def scope(content: MoneyControls) -> str:
    """Compose the sentence with the day of the figures, and the last assessed day if it is another day."""
    assessed = "" if content.assessed_on == content.as_of else f"，台账已核定至{date_zh(content.assessed_on)}"
    return f"截至{date_zh(content.as_of)}{assessed}。"


def items(line: Line, subject: str) -> str:
    """Format the number of items with its word: 1,203笔."""
    return f"{line.items:,}{SUBJECTS[subject].counted}"


def money(line: Line, subject: str) -> str:
    """Format the money of a line in yuan; empty if the subject has no money."""
    return yuan_grouped(line.fen) if SUBJECTS[subject].has_money else ""


def summary_rows(content: MoneyControls) -> tuple[tuple[str, ...], ...]:
    """Return the texts of the table by subject."""
    return tuple(
        (SUBJECTS[code].label, items(line, code), money(line, code), SUBJECTS[code].next_step)
        for code, line in zip(content.subjects, content.sums, strict=True)
    )


def unit_header(content: MoneyControls, with_money: bool) -> tuple[str, ...]:
    """Return the header of the table by unit: of items, or of money in yuan."""
    if with_money:
        return "单位", *(f"{SUBJECTS[code].label}\n（元）" for code in content.subjects if SUBJECTS[code].has_money)
    return "单位", *(f"{SUBJECTS[code].label}\n（{SUBJECTS[code].counted}）" for code in content.subjects)


def unit_rows(content: MoneyControls, with_money: bool) -> tuple[tuple[str, ...], ...]:
    """Return the texts of the table by unit, with the sum in the last row."""
    rows = [*content.units, ("合计", content.sums)]
    return tuple(
        (
            name or NO_UNIT,
            *(
                yuan_grouped(line.fen) if with_money else f"{line.items:,}"
                for code, line in zip(content.subjects, lines, strict=True)
                if SUBJECTS[code].has_money or not with_money
            ),
        )
        for name, lines in rows
    )


def collector_row(collector: Collector) -> tuple[str, ...]:
    """Return the texts of the row of one collector."""
    row = collector.row
    state = "、".join(word for word, holds in (("超期", row["is_overdue"]), ("超限额", row["is_over_limit"])) if holds)
    return (
        collector.unit_name or NO_UNIT,
        row["collector"],
        f"{row['held_receipts']:,}",
        yuan_grouped(row["held_fen"]),
        row["oldest_on"],
        row["deposit_by"] or "",
        state,
    )


def notes(content: MoneyControls) -> tuple[str, ...]:
    """Return the sentences below the tables."""
    nothing = () if any(line.items for line in content.sums) else (NOTHING,)
    return (*nothing, *COUNTING)
