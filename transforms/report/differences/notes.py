"""Which figures of a report wait until differences with the tax bureau are settled, and the notes about them. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TypedDict

from transforms.policy.model.schedule import Figures
from transforms.report.publication import Period, View
from transforms.text.figures import date_zh, yuan_grouped

MONEY: Figures = "money"
STATEMENT, FEED = "statement", "feed"
MOST_DAYS = 5
RELEASED_NOTES = ("资金栏已与税务对账一致，现予公布。",)


class MoneyDifference(TypedDict):
    """Differences of a day and unit ('' = no unit), as a manifest keeps them; `on_date` is an ISO date.

    `kind`: `statement` for lines of the tax bureau's monthly statement, `feed` for a file that does not add up to its
    control row. `difference_fen`: what the tax bureau states less what the ledger has.
    """

    on_date: str
    unit_id: str
    kind: str
    differences: int
    difference_fen: int


def withheld(rows: Iterable[MoneyDifference], period: Period, view: View) -> tuple[str, ...]:
    """Return the names of the figures that a report of this period does not print yet: money, or none.

    Money waits if a day of the period has a difference that concerns a unit of the view. An earlier day holds nothing
    back; it has a note. `rows`: differences of any days.
    """
    if not view.shows(MONEY):
        return ()
    return (MONEY,) if any(_is_within(row, period) for row in _of_view(rows, view)) else ()


def difference_notes(rows: Iterable[MoneyDifference], period: Period, view: View) -> tuple[str, ...]:
    """Return the Chinese notes of a report about differences: of the days of its period, and of earlier days.

    `view`: of the report as it is printed; a report that never shows money has no note.
    """
    if MONEY not in view.withheld and not view.shows(MONEY):
        return ()
    concerned = _of_view(rows, view)
    now = [row for row in concerned if _is_within(row, period)]
    before = [row for row in concerned if date.fromisoformat(row["on_date"]) < period.period_from]
    notes = []
    if now and MONEY in view.withheld:
        notes.append(f"资金栏暂不公布：{_days(now)}的缴费与税务对账有{_count(now)}处不一致，核对一致后以更正件公布。")
    elif now:
        notes.append(f"{_days(now)}的缴费与税务对账有{_count(now)}处不一致，资金以核对结果为准。")
    if before:
        notes.append(f"此前{_days(before)}的缴费与税务对账有{_count(before)}处不一致，资金以核对结果为准。")
    return tuple(notes)


def difference_lines(rows: Sequence[MoneyDifference]) -> tuple[str, ...]:
    """Return one Chinese line for each kind of difference that is open, with its days, number and sum."""
    lines = []
    for kind, source, step in (
        (STATEMENT, "税务月度对账单", "请与税务部门逐笔核对，明细见“税务对账差异”"),
        (FEED, "税务缴费流水的合计行", "请税务部门核对后重报"),
    ):
        of_kind = [row for row in rows if row["kind"] == kind]
        if of_kind:
            fen = sum(row["difference_fen"] for row in of_kind)
            lines.append(
                f"{source}：{_days(of_kind)}有{_count(of_kind)}处与缴费凭证不一致，差额{yuan_grouped(fen)}元，{step}"
            )
    return tuple(lines)


def _of_view(rows: Iterable[MoneyDifference], view: View) -> list[MoneyDifference]:
    """List the differences of a view's units; a difference without a unit may be of any."""
    return [row for row in rows if view.units is None or not row["unit_id"] or row["unit_id"] in view.units]


def _is_within(row: MoneyDifference, period: Period) -> bool:
    return period.period_from <= date.fromisoformat(row["on_date"]) <= period.as_of


def _count(rows: Sequence[MoneyDifference]) -> str:
    return f"{sum(row['differences'] for row in rows):,}"


def _days(rows: Sequence[MoneyDifference]) -> str:
    days = sorted({date.fromisoformat(row["on_date"]) for row in rows})
    named = "、".join(date_zh(day) for day in days[:MOST_DAYS])
    return named if len(days) <= MOST_DAYS else f"{named}等{len(days)}日"
