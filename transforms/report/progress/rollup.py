"""Sum the ledger's rows along the units of the notice. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from typing import TypeVar

from transforms.report.progress.content import Coverage, Money
from transforms.report.progress.rows import CoverageRow, MoneyRow, ProgressRow, UnitRow

Key = TypeVar("Key", bound=Hashable)


def progress_units(units: Iterable[UnitRow]) -> dict[str, str]:
    """Return the progress unit that each unit counts for: unit_id -> unit_id of the progress unit, or ''.

    `units`: all units of the campaign's tree, each with id and parent. Progress units are those that a report ranks. A
    unit counts for itself or for the nearest progress unit above it; '' if there is none.
    """
    by_id = {unit["unit_id"]: unit for unit in units}
    progress_unit: dict[str, str] = {}
    for unit_id in by_id:
        step = unit_id
        seen: set[str] = set()
        while step in by_id and step not in seen and not by_id[step]["is_progress_unit"]:
            seen.add(step)
            step = by_id[step]["parent_unit_id"] or ""
        progress_unit[unit_id] = step if step in by_id and by_id[step]["is_progress_unit"] else ""
    return progress_unit


def in_notice_order(units: Iterable[UnitRow]) -> list[UnitRow]:
    """Return those of `units` that are progress units (units that a report ranks), in the order of the notice."""
    leaves = [unit for unit in units if unit["is_progress_unit"]]
    return sorted(leaves, key=lambda unit: (unit["sort_order"], unit["unit_id"]))


def waiting_fen(row: MoneyRow) -> dict[str, int]:
    """Return the fen of a row that wait for a refund, a reimbursement or a decision, by account.

    `row`: has the six accounts. The keys, in the order of printing, are refundable_fen, reimbursable_fen, suspense_fen.
    """
    return {
        "refundable_fen": row["refundable_fen"],
        "reimbursable_fen": row["reimbursable_fen"],
        "suspense_fen": row["suspense_fen"],
    }


def money_of(row: MoneyRow) -> Money:
    """Return the six accounts of a row, in fen, as a `Money`; the row is not changed.

    The accounts: received, fund, contribution, refundable, reimbursable, suspense.
    """
    return Money(
        row["received_fen"],
        row["fund_fen"],
        row["contribution_fen"],
        row["refundable_fen"],
        row["reimbursable_fen"],
        row["suspense_fen"],
    )


def sum_money(rows: Iterable[ProgressRow], key: Callable[[ProgressRow], Key]) -> dict[Key, Money]:
    """Sum the six accounts of the rows, in fen; return group -> `Money`.

    The accounts: received, fund, contribution, refundable, reimbursable, suspense. `key`: function that returns a row's
    group.
    """
    sums: dict[Key, Money] = defaultdict(Money)
    for row in rows:
        sums[key(row)] = sums[key(row)].plus(money_of(row))
    return dict(sums)


def sum_enrolled(rows: Iterable[ProgressRow], key: Callable[[ProgressRow], Key]) -> dict[Key, int]:
    """Sum the enrolled persons of the rows; return group -> persons. `key`: function that returns a row's group."""
    sums: dict[Key, int] = defaultdict(int)
    for row in rows:
        sums[key(row)] += row["enrolled_persons"]
    return dict(sums)


def sum_funds(rows: Iterable[ProgressRow], key: Callable[[ProgressRow], Key]) -> dict[Key, dict[str, int]]:
    """Sum the fen that each fund owes for the persons of the rows; return group -> payer -> fen.

    `key`: function that returns a row's group. Payers that owe nothing for a group are left out.
    """
    sums: dict[Key, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for row in rows:
        if row["fund_fen"]:
            sums[key(row)][row["payer"]] += row["fund_fen"]
    return {k: dict(v) for k, v in sums.items()}


def coverage_of(row: CoverageRow) -> Coverage:
    """Return the four counts of special-population members in a row as a `Coverage`.

    They are all living members, the enrolled, those whose amount is undefined, and those of the latter who have paid.
    """
    return Coverage(
        row["member_persons"], row["enrolled_persons"], row["undefined_persons"], row["undefined_paid_persons"]
    )


def sum_coverage(rows: Iterable[CoverageRow], key: Callable[[CoverageRow], Key]) -> dict[Key, Coverage]:
    """Sum the counts of special-population members; return group -> `Coverage`. `key`: returns a row's group.

    A `Coverage` has the numbers of living members, of the enrolled, and of those whose amount is undefined. Categories
    overlap, so a group must not mix rows of several categories.
    """
    sums: dict[Key, Coverage] = defaultdict(Coverage)
    for row in rows:
        sums[key(row)] = sums[key(row)].plus(coverage_of(row))
    return dict(sums)
