"""The machines' table: one row per (plan year, progress unit, category, payer), in a fixed order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from transforms.report.progress import rollup
from transforms.report.progress.content import DataLine, Money
from transforms.text.labels import NO_UNIT, category_label

Row = Mapping[str, Any]
Key = tuple[int, str, str, str]


def data_lines(
    progress: Sequence[Row], units: Sequence[Row], categories: Sequence[Row], payers: Sequence[Row]
) -> tuple[DataLine, ...]:
    """By plan year, the notice's units, the pack's categories; rows that sum to nothing at all are left out."""
    enrolled, money = rollup.sum_enrolled(progress, _key), rollup.sum_money(progress, _key)
    unit_names = {unit["unit_id"]: unit["name"] for unit in units}
    category_labels = {one["category"]: one["label_zh"] for one in categories}
    payer_labels = {one["payer"]: one["label_zh"] for one in payers}

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


def _key(row: Row) -> Key:
    return row["plan_year"], row["unit_id"], row["category"], row["payer"]


def _places(names: Mapping[str, str]) -> dict[str, int]:
    return {name: place for place, name in enumerate(names)}


def _order(key: Key, units: Mapping[str, int], categories: Mapping[str, int]) -> tuple[Any, ...]:
    """Units that are not the notice's come last; persons without a category of the pack come before those with one."""
    return key[0], units.get(key[1], len(units)), categories.get(key[2], -1), key
