"""Reduce the progress report to the units and figures that a recipient may see. Pure."""

from __future__ import annotations

from dataclasses import replace

from transforms.policy.model.schedule import Figures
from transforms.report.progress.compose import Facts, Snapshot
from transforms.report.progress.content import Coverage, DataLine, Line, Money, Report
from transforms.report.progress.rows import EffectRow
from transforms.report.publication import View

ENROLMENT: Figures = "enrolment"
SPECIAL: Figures = "special_populations"
MONEY: Figures = "money"


def snapshot_of_units(snapshot: Snapshot, view: View) -> Snapshot:
    """Return the pack's part with the units of a view and their targets only; a view of all units changes nothing.

    The place is named with the unit, and the total that the notice prints for all units is left out.
    """
    if view.units is None:
        return snapshot
    units = [unit for unit in snapshot.units if unit["unit_id"] in view.units]
    place = snapshot.campaign["place_name"] + (units[0]["name"] if len(units) == 1 else "")
    return replace(
        snapshot,
        campaign={**snapshot.campaign, "place_name": place, "printed_total": None},
        units=units,
        targets=[target for target in snapshot.targets if target["unit_id"] in view.units],
    )


def facts_of_units(facts: Facts, view: View) -> Facts:
    """Return the ledger's sums of the units of a view only; money and persons of no known unit are in no such view."""
    if view.units is None:
        return facts
    return Facts(
        [row for row in facts.progress if row["unit_id"] in view.units],
        [row for row in facts.coverage if row["unit_id"] in view.units],
        [row for row in facts.outcomes if row["unit_id"] in view.units],
    )


def figures_of_view(report: Report, view: View) -> Report:
    """Return the report without the figures that a view does not show, and without ranks if it has not all units.

    `report`: composed of the units of the view. Hidden figures are None, or 0 in the data; a line that would be empty
    is left out.
    """
    report = replace(
        report,
        view=view,
        units=tuple(_line(line, view) for line in report.units),
        total=_line(report.total, view),
        categories=tuple(_line(line, view) for line in report.categories) if view.shows(SPECIAL) else (),
        tracked=tuple(_line(line, view) for line in report.tracked) if view.shows(SPECIAL) else (),
        outcomes=report.outcomes if view.shows(SPECIAL) else None,
        ordinary=report.ordinary if view.shows(SPECIAL) else Coverage(),
        plan_years=tuple(_line(line, view) for line in report.plan_years) if view.shows(MONEY) else (),
        payers=report.payers if view.shows(MONEY) else {},
        data=_data(report.data, view),
    )
    return report


def _line(line: Line, view: View) -> Line:
    if view.units is not None:
        line = replace(line, rank=None)
    if not view.shows(ENROLMENT):
        line = replace(
            line, target_persons=None, enrolled_persons=None, completion=None, rank=None, enrolment=None,
            misses_completion=False, misses_enrolment=False,
        )  # fmt: skip
    if not view.shows(SPECIAL):
        line = replace(line, special=None, misses_special=False)
    return line if view.shows(MONEY) else replace(line, money=None, fund_fen_by_payer={})


def _data(lines: tuple[DataLine, ...], view: View) -> tuple[DataLine, ...]:
    """Leave out persons or money; without money, persons are counted over all payers."""
    if not view.shows(ENROLMENT):
        lines = tuple(replace(line, enrolled_persons=0) for line in lines)
    if not view.shows(MONEY):
        summed: dict[tuple[int, str, str], DataLine] = {}
        for line in lines:
            key = (line.plan_year, line.unit_id, line.category)
            persons = line.enrolled_persons + (summed[key].enrolled_persons if key in summed else 0)
            summed[key] = replace(line, payer="", payer_label="", enrolled_persons=persons, money=Money())
        lines = tuple(summed.values())
    return tuple(line for line in lines if line.enrolled_persons or line.money != Money())


def hide_sums(row: EffectRow, view: View) -> EffectRow:
    """Return a row of changed sums with 0 for persons or money that a view does not show."""
    if not view.shows(ENROLMENT):
        row = {**row, "enrolled_persons": 0}
    if view.shows(MONEY):
        return row
    return {
        **row, "received_fen": 0, "fund_fen": 0, "contribution_fen": 0, "refundable_fen": 0, "reimbursable_fen": 0,
        "suspense_fen": 0,
    }  # fmt: skip
