"""A sheet of an old workbook: dates by their formats, looks, merged cells, and records that nobody knows."""

from __future__ import annotations

import datetime as dt
import struct
from typing import Any

import pytest

from tests.support.files.raw_xls import Broken, Computed, Looks, Raw, Shown, Writer, xls
from transforms.intake.base.reasons import ReadRefused
from transforms.intake.reading.limits import Limits
from transforms.intake.reading.xls.sheet import XlsSheet
from transforms.intake.reading.xls.workbook import open_xls

DAY = dt.date(2019, 9, 1)


def sheet(rows: list[list[Any]], **how: Any) -> XlsSheet:
    return open_xls(xls({"甲": rows}, **how), Limits()).sheets[0]


def refused(data: bytes) -> tuple[str, str | None]:
    with pytest.raises(ReadRefused) as refusal:
        open_xls(data, Limits())
    return refusal.value.reasons[0].code, refusal.value.reasons[0].sheet


def test_the_table_begins_with_the_first_filled_cell() -> None:
    found = sheet([[], ["", "a", ""], ["", "", 1], []])
    assert (found.start, found.height, found.total_height, found.total_width) == ((1, 1), 2, 2, 2)
    assert list(found.iter_rows()) == found.to_python() == [["a", ""], ["", 1.0]]
    assert found.to_python(1) == [["a", ""]]


def test_a_sheet_without_filled_cells_is_empty() -> None:
    found = sheet([[]])
    assert (found.start, found.height, found.to_python(), found.total_height, found.total_width) == (None, 0, [], 0, 0)


@pytest.mark.parametrize("date1904", [False, True])
def test_a_number_is_a_date_by_its_format(date1904: bool) -> None:
    rows = [[DAY, Shown(DAY, "yyyy-mm-dd"), Shown(DAY, 58), Shown(DAY, "0"), Shown(0.5, "h:mm"), Shown(1.5, "[h]:mm")]]
    found = sheet(rows, date1904=date1904)
    number = float((DAY - (dt.date(1904, 1, 1) if date1904 else dt.date(1899, 12, 30))).days)
    assert found.to_python() == [[DAY, DAY, DAY, number, dt.time(12), dt.timedelta(hours=36)]]
    assert not found.facts.months and not found.facts.years


def test_moments_and_numbers_that_are_no_days() -> None:
    rows = [[Shown(value, 22) for value in (43709.25, 1, 60, -1, 3e6, 0)]]
    assert sheet(rows).to_python() == [
        [dt.datetime.combine(DAY, dt.time(6)), dt.date(1900, 1, 1), dt.date(1900, 2, 28), -1.0, 3e6, dt.time(0)]
    ]  # fmt: skip


@pytest.mark.parametrize("writer", [Writer(), Writer(version=5, code_page=936, stream="Book")])
def test_months_and_years_are_noted_by_column(writer: Writer) -> None:
    formats: list[str | int] = ['yyyy"年"m"月"', 57, "yyyy-mm", 17, "yyyy"]
    found = sheet([["日"], *([Shown(DAY, code)] for code in formats)], writer=writer)
    assert found.facts.months == {"A": [2, 3, 4, 5]} and found.facts.years == {"A": [6]}


def test_looks_of_rows_and_columns() -> None:
    rows = [["姓名", "日期"], ["甲", Broken()], ["乙", Broken(computed=True)], ["丙", "2019-01-01"]]
    facts = sheet(rows, looks=Looks(hidden_rows=(2,), red_rows=(3,))).facts
    assert facts.errors == [(2, "B"), (3, "B")]
    assert facts.hidden_rows and not facts.hidden_columns and facts.formulas and not facts.conditional
    assert facts.marked_rows == {4: {"A", "B"}}
    facts = sheet(rows, looks=Looks(hidden_columns=(1,), is_conditional=True)).facts
    assert facts.hidden_columns and facts.conditional and not facts.hidden_rows
    assert sheet(rows, looks=Looks(is_filtered=True)).facts.hidden_rows


def test_merged_cells_are_areas() -> None:
    merged = struct.pack("<HHHHHHH", 0x00E5, 10, 1, 1, 3, 0, 2)
    data = xls({"甲": [["a"]]})
    blank = xls({"甲": [["a"], [Raw(0x0201, b"\0" * 4)]]})  # a blank cell of the same length in its place
    at = blank.find(struct.pack("<HHHH", 0x0201, 10, 1, 0))
    assert open_xls(blank[:at] + merged + blank[at + 14 :], Limits()).sheets[0].merged_cell_ranges == [((1, 0), (3, 2))]
    assert open_xls(data, Limits()).sheets[0].merged_cell_ranges == []


@pytest.mark.parametrize("kind", [0x0002, 0x0003, 0x0004, 0x0202, 0x0402, 0x0403, 0x01FD, 0x09FD])
def test_a_cell_record_that_nobody_knows_refuses_the_workbook(kind: int) -> None:
    assert refused(xls({"甲": [["a"], [Raw(kind, bytes(8))]]})) == ("cell_record_unknown", "第1个工作表")


def test_a_formula_is_read_and_its_sheet_knows_whether_it_was_calculated() -> None:
    found = sheet([[Computed(1.5)]], looks=Looks(is_uncalculated=True))
    assert found.is_uncalculated and found.facts.formulas and found.to_python() == [[1.5]]
