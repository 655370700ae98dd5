"""The roll of residents: a unit is required, the household is kept only as a keyed hash."""

from __future__ import annotations

from tests.support.files.builders import ROLL_SOURCE, number
from tests.support.files.raw_tables import faults, parser
from transforms.intake.gate.kinds.roll import KIND

ROWS = {
    "name": ["赵一", "钱二"],
    "document_number": [number(1), number(2)],
    "unit": ["甲镇", ""],
    "household_no": ["H1", " "],
    "hukou_local": ["是", ""],
    "insured_last_year": ["否", "也许"],
}


def test_a_row_has_unit_household_and_answers() -> None:
    parsed = parser(ROWS, "roll")
    values = {name: column.to_pylist() for name, column in KIND.parse(parsed, ROLL_SOURCE).items()}
    assert values["unit_id"] == ["u1", None]
    assert values["household_no"] == ["H1", None]
    assert values["hukou_local"] == [True, None] and values["insured_last_year"] == [False, None]
    assert faults(parsed) == [(3, "unit_blank", "unit"), (3, "yes_no_unknown", "insured_last_year")]


def test_columns_that_a_file_lacks_are_null_and_no_fault() -> None:
    parsed = parser({name: ROWS[name][:1] for name in ("name", "document_number", "unit")}, "roll")
    values = KIND.parse(parsed, ROLL_SOURCE)
    assert [values[name].to_pylist() for name in ("household_no", "hukou_local", "insured_last_year")] == [[None]] * 3
    assert faults(parsed) == []


def test_the_parsed_columns_are_those_of_the_schema_in_order() -> None:
    assert ["row_no", *KIND.parse(parser(ROWS, "roll"), ROLL_SOURCE)] == KIND.schema.names


def test_the_household_number_is_sealed_and_never_staged() -> None:
    assert KIND.sealed == ("person_key", "household_key")
    assert not {"household_no", "name", "document_number"} & set(KIND.staged)
    assert {"birth_on", "sex", "unit_id"} <= set(KIND.staged)


def test_a_village_is_kept_below_its_unit_and_never_costs_a_row() -> None:
    rows = {name: [values[0]] * 5 for name, values in ROWS.items()} | {
        "document_number": [number(at) for at in range(1, 6)],
        "village": ["某县甲镇红星村委会", "赵一", "甲镇红星路3号", "#N/A", ""],
    }
    parsed = parser(rows, "roll")
    values = KIND.parse(parsed, ROLL_SOURCE)
    assert values["village"].to_pylist() == ["红星村", None, None, None, None]
    assert values["unit_id"].to_pylist() == ["u1"] * 5
    assert faults(parsed) == []
    assert parsed.findings.warned("village_unclear").tolist() == [False, True, True, True, False]
