"""Past plan years: a person of the list was enrolled unless the row states otherwise."""

from __future__ import annotations

from tests.support.files.builders import FakeSource, number
from tests.support.files.raw_tables import faults, parser
from transforms.intake.gate.kinds.history import KIND

SOURCE = FakeSource("history", "history", "history", "full", {})
ROWS = {
    "name": ["甲", "乙", "丙", "丁"],
    "document_number": [number(at) for at in (1, 2, 3, 4)],
    "plan_year": ["2019", "2019年度", "2018", "前年"],
    "enrolled": ["是", "", "否", "不详"],
}


def test_a_blank_means_enrolled_and_only_no_means_not() -> None:
    parsed = parser(ROWS, "history", plan_years={2018, 2019})
    values = KIND.parse(parsed, SOURCE)
    assert values["plan_year"].to_pylist() == [2019, 2019, 2018, None]
    assert values["enrolled"].to_pylist()[:3] == [True, True, False]
    assert faults(parsed) == [(5, "plan_year_unknown", "plan_year"), (5, "yes_no_unknown", "enrolled")]


def test_a_year_that_the_source_does_not_report_is_a_fault() -> None:
    parsed = parser(ROWS, "history", plan_years={2019})
    KIND.parse(parsed, SOURCE)
    assert (4, "plan_year_not_payable", "plan_year") in faults(parsed)


def test_a_file_without_the_column_reports_enrolled_persons() -> None:
    parsed = parser({name: ROWS[name][:2] for name in ("name", "document_number", "plan_year")}, "history")
    assert KIND.parse(parsed, SOURCE)["enrolled"].to_pylist() == [True, True]


def test_the_columns_are_those_of_the_schema_and_no_identity_is_staged() -> None:
    assert ["row_no", *KIND.parse(parser(ROWS, "history"), SOURCE)] == KIND.schema.names
    assert (KIND.name, KIND.staged) == ("history", ("row_no", "plan_year", "enrolled"))
