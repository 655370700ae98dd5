"""Compose a settlement from the pack's part and the lines of the ledger. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from transforms.report.bulletin.compose import letter_of
from transforms.report.lists.compose import seen_units
from transforms.report.progress import rollup
from transforms.report.publication import Edition
from transforms.report.settlement.content import FundTotalRow, Line, LineRow, Settlement, SettlementFacts
from transforms.text.labels import category_label, payer_label


class SettlementImbalanceError(ValueError):
    """The lines of persons do not add up to the ledger's totals, so that no letter may state them."""


def settlement(edition: Edition, snapshot: Mapping[str, Any], facts: SettlementFacts) -> Settlement:
    """Compose one batch for one recipient.

    `snapshot`: rows of campaign, units, categories and payers, and `frame` (`FrameRow`); `facts`: the lines of the
    recipient's funds and units. Raises SettlementImbalanceError if the lines of a fund are not the difference of the
    ledger's totals, and LookupError if the pack has no settlement of the edition's period.
    """
    campaign, units, frame = snapshot["campaign"], snapshot["units"], snapshot["frame"]
    _check_balance(facts.lines, facts.totals)
    unit_of = rollup.progress_units(units)
    place = {unit["unit_id"]: number for number, unit in enumerate(rollup.in_notice_order(units))}
    unit_names = {unit["unit_id"]: unit["name"] for unit in units}
    categories = {row["category"]: row["label_zh"] for row in snapshot["categories"]}
    category_place = {category: number for number, category in enumerate(categories)}
    payers = {row["payer"]: row["label_zh"] for row in snapshot["payers"]}

    def order(row: LineRow) -> tuple[Any, ...]:
        category = category_place.get(row.category, len(categories)), row.category
        unit = place.get(unit_of.get(row.unit_id, ""), len(place)), row.unit_id
        return row.payer, *category, *unit, row.plan_year, row.person_key

    lines = tuple(
        Line(
            row,
            unit_names.get(unit_of.get(row.unit_id, ""), ""),
            category_label(row.category, categories),
            payer_label(row.payer, payers),
        )
        for row in sorted(facts.lines, key=order)
    )
    letter = letter_of(frame["letters"], edition.period)
    return Settlement(
        campaign["pack_code"],
        campaign["place_name"] + unit_names.get(edition.view.unit_id, ""),
        campaign["plan_year"],
        edition,
        frame["notice"],
        frame["recipients"].get(edition.view.office, letter["addressed_to"]),
        letter,
        tuple(unit["name"] for unit in rollup.in_notice_order(units)),
        facts.batch,
        lines,
        tuple((payer_label(row["payer"], payers), row["settled_fen"]) for row in facts.totals),
    )


def unit_ids(edition_units: tuple[str, ...] | None, units: Iterable[Mapping[str, Any]]) -> list[str] | None:
    """Return the ids of the units of a view and of all units below them; None = every unit, the unknown as well."""
    return None if edition_units is None else sorted(seen_units(edition_units, list(units)))


def _check_balance(lines: Iterable[LineRow], totals: Iterable[FundTotalRow]) -> None:
    sums: Counter[str] = Counter()
    for row in lines:
        sums[row.payer] += row.fen
    differences = {row["payer"]: row["settled_fen"] - row["before_fen"] for row in totals}
    for payer in sorted(sums.keys() | differences.keys()):
        if sums[payer] != differences.get(payer, 0):
            raise SettlementImbalanceError(
                f"the lines of {payer} add up to {sums[payer]} fen, the ledger's totals to {differences.get(payer, 0)} "
                "fen; run `campaign verify` and settle after the fault is found"
            )
