"""Compose a due list from the pack's part and the lines of the ledger. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from transforms.report.due_list.content import DueList, DueListFacts, Line, LineRow, Total
from transforms.report.progress import rollup
from transforms.report.publication import Edition
from transforms.text.labels import category_label


class DueListImbalanceError(ValueError):
    """The lines do not add up to what persons owe, so that the tax bureau would charge other amounts."""


def check_totals(list_no: int, listed: Total, owed: Total) -> None:
    """Raise DueListImbalanceError unless what may be charged by lines up to a list is what persons owe."""
    if listed != owed:
        raise DueListImbalanceError(
            f"due list {list_no}: by the lines of all lists {listed.persons} persons may be charged {listed.fen} fen, "
            f"but {owed.persons} owe {owed.fen} fen; run `campaign verify`"
        )


@dataclass(frozen=True)
class LabelledLines:
    """Lines with the names of unit and category, made again each time that they are gone through."""

    rows: Iterable[LineRow]
    unit_of: Mapping[str, str]
    unit_names: Mapping[str, str]
    categories: Mapping[str, str]

    def __iter__(self) -> Iterator[Line]:
        """Yield the lines in the order of the rows."""
        for row in self.rows:
            unit_name = self.unit_names.get(self.unit_of.get(row.unit_id, ""), "")
            yield Line(row, unit_name, category_label(row.category, self.categories) if row.category else "")


def due_list(edition: Edition, snapshot: Mapping[str, Any], facts: DueListFacts) -> DueList:
    """Compose one list.

    `snapshot`: rows of campaign, units and categories, and whether lists are acknowledged; `facts`: header and
    lines of the list.
    """
    campaign, units = snapshot["campaign"], snapshot["units"]
    unit_of = rollup.progress_units(units)
    unit_names = {unit["unit_id"]: unit["name"] for unit in units}
    categories = {row["category"]: row["label_zh"] for row in snapshot["categories"]}
    lines = LabelledLines(facts.lines, unit_of, unit_names, categories)
    return DueList(
        campaign["pack_code"],
        campaign["place_name"],
        campaign["plan_year"],
        edition,
        facts.header,
        lines,
        snapshot["is_acknowledged"],
    )
