"""Sum the ledger's rows along the units of the notice. Pure; input rows are mappings as the statements return them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import Any, TypeVar

from transforms.report.progress.content import ACCOUNTS, Coverage, Money

Row = Mapping[str, Any]
Key = TypeVar("Key", bound=Hashable)


def progress_units(units: Iterable[Row]) -> dict[str, str]:
    """unit_id -> the progress unit that it counts for; units above the progress units count for none ('')."""
    by_id = {unit["unit_id"]: unit for unit in units}
    found: dict[str, str] = {}
    for unit_id in by_id:
        step: str = unit_id
        seen: set[str] = set()
        while step in by_id and step not in seen and not by_id[step]["is_progress_unit"]:
            seen.add(step)
            step = by_id[step]["parent_unit_id"] or ""
        found[unit_id] = step if step in by_id and by_id[step]["is_progress_unit"] else ""
    return found


def money_of(row: Row) -> Money:
    return Money(*(int(row[f"{account}_fen"]) for account in ACCOUNTS))


def sum_money(rows: Iterable[Row], key: Callable[[Row], Key]) -> dict[Key, Money]:
    """Accounts summed by key, fen."""
    sums: dict[Key, Money] = defaultdict(Money)
    for row in rows:
        sums[key(row)] = sums[key(row)].plus(money_of(row))
    return dict(sums)


def sum_enrolled(rows: Iterable[Row], key: Callable[[Row], Key]) -> dict[Key, int]:
    """Enrolled persons summed by key."""
    sums: dict[Key, int] = defaultdict(int)
    for row in rows:
        sums[key(row)] += int(row["enrolled_persons"])
    return dict(sums)


def sum_funds(rows: Iterable[Row], key: Callable[[Row], Key]) -> dict[Key, dict[str, int]]:
    """key -> payer -> fen that the payer owes for these persons; payers of nothing are left out."""
    sums: dict[Key, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for row in rows:
        if row["fund_fen"]:
            sums[key(row)][row["payer"]] += int(row["fund_fen"])
    return {k: dict(v) for k, v in sums.items()}


def sum_coverage(rows: Iterable[Row], key: Callable[[Row], Key]) -> dict[Key, Coverage]:
    """Members and enrolled members summed by key. The caller keeps categories apart: they overlap."""
    sums: dict[Key, Coverage] = defaultdict(Coverage)
    for row in rows:
        said = Coverage(int(row["member_persons"]), int(row["enrolled_persons"]))
        sums[key(row)] = sums[key(row)].plus(said)
    return dict(sums)
