"""Compose a table of money controls from the rows that its manifest keeps. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import Any

from transforms.policy import Pack
from transforms.report.money_controls.content import (
    SUBJECTS,
    Collector,
    ControlsRow,
    Line,
    MoneyControls,
    UnitLines,
)
from transforms.report.progress import rollup
from transforms.report.publication import Edition


def subjects_of(pack: Pack) -> list[str]:
    """Return the codes of the subjects that the pack has a rule for, in the order of printing.

    Payments twice and too much need no rule. Without a rule nothing can be overdue, and a column of zeros would look
    like a finding.
    """
    measured = {clock.measures for clock in pack.clocks}
    rules = {
        "awaiting_reimbursement": pack.pay_first is not None,
        "household": pack.household.whole,
        "cash_held": bool(pack.cash_limits),
        "cash_overdue": any(limit.days or limit.deposit_on for limit in pack.cash_limits),
        "cash_over_limit": any(limit.amount_fen for limit in pack.cash_limits),
        "audit_open": "payment_audit" in measured,
        "audit_missed": "payment_audit" in measured,
        "request_open": "correction_request" in measured,
        "request_missed": "correction_request" in measured,
        "changed_after_payment": "correction_request" in measured,
    }
    return [code for code in SUBJECTS if rules.get(code, True)]


def money_controls(edition: Edition, snapshot: Mapping[str, Any]) -> MoneyControls:
    """Compose one table. `snapshot`: rows of campaign and units, codes of subjects, and `controls` (`ControlsRow`)."""
    campaign, units, view = snapshot["campaign"], snapshot["units"], edition.view
    controls: ControlsRow = snapshot["controls"]
    subjects = tuple(code for code in snapshot["subjects"] if view.shows(SUBJECTS[code].field))
    unit_of = rollup.progress_units(units)
    names = {unit["unit_id"]: unit["name"] for unit in units}
    items, fen = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    for row in view.visible(controls["figures"], ("subject", "items", "fen")):
        key = unit_of.get(row["unit_id"], ""), row["subject"]
        items[key] += row["items"]
        fen[key] += row["fen"]
    of_units = [*(unit["unit_id"] for unit in rollup.in_notice_order(units)), ""]
    lines = {unit: tuple(Line(items[unit, code], fen[unit, code]) for code in subjects) for unit in of_units}
    return MoneyControls(
        campaign["pack_code"],
        campaign["place_name"],
        campaign["plan_year"],
        edition,
        names.get(view.unit_id, ""),
        edition.period.as_of,
        date.fromisoformat(controls["assessed_on"]),
        subjects,
        tuple(
            Line(sum(row[place].items for row in lines.values()), sum(row[place].fen for row in lines.values()))
            for place in range(len(subjects))
        ),
        tuple(UnitLines(names.get(unit, ""), row) for unit, row in lines.items() if any(line.items for line in row)),
        tuple(
            Collector(names.get(row["unit_id"], ""), row)  # type: ignore[arg-type]
            for row in (view.visible(controls["collectors"], ()) if view.shows("money") else [])
        ),
    )
