"""Summarise a report in a few lines, for mail and console: main figures, laggards, coverage, open matters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import NotRequired, TypedDict

from transforms.report.differences.notes import MoneyDifference, difference_lines
from transforms.report.progress.chart import chart
from transforms.report.progress.content import Line, Money, Report
from transforms.report.progress.titles import title
from transforms.text.figures import date_zh, yuan_grouped
from transforms.text.labels import (
    ACCOUNT_LABELS,
    SOURCE_LABELS,
    WAITING_ACCOUNTS,
    list_mode_label,
    plan_year_label,
    state_label,
)
from transforms.text.ratio import BLANK, Ratio, percent, percent_of_bp

LAGGARDS = 3
FULL_BP = 10_000


class OpenDelivery(TypedDict):
    """A held or rejected delivery, with the reasons that its sender received; `delivered_on` is an ISO date."""

    source: str
    sender: str
    period: str
    version: int
    delivered_on: str
    state: str
    reasons_zh: str | None


class QuarantinedRows(TypedDict):
    """Number of rows of a source that wait for a correction, for one reason."""

    source: str
    sender: str
    reason_code: str
    quarantined_rows: int
    reason_zh: str


class MissingDeliveries(TypedDict):
    """The overdue deliveries of a source: their number, the first and the last. Due days are ISO dates."""

    source: str
    sender: str
    list_mode: str
    deliveries: int
    first_period: str
    first_due_on: str
    last_period: str
    last_due_on: str


class OpenMatters(TypedDict):
    """Matters that wait for an official or a sender, as a manifest keeps it."""

    missing: list[MissingDeliveries]
    deliveries: list[OpenDelivery]
    quarantine: list[QuarantinedRows]
    unreconciled: NotRequired[list[MoneyDifference]]


@dataclass(frozen=True)
class Summary:
    """Texts in Chinese, ready to be laid out; tables are (header, rows) of text.

    `figures`: groups of figures that the recipient may see (enrolment, special_populations, money); the sections of
    the others are left out. `chart`: the description of the mail's picture, '' without one.
    """

    title: str
    lead: str
    units: tuple[tuple[str, ...], ...]
    unit_header: tuple[str, ...]
    laggards: tuple[str, ...]
    coverage: tuple[tuple[str, ...], ...]
    tracked: tuple[tuple[str, ...], ...]
    coverage_header: tuple[str, ...]
    money: tuple[tuple[str, str], ...]
    figures: frozenset[str]
    open_matters: tuple[str, ...]
    notes: tuple[str, ...]
    chart: str = ""


def summary(report: Report, open_matters: OpenMatters) -> Summary:
    """Return the Chinese texts of a report's summary for mail and console: figures, laggards, coverage, money, notes.

    A `Summary` has title, lead, and as tables of texts (rows and headings) units, coverage of special populations and
    money; and lines about laggards, open matters and notes. `report`: the composed report: printed lines by unit,
    total, category and plan year, notes, and the lines of the data sheet. `open_matters`: held or rejected deliveries
    and quarantined rows at the report's day.
    """
    drawn = chart(report)
    return Summary(
        title(report),
        _lead(report),
        tuple(_unit(line) for line in (*report.units, report.total)),
        ("排名", report.header.unit_kind_label, "参保人数", "目标任务", "完成率"),
        laggards(report),
        tuple(_coverage(line) for line in report.categories),
        tuple(_coverage(line) for line in report.tracked),
        ("类别", "已参保", "应参保", "参保率", "金额未定"),
        money_lines(report) if report.view.shows("money") else (),
        frozenset(name for name in ("enrolment", "special_populations", "money") if report.view.shows(name)),
        open_lines(open_matters),
        report.notes,
        drawn.description if drawn else "",
    )


def laggards(report: Report, count: int = LAGGARDS) -> tuple[str, ...]:
    """Return Chinese lines about the `count` units with the lowest completion that miss the goal, worst first.

    `report`: its lines by unit are compared. If further units have the same rate as the last of these, one more line
    counts them. Without a goal in the notice, the goal is the whole target.
    """
    goal_bp = report.header.completion_goal_bp or FULL_BP
    behind = [line for line in report.units if line.completion and not line.completion.at_least(goal_bp)]
    behind.sort(key=lambda line: line.completion.exact if line.completion else 0)
    named = [_behind(line, goal_bp) for line in behind[:count]]
    # no unit is named as last without mention of the units with an equal rate
    tied = [line for line in behind[count:] if line.rank == behind[count - 1].rank]
    return (*named, f"另有{len(tied)}个单位完成率同为{percent(tied[0].completion)}") if tied else tuple(named)


def _behind(line: Line, goal_bp: int) -> str:
    assert line.completion is not None
    missing = missing_persons(line.completion, goal_bp)
    return f"{line.label}：完成率{percent(line.completion)}，距{percent_of_bp(goal_bp)}还差{missing:,}人"


def missing_persons(completion: Ratio, goal_bp: int) -> int:
    """Return how many persons more would reach the goal (basis points of the target); 0 if it is reached.

    `completion`: enrolled persons ÷ target. A part of a person counts as a person.
    """
    wanted = -(-completion.denominator * goal_bp // FULL_BP)
    return max(wanted - completion.numerator, 0)


def _lead(report: Report) -> str:
    total, head = report.total, report.header
    if total.enrolled_persons is None:
        money = f"个人缴费到账{yuan_grouped(total.money.received_fen)}元" if total.money else "本表无参保人数"
        return f"截至{date_zh(report.slot.as_of)}，{head.place_name}{money}。"
    text = f"截至{date_zh(report.slot.as_of)}，{head.place_name}已参保{total.enrolled_persons:,}人"
    before = report.same_day.total if report.same_day else None
    if before is not None:
        more = total.enrolled_persons - before
        text += f"，比上年同日{'少' if more < 0 else '多'}{abs(more):,}人" if more else "，与上年同日持平"
    if total.completion is not None:
        text += f"，完成率{percent(total.completion)}"
    if total.enrolment is not None:
        text += f"，参保率{percent(total.enrolment)}（{head.denominator_name}）"
    return text + "。"


def _unit(line: Line) -> tuple[str, ...]:
    return (
        "" if line.rank is None else str(line.rank),
        line.label,
        f"{line.enrolled_persons or 0:,}",
        BLANK if line.target_persons is None else f"{line.target_persons:,}",
        percent(line.completion),
    )


def _coverage(line: Line) -> tuple[str, ...]:
    assert line.special is not None
    covered = line.special
    undefined = f"{covered.undefined_persons:,}人（已缴费{covered.undefined_paid_persons:,}人）"
    return (
        line.label,
        f"{covered.enrolled_persons:,}",
        f"{covered.member_persons:,}",
        percent(covered.rate),
        undefined if covered.undefined_persons else "",
    )


def money_lines(report: Report) -> tuple[tuple[str, str], ...]:
    """Return (label, amount in yuan) of the total line, which counts the report's plan year; then of other plan years.

    The labels are Chinese; those of another plan year begin with the year. `report`: its total, payers and plan years.
    """
    own = plan_year_label(report.header.plan_year)
    other_years = [line for line in report.plan_years if line.label != own]
    return (
        *_amounts(report.total, report.payers),
        *(
            (f"{line.label}{label}", fen)
            for line in other_years
            for label, fen in _amounts(line, report.payers, all_funds=False)
        ),
    )


def _amounts(line: Line, payers: Mapping[str, str], *, all_funds: bool = True) -> tuple[tuple[str, str], ...]:
    """List what was received, what each fund pays (or only funds that pay), and what waits, if it is not zero."""
    money, funds = line.money or Money(), line.fund_fen_by_payer
    sums = [(ACCOUNT_LABELS["received_fen"], money.received_fen)]
    sums += [(f"{label}资助", funds.get(payer, 0)) for payer, label in payers.items() if all_funds or funds.get(payer)]
    sums += [(ACCOUNT_LABELS[name], money.account_fen(name)) for name in WAITING_ACCOUNTS if money.account_fen(name)]
    return tuple((label, f"{yuan_grouped(fen)}元") for label, fen in sums)


def open_lines(matters: OpenMatters) -> tuple[str, ...]:
    """Return Chinese lines about open matters: missing, held and rejected deliveries, quarantined rows, differences.

    `matters`: missing deliveries by source, held or rejected deliveries one by one, and rows by source and reason. A
    sender with quarantined rows has one line for all of them.
    """
    lines = [_missing(row) for row in matters.get("missing", [])]
    lines += [
        f"{row['sender']}（{row['period']}，{row['delivered_on']}送达）{state_label(row['state'])}"
        f"：{row['reasons_zh'] or '原因见系统'}"
        for row in matters["deliveries"]
    ]
    waiting: dict[str, int] = {}
    for row in matters["quarantine"]:
        waiting[row["sender"]] = waiting.get(row["sender"], 0) + int(row["quarantined_rows"])
    lines += [f"{sender}：{count:,}行（次）数据有误，已隔离，待更正后重报" for sender, count in waiting.items()]
    return (*lines, *difference_lines(matters.get("unreconciled", [])))


def _missing(row: MissingDeliveries) -> str:
    mode, first = list_mode_label(row["list_mode"]), date_zh(date.fromisoformat(row["first_due_on"]))
    sender = f"{row['sender']}（{SOURCE_LABELS.get(row['source'], row['source'])}）"
    if row["deliveries"] == 1:
        return f"{sender}：{row['first_period']} {mode}尚未报送，应于{first}前报送"
    return (
        f"{sender}：{mode}{row['deliveries']}批尚未报送（{row['first_period']}至{row['last_period']}），"
        f"最早一批应于{first}前报送"
    )


def gap_notes(matters: OpenMatters) -> tuple[str, ...]:
    """Return at most one Chinese note that states which data a report lacks; none if it lacks nothing.

    `matters`: as for `open_lines`. The note names the senders with missing deliveries, and counts held deliveries and
    quarantined rows. A rejected delivery is missing until another one answers.
    """
    owed: dict[str, int] = {}
    for row in matters.get("missing", []):
        owed[row["sender"]] = owed.get(row["sender"], 0) + row["deliveries"]
    parts = ["、".join(f"{sender}{count:,}批" for sender, count in owed.items()) + "尚未报送"] if owed else []
    held = sum(row["state"] == "held" for row in matters["deliveries"])
    parts += [f"{held:,}份报送暂存待核定"] if held else []
    rows = sum(row["quarantined_rows"] for row in matters["quarantine"])
    parts += [f"{rows:,}行（次）数据有误、已隔离"] if rows else []
    return (f"本表不含以下数据：{'；'.join(parts)}。",) if parts else ()
