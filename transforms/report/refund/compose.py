"""Compose a list of refunds from the pack's part and the lines of the ledger. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from transforms.report.progress import rollup
from transforms.report.publication import Edition
from transforms.report.refund.content import Line, LineRow, RefundFacts, Refunds, UnitTotalRow


class RefundImbalanceError(ValueError):
    """The lines of receipts do not add up to the ledger's refundable money, so that no list may state them."""


def refunds(edition: Edition, snapshot: Mapping[str, Any], facts: RefundFacts) -> Refunds:
    """Compose one batch.

    `snapshot`: rows of campaign and units. Raises RefundImbalanceError if in some unit all batches less refunds are not
    the refundable money of the ledger's totals.
    """
    campaign, units = snapshot["campaign"], snapshot["units"]
    _check_balance(facts.totals)
    unit_of = rollup.progress_units(units)
    shown = rollup.in_notice_order(units)
    place = {unit["unit_id"]: number for number, unit in enumerate(shown)}
    unit_names = {unit["unit_id"]: unit["name"] for unit in units}

    def order(row: LineRow) -> tuple[Any, ...]:
        unit = place.get(unit_of.get(row.unit_id, ""), len(place)), row.unit_id
        return *unit, row.reason, row.plan_year, row.person_key, row.receipt_no

    lines = tuple(Line(row, unit_names.get(unit_of.get(row.unit_id, ""), "")) for row in sorted(facts.lines, key=order))
    return Refunds(
        campaign["pack_code"],
        campaign["place_name"],
        campaign["plan_year"],
        edition,
        tuple(unit["name"] for unit in shown),
        facts.batch,
        lines,
        sum(row["listed_fen"] for row in facts.totals),
        sum(row["confirmed_fen"] for row in facts.totals),
    )


def _check_balance(totals: Iterable[UnitTotalRow]) -> None:
    for row in totals:
        if (stated := row["listed_fen"] - row["confirmed_fen"]) != row["refundable_fen"]:
            raise RefundImbalanceError(
                f"the lines of unit {row['unit_id'] or '(none)'} add up to {stated} fen, the ledger's refundable money "
                f"to {row['refundable_fen']} fen; run `campaign verify` and list refunds after the fault is found"
            )
