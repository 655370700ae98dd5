"""A run keeps counts and a verdict; what cannot be computed counts as failed."""

from __future__ import annotations

from dataclasses import replace

import pyarrow as pa

from expectations.frames import with_as_of
from expectations.runner import RESULT_FORMAT, Outcome, SuiteResult, outcomes, summary, validate
from tests.support.files.builders import number
from tests.unit.expectations.generated_frames import LIMITS

GOOD = Outcome("name_blank", "name", True, 0.5, True, True, 0)


def roll(*names: str | None) -> pa.Table:
    size = len(names)
    return pa.table(
        {
            "document_number": [number(at + 1) for at in range(size)],
            "name": pa.array(names, pa.string()),
            "unit": ["甲镇"] * size,
            "as_of": [18_000] * size,
        }
    )


def test_only_a_failed_critical_expectation_decides_about_the_delivery() -> None:
    failed = replace(GOOD, code="unit_unknown", success=False, unexpected=3)
    counted = replace(GOOD, code="op_known", critical=False, success=False, unexpected=None)
    assert summary([GOOD]) == SuiteResult(True, (), {"name_blank": 0})
    assert summary([counted, failed, GOOD]) == SuiteResult(
        False, ("unit_unknown",), {"op_known": 0, "unit_unknown": 3, "name_blank": 0}
    )


def test_half_of_the_rows_may_fail() -> None:
    half = validate("roll", roll("甲", None), LIMITS)
    assert half.unexpected_counts["name_blank"] == 1 and half.critical_failures == ()
    most = validate("roll", roll("甲", None, None), LIMITS)
    assert most.unexpected_counts["name_blank"] == 2 and most.critical_failures == ("name_blank",)


def test_every_outcome_knows_by_which_rows_it_divides() -> None:
    results = {result.code: result for result in outcomes("roll", with_as_of(roll("甲")), LIMITS)}
    assert results["name_blank"].share_of_all and not results["name_length"].share_of_all
    assert results["unit_unknown"].column == "unit" and results["unit_unknown"].mostly == 0.5
    assert all(result.success and result.unexpected == 0 for result in results.values())


def test_expectations_about_missing_columns_are_left_out() -> None:
    without_unit = validate("roll", roll("甲").drop_columns("unit"), LIMITS)
    assert "unit_unknown" not in without_unit.unexpected_counts and without_unit.success


def test_no_value_is_asked_for() -> None:
    assert RESULT_FORMAT["partial_unexpected_count"] == 0
    assert not RESULT_FORMAT["include_unexpected_rows"] and not RESULT_FORMAT["return_unexpected_index_query"]
