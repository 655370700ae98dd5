"""The sheets of a settlement: what people print, and what programs read."""

from __future__ import annotations

import io
from datetime import datetime, time

import openpyxl
import pytest

from tests.unit.report.settlement.examples import AS_OF, composed
from transforms.report.settlement import sheets
from transforms.spreadsheet.safe_writer import open_book


@pytest.fixture(scope="module")
def book() -> openpyxl.Workbook:
    out = io.BytesIO()
    with open_book(out, "x", datetime.combine(AS_OF, time())) as made:
        sheets.write_summary(made.sheet("汇总"), composed())
        sheets.write_units(made.sheet("分单位"), composed())
        sheets.write_data(made.sheet("数据"), composed())
        sheets.write_list(made.sheet("打印"), composed())
        sheets.write_list_data(made.sheet("名册数据"), composed())
    return openpyxl.load_workbook(io.BytesIO(out.getvalue()))


def test_the_data_sum_up_to_the_batch(book: openpyxl.Workbook) -> None:
    head, *rows = book["数据"].iter_rows(values_only=True)
    assert head == sheets.DATA_COLUMNS
    assert sum(row[8] for row in rows) == 40_005 and sum(row[9] for row in rows) == 25_000
    assert [sum(row[column] for row in rows) for column in (5, 6, 7)] == [3, 1, 1]


def test_the_printed_list_repeats_its_header_and_states_negative_lines(book: openpyxl.Workbook) -> None:
    sheet = book["打印"]
    assert sheet.print_title_rows == "$4:$4" and sheet["A4"].value == "序号"
    amounts = [row[9] for row in sheet.iter_rows(min_row=5, values_only=True)]
    assert amounts == ["20.05", "130.00", "250.00", "-130.00", "130.00"]


def test_the_list_for_programs_has_one_row_per_line(book: openpyxl.Workbook) -> None:
    head, *rows = book["名册数据"].iter_rows(values_only=True)
    assert head == sheets.LIST_DATA_COLUMNS and len(rows) == 5
    assert rows[0][8:] == ("130.00", "20.05", "0.00")


def test_each_table_has_a_sheet_and_the_first_is_signed(book: openpyxl.Workbook) -> None:
    texts = [cell for row in book["汇总"].iter_rows(values_only=True) for cell in row if cell is not None]
    assert {"资金渠道", "合计", "县医保局", "2020年1月1日"} <= set(texts)
    rows = list(book["分单位"].iter_rows(min_row=3, values_only=True))
    assert rows[0][0] == "单位" and [row[0] for row in rows[1:]] == ["乙镇", "甲镇", "（单位待定）", "合计"]
    assert book["分单位"].print_title_rows == "$3:$3"
