"""A progress report reduced to the units and figures of a recipient: nothing else is left in any part of it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tests.support.sample_report import SLOT, covered, money, progress, snapshot, target, unit
from transforms.report.progress.compose import Facts, Snapshot, progress_report
from transforms.report.progress.content import Report
from transforms.report.progress.own_part import facts_of_units, figures_of_view, hide_sums, snapshot_of_units
from transforms.report.publication import View

UNITS: Any = [unit("county", "试点县", 0, None, False), unit("a", "甲镇", 1), unit("b", "乙镇", 2)]
TARGETS: Any = [target("a", 100), target("b", 50)]
FACTS = Facts(
    [progress("a", 90, money(2_250_000)), progress("b", 20, money(500_000)), progress("", 3, money(75_000))],  # type: ignore[list-item]
    [covered("a", "", 10, 9), covered("b", "", 5, 5)],  # type: ignore[list-item]
)
TOWN, MONEY, ENROLMENT = View("towns@a", ("a",)), View("tax", None, ("money",)), View("bureau", None, ("enrolment",))


def _snapshot() -> Snapshot:
    return replace(snapshot(printed_total=150), units=UNITS, targets=TARGETS)


def _report(view: View) -> Report:
    shown = snapshot_of_units(_snapshot(), view)
    return figures_of_view(progress_report(SLOT, 0, shown, facts_of_units(FACTS, view), view), view)


def test_a_town_sees_its_own_line_and_sum_and_no_rank() -> None:
    report = _report(TOWN)
    assert [(line.label, line.enrolled_persons, line.rank) for line in report.units] == [("甲镇", 90, None)]
    assert (report.total.enrolled_persons, report.total.target_persons) == (90, 100)
    assert {line.unit_id for line in report.data} == {"a"} and "甲镇" in report.header.place_name


def test_a_view_of_everything_changes_nothing() -> None:
    whole = progress_report(SLOT, 0, _snapshot(), FACTS)
    assert _report(View()) == whole and [line.rank for line in whole.units[:2]] == [1, 2]
    assert snapshot_of_units(_snapshot(), View()) == _snapshot() and facts_of_units(FACTS, View()) is FACTS


def test_the_tax_side_sees_money_and_no_persons() -> None:
    report = _report(MONEY)
    lines = (*report.units, report.total)
    assert {line.enrolled_persons for line in lines} == {line.completion for line in lines} == {None}
    assert report.categories == () and report.total.money is not None and report.total.money.received_fen == 2_825_000
    assert {line.enrolled_persons for line in report.data} == {0}


def test_the_insurance_side_sees_persons_and_no_money() -> None:
    report = _report(ENROLMENT)
    assert [line.enrolled_persons for line in report.units[:2]] == [90, 20]
    assert {line.money for line in (*report.units, report.total)} == {None} and report.payers == {}
    assert report.plan_years == () and all(not line.money.received_fen for line in report.data)


def test_a_changed_sum_hides_the_same() -> None:
    row: Any = {"enrolled_persons": 2, "received_fen": 5, "fund_fen": 1, "contribution_fen": 6, "refundable_fen": 0,
                "reimbursable_fen": 0, "suspense_fen": 0}  # fmt: skip
    assert hide_sums(row, View()) == row
    assert hide_sums(row, MONEY) == {**row, "enrolled_persons": 0}
    assert {value for name, value in hide_sums(row, ENROLMENT).items() if name.endswith("_fen")} == {0}
