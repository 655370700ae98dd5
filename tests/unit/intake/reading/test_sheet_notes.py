"""Looks of a sheet: error cells and merged cells are faults, colours hold, hidden rows are remarks."""

from __future__ import annotations

import pytest

from tests.support.files.builders import LAYOUTS
from tests.support.files.raw_tables import raw_table
from transforms.intake.base.raw_table import RawTable
from transforms.intake.base.reasons import ReadRefused
from transforms.intake.reading.sheet_facts import SheetFacts
from transforms.intake.reading.sheet_notes import Range, add_sheet_facts, check_formulas, check_row_limit

ROLL = LAYOUTS["roll"]


def noted(facts: SheetFacts | None = None, *merged: Range, size: int = 4) -> RawTable:
    raw = raw_table({"name": ["甲", *[""] * (size - 1)], "unit": ["甲镇", *[""] * (size - 1)]}, form="xlsx")
    return add_sheet_facts(raw, ROLL, facts or SheetFacts(), merged)


def test_an_error_cell_is_a_fault_of_its_row_if_the_column_is_read() -> None:
    raw = noted(SheetFacts(errors=[(3, "A"), (3, "Z"), (9, "A")]))
    assert raw.faults == [(3, "cell_error", "name")]


def test_a_merged_unit_is_filled_down_and_a_merged_name_is_a_fault() -> None:
    raw = noted(None, ((1, 1), (3, 1)), ((1, 0), (2, 0)))  # rows 2 to 4 of column B, rows 2 and 3 of column A
    assert raw.table["unit"].to_pylist() == ["甲镇", "甲镇", "甲镇", ""]
    assert raw.faults == [(3, "cell_merged", "name")]


def test_cells_merged_sideways_are_faults_of_the_covered_column() -> None:
    assert noted(None, ((1, 0), (1, 1))).faults == [(2, "cell_merged", "unit")]


def test_a_merged_area_of_one_cell_or_outside_of_the_table_is_nothing() -> None:
    assert noted(None, ((1, 0), (1, 0)), ((50, 0), (60, 0))).faults == []


def test_merged_areas_that_are_too_large_are_refused() -> None:
    with pytest.raises(ReadRefused, match="file_unsafe"):
        noted(None, ((0, 0), (1_000_000, 5)))


def test_hidden_rows_and_columns_are_remarks() -> None:
    assert noted(SheetFacts(hidden_rows=True, hidden_columns=True)).remarks == ["hidden_rows", "hidden_columns"]


@pytest.mark.parametrize(
    ("marked", "row"),
    [
        ({}, None),
        ({row: {"A"} for row in (2, 3, 4, 5)}, None),  # every row looks alike
        ({2: {"A"}, 4: {"A"}}, None),  # stripes
        ({4: {"A"}}, 4),
        ({2: {"A"}, 3: {"A"}}, 4),
        ({2: {"A"}, 3: {"B"}, 4: {"A"}}, 3),
    ],
)
def test_a_colour_holds_at_the_first_row_that_looks_other_than_the_one_above(
    marked: dict[int, set[str]], row: int | None
) -> None:
    expected = [] if row is None else [("colour_meaning", row, None)]
    assert noted(SheetFacts(marked_rows=marked)).hold_reasons == expected


def test_two_rows_with_two_looks_are_no_stripes() -> None:
    assert noted(SheetFacts(marked_rows={3: {"A"}}), size=2).hold_reasons == [("colour_meaning", 3, None)]


@pytest.mark.parametrize(("cells", "place"), [([(4, "A"), (3, "B")], (3, "B")), ([(9, "A"), (3, "Z"), (1, "A")], None)])
def test_a_text_struck_out_next_to_another_holds_in_a_column_that_is_read(
    cells: list[tuple[int, str]], place: tuple[int, str] | None
) -> None:
    assert noted(SheetFacts(struck=cells)).hold_reasons == ([("colour_meaning", *place)] if place else [])


def test_a_conditional_format_holds_without_a_row() -> None:
    raw = noted(SheetFacts(conditional=True, marked_rows={4: {"A"}}))
    assert raw.hold_reasons == [("colour_meaning", None, None)]


@pytest.mark.parametrize(
    ("form", "last", "is_held"),
    [
        ("xls", 65_536, True),
        ("xls", 65_535, False),
        ("xlsx", 1_048_576, True),
        ("xls", 1_048_576, False),
        ("csv", 65_536, True),
    ],
)
def test_a_table_that_ends_at_the_last_row_of_a_spreadsheet_is_held(form: str, last: int, is_held: bool) -> None:
    raw = check_row_limit(raw_table({"name": ["甲"]}, first_row=last, form=form))
    assert raw.hold_reasons == ([("rows_at_limit", last, None)] if is_held else [])


def test_formulas_that_nobody_calculated_hold_where_their_column_is_read() -> None:
    assert noted(SheetFacts(stand_ins=[(4, "B"), (3, "A"), (1, "A"), (2, "Z")])).hold_reasons == [
        ("formula_uncalculated", 3, "A")
    ]
    assert noted(SheetFacts(stand_ins=[(1, "A"), (2, "Z")])).hold_reasons == []


def test_a_formula_without_a_value_is_refused_where_its_column_is_read() -> None:
    raw = raw_table({"name": ["甲"]}, form="xlsx")
    check_formulas(raw, SheetFacts(without_value=[(1, "A"), (2, "B")]))
    with pytest.raises(ReadRefused) as refusal:
        check_formulas(raw, SheetFacts(without_value=[(5, "A"), (3, "A")]))
    assert [(one.code, one.row, one.column) for one in refusal.value.reasons] == [("formula_without_value", 3, "A")]
