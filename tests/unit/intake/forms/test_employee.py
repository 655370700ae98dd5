"""Employees by flags and states: residents, paused and foreign schemes are never loaded as employee insurance."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.files.builders import CUT_OFF, LAYOUTS, FakeSource, number, write_csv
from tests.support.files.real_forms.employee import FULL_COVER, PLATFORM, REGION, VERIFICATION
from tests.support.files.real_forms.tables import Form
from transforms.intake.values.context import GateResult

EMPLOYEE = FakeSource("employee", "employee", "employee", "full", {})
FORMS = tuple(layout for layout in LAYOUTS.values() if layout.alternative_to == "employee")
Interval = tuple[str, str, dt.date, dt.date | None]
MARCH = dt.date(2012, 3, 1)
HALF = {"mostly_quarantined"}


@pytest.mark.parametrize(
    ("form", "layout", "loaded", "faults", "left_out"),
    [
        (
            PLATFORM,
            "employee_platform",
            [(number(1), REGION, MARCH, None), (number(2), REGION, MARCH, dt.date(2019, 6, 30))],
            {"end_missing": 1, "state_undecided": 1, "state_unknown": 1},
            2,
        ),
        (
            FULL_COVER,
            "employee_states",
            [(number(1), REGION, MARCH, None), (number(2), "另一市", dt.date(2016, 9, 1), None)],
            {"end_missing": 1},
            1,
        ),
        (
            VERIFICATION,
            "employee_flags",
            [(number(2), REGION, CUT_OFF, None)],
            {"end_missing": 1, "state_undecided": 1},
            2,
        ),
    ],
)
def test_only_employees_are_loaded(
    form: Form,
    layout: str,
    loaded: list[Interval],
    faults: dict[str, int],
    left_out: int,
    tmp_path: Path,
    gate: Callable[..., GateResult],
) -> None:
    seen = 0
    for name, path in form.variants(tmp_path):
        result = gate(path, source=EMPLOYEE, alternatives=FORMS)
        assert (result.layout, {entry.code for entry in result.reasons} <= HALF) == (layout, True), name
        columns = ("document_number", "region", "insured_from", "insured_to")
        assert [tuple(row[column] for column in columns) for row in result.clean.to_pylist()] == loaded, name
        codes = result.quarantine["reason_code"].to_pylist()
        assert {code: codes.count(code) for code in set(codes)} == faults, name
        assert result.warnings["reason_code"].to_pylist().count("row_not_counted") == left_out, name
        seen += 1
    assert seen >= 5


def test_nobody_of_a_verification_may_be_an_employee(tmp_path: Path, gate: Callable[..., GateResult]) -> None:
    header = ",".join(VERIFICATION.header)
    path = write_csv(tmp_path / "a.csv", [header, ",".join(VERIFICATION.rows[0]), ",".join(VERIFICATION.rows[2])])
    result = gate(path, source=EMPLOYEE, alternatives=FORMS)
    assert (result.decision, result.row_count) == ("accept", 0)
    nothing = gate(write_csv(tmp_path / "b.csv", [header]), source=EMPLOYEE, alternatives=FORMS)
    assert [entry.code for entry in nothing.reasons] == ["no_rows"]


def test_the_usual_comparison_is_read_as_before(tmp_path: Path, gate: Callable[..., GateResult]) -> None:
    lines = ["姓名,证件号码,统筹区,参保开始日期,参保终止日期,单位名称", f"张三,{number(1)},某市,2012-03-01,长期,某单位"]
    result = gate(write_csv(tmp_path / "a.csv", lines), source=EMPLOYEE, alternatives=FORMS)
    assert (result.decision, result.layout, result.clean_count) == ("accept", "employee", 1)
