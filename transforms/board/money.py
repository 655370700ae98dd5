"""Model of the page 资金: each unit's accounts, batches of settlements and refunds, due lists, subsidy, controls."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from transforms.board.controls import Controls, controls
from transforms.report.progress.compose import Facts, Snapshot
from transforms.report.progress.content import Money
from transforms.report.progress.rollup import in_notice_order, progress_units, sum_enrolled, sum_money
from transforms.text.figures import date_zh, yuan_grouped
from transforms.text.labels import ACCOUNT_LABELS, NO_UNIT

MOST_DUE_LISTS, MOST_REFUND_BATCHES = 10, 15
COLUMNS = (
    ACCOUNT_LABELS["received_fen"],
    "资助资金应承担",
    "计入参保费",
    *(ACCOUNT_LABELS[account] for account in ("refundable_fen", "reimbursable_fen", "suspense_fen")),
)
"""Accounts of a unit, in the order of `MoneyLine.amounts`: received + fund = the four others."""


@dataclass(frozen=True)
class Batch:
    """Row of board/settlement: one numbered batch of one fund, and what is confirmed of it now. Money in fen."""

    payer_label: str
    unit_id: str
    unit_name: str | None
    batch_no: int
    as_of: date
    batch_fen: int
    confirmed_fen: int
    confirmed_on: date | None
    open_fen: int


@dataclass(frozen=True)
class RefundBatch:
    """Row of board/money/refund: the lines of a unit in a list of refunds, and what became of them. Money in fen."""

    batch_no: int
    as_of: date
    unit_id: str
    listed_receipts: int
    listed_fen: int
    confirmed_fen: int
    moved_fen: int
    open_fen: int
    days_open: int | None


@dataclass(frozen=True)
class NumberedList:
    """Row of board/due_list: one due list for the tax bureau, and what may be charged by all lists up to it."""

    list_no: int
    as_of: date
    persons: int
    list_fen: int
    chargeable_persons: int
    chargeable_fen: int


@dataclass(frozen=True)
class FiscalShare:
    """Row of board/fiscal_share: subsidy of one level of government per enrolled person, in fen."""

    level_label: str
    fen: int
    is_minimum: bool


@dataclass(frozen=True)
class MoneyLine:
    """One unit and its accounts as text."""

    name: str
    amounts: tuple[str, ...]


@dataclass(frozen=True)
class MoneyPage:
    """The page 资金. Tables are rows of texts; an empty table is not shown. `columns`: headings of the units' table."""

    unit_kind: str
    columns: tuple[str, ...]
    lines: tuple[MoneyLine, ...]
    total: MoneyLine
    batches: tuple[tuple[str, ...], ...]
    refunds: tuple[tuple[str, ...], ...]
    due_lists: tuple[tuple[str, ...], ...]
    subsidies: tuple[tuple[str, ...], ...]
    controls: Controls


def money_page(
    snapshot: Snapshot,
    facts: Facts,
    batches: Sequence[Batch],
    due_lists: Sequence[NumberedList],
    shares: Sequence[FiscalShare],
    checked: Controls | None = None,
    refunds: Sequence[RefundBatch] = (),
) -> MoneyPage:
    """Return the model of the page.

    `snapshot`, `facts`: the units that the reader may see and their sums up to the day, all plan years together;
    `batches`, `due_lists`: those up to the day that the reader may see; `shares`: levels of government that pay for
    each enrolled person of the plan year; `checked`: tables of controls, None without any; `refunds`: rows of lists
    of refunds in the reader's units, the newest list first.
    """
    unit_of = progress_units(snapshot.units)
    sums = sum_money(facts.progress, lambda row: unit_of.get(row["unit_id"], ""))
    names = {unit["unit_id"]: unit["name"] for unit in in_notice_order(snapshot.units)}
    names |= {"": NO_UNIT} if "" in sums else {}
    plan_year = snapshot.campaign["plan_year"]
    of_plan_year = [row for row in facts.progress if row["plan_year"] == plan_year]
    enrolled = sum_enrolled(of_plan_year, lambda row: plan_year).get(plan_year, 0)
    return MoneyPage(
        snapshot.campaign["unit_kind_label"],
        COLUMNS,
        tuple(_line(name, sums.get(unit_id, Money())) for unit_id, name in names.items()),
        _line("合计", sum_money(facts.progress, lambda row: "").get("", Money())),
        tuple(_batch(batch) for batch in batches),
        _refunds(refunds),
        tuple(_due_list(numbered) for numbered in due_lists[:MOST_DUE_LISTS]),
        tuple(_subsidy(share, enrolled) for share in shares),
        checked or controls((), (), (), ()),
    )


def _line(name: str, money: Money) -> MoneyLine:
    amounts = (money.received_fen, money.fund_fen, money.contribution_fen, money.refundable_fen,
               money.reimbursable_fen, money.suspense_fen)  # fmt: skip
    return MoneyLine(name, tuple(yuan_grouped(amount) for amount in amounts))


def _batch(batch: Batch) -> tuple[str, ...]:
    confirmed = yuan_grouped(batch.confirmed_fen)
    return (
        batch.payer_label,
        batch.unit_name or "全部地区",
        f"第{batch.batch_no}批",
        date_zh(batch.as_of),
        yuan_grouped(batch.batch_fen),
        confirmed if batch.confirmed_on is None else f"{confirmed}（{date_zh(batch.confirmed_on)}）",
        yuan_grouped(batch.open_fen),
    )


def _refunds(rows: Sequence[RefundBatch]) -> tuple[tuple[str, ...], ...]:
    """Return the cells of the newest lists, each with the sums of its units."""
    lists: dict[int, list[RefundBatch]] = {}
    for row in rows:
        lists.setdefault(row.batch_no, []).append(row)
    return tuple(
        (
            f"第{batch_no}批",
            date_zh(lines[0].as_of),
            f"{sum(line.listed_receipts for line in lines):,}",
            yuan_grouped(sum(line.listed_fen for line in lines)),
            yuan_grouped(sum(line.confirmed_fen for line in lines)),
            yuan_grouped(sum(line.moved_fen for line in lines)),
            yuan_grouped(sum(line.open_fen for line in lines)),
            f"{max(line.days_open or 0 for line in lines):,}" if any(line.open_fen for line in lines) else "—",
        )
        for batch_no, lines in list(lists.items())[:MOST_REFUND_BATCHES]
    )


def _due_list(numbered: NumberedList) -> tuple[str, ...]:
    return (
        f"第{numbered.list_no}号",
        date_zh(numbered.as_of),
        f"{numbered.persons:,}",
        yuan_grouped(numbered.list_fen),
        f"{numbered.chargeable_persons:,}",
        yuan_grouped(numbered.chargeable_fen),
    )


def _subsidy(share: FiscalShare, enrolled: int) -> tuple[str, ...]:
    least = "不低于" if share.is_minimum else ""
    return (
        share.level_label,
        f"{least}{yuan_grouped(share.fen)}",
        f"{enrolled:,}",
        f"{least}{yuan_grouped(enrolled * share.fen)}",
    )
