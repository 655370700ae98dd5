"""Compose a due list from the pack's part and the lines of the ledger. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from transforms.report.due_list.content import DueList, DueListFacts, Header, Line, NewestTotal
from transforms.report.progress import rollup
from transforms.report.publication import Edition
from transforms.text.labels import category_label


class DueListImbalanceError(ValueError):
    """The lines do not add up to what persons owe, so that the tax bureau would charge other amounts."""


def check_totals(header: Header, newest: NewestTotal) -> None:
    """Raise DueListImbalanceError unless the newest lines up to a list add up to what persons owe, by its header."""
    stated = NewestTotal(header.chargeable_persons, header.chargeable_fen)
    if newest != stated:
        raise DueListImbalanceError(
            f"due list {header.list_no}: by the lines of all lists {newest.chargeable_persons} persons may be charged "
            f"{newest.chargeable_fen} fen, but {stated.chargeable_persons} owe {stated.chargeable_fen} fen; run "
            "`campaign verify`"
        )


def due_list(edition: Edition, snapshot: Mapping[str, Any], facts: DueListFacts) -> DueList:
    """Compose one list.

    `snapshot`: rows of campaign, units and categories, and whether lists are acknowledged; `facts`: header and
    lines of the list.
    """
    campaign, units = snapshot["campaign"], snapshot["units"]
    unit_of = rollup.progress_units(units)
    unit_names = {unit["unit_id"]: unit["name"] for unit in units}
    categories = {row["category"]: row["label_zh"] for row in snapshot["categories"]}
    lines = tuple(
        Line(
            row,
            unit_names.get(unit_of.get(row.unit_id, ""), ""),
            category_label(row.category, categories) if row.category else "",
        )
        for row in facts.lines
    )
    return DueList(
        campaign["pack_code"],
        campaign["place_name"],
        campaign["plan_year"],
        edition,
        facts.header,
        lines,
        snapshot["is_acknowledged"],
    )
