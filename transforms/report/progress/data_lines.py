"""The machines' table: one row per (plan year, progress unit, category, payer), in a fixed order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from transforms.report.progress import rollup
from transforms.report.progress.content import DataLine, Money
from transforms.report.progress.rows import CategoryRow, PayerRow, ProgressRow, UnitRow
from transforms.text.labels import NO_UNIT, category_label

Key = tuple[int, str, str, str]


def data_lines(
    progress: Sequence[ProgressRow],
    units: Sequence[UnitRow],
    categories: Sequence[CategoryRow],
    payers: Sequence[PayerRow],
) -> tuple[DataLine, ...]:
    """Sum the rows of `progress`; return one line per plan year, unit, category and payer that has persons or money.

    Lines are sorted by plan year, then units and categories in the given order, then payer code. A line has the
    enrolled persons, the six accounts in fen, and the labels. `progress`: ledger sums; a `unit_id` is already that of a
    progress unit (a unit that reports rank), or ''. `units`: progress units in the notice's order. `categories`,
    `payers`: give the labels.
    """
    enrolled, money = rollup.sum_enrolled(progress, _key), rollup.sum_money(progress, _key)
    unit_names = {unit["unit_id"]: unit["name"] for unit in units}
    category_labels = {category["category"]: category["label_zh"] for category in categories}
    payer_labels = {payer["payer"]: payer["label_zh"] for payer in payers}

    def line(key: Key) -> DataLine:
        plan_year, unit_id, category, payer = key
        return DataLine(
            plan_year,
            unit_id,
            unit_names.get(unit_id, NO_UNIT),
            category,
            category_label(category, category_labels),
            payer,
            payer_labels.get(payer, payer),
            enrolled[key],
            money[key],
        )

    places = _places(unit_names), _places(category_labels)
    return tuple(
        line(key) for key in sorted(money, key=lambda k: _order(k, *places)) if enrolled[key] or money[key] != Money()
    )


def _key(row: ProgressRow) -> Key:
    return row["plan_year"], row["unit_id"], row["category"], row["payer"]


def _places(names: Mapping[str, str]) -> dict[str, int]:
    return {name: place for place, name in enumerate(names)}


def _order(key: Key, units: Mapping[str, int], categories: Mapping[str, int]) -> tuple[int, int, int, Key]:
    """Sort units outside the notice last, and persons without a category of the pack first."""
    return key[0], units.get(key[1], len(units)), categories.get(key[2], -1), key
