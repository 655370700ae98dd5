"""The sheets of a list of refunds: what people print, and what programs read."""

from __future__ import annotations

import io
from datetime import datetime, time

import openpyxl
import pytest

from tests.unit.report.refund.examples import AS_OF, composed
from transforms.report.refund import sheets
from transforms.spreadsheet.safe_writer import open_book


@pytest.fixture(scope="module")
def book() -> openpyxl.Workbook:
    out = io.BytesIO()
    with open_book(out, "x", datetime.combine(AS_OF, time())) as made:
        sheets.write_summary(made.sheet("汇总"), composed())
        sheets.write_list(made.sheet("打印"), composed())
        sheets.write_data(made.sheet("数据"), composed())
    return openpyxl.load_workbook(io.BytesIO(out.getvalue()))


def test_the_summary_has_both_tables(book: openpyxl.Workbook) -> None:
    rows = [row for row in book["汇总"].iter_rows(values_only=True) if row[0]]
    assert [row[0] for row in rows if row[0] in ("单位", "退费原因", "合计")] == ["单位", "合计", "退费原因", "合计"]
    assert {row[4] for row in rows if row[0] == "合计"} == {"270.05"}


def test_the_printed_list_repeats_its_header_and_states_negative_lines(book: openpyxl.Workbook) -> None:
    sheet = book["打印"]
    (header,) = [row for row in sheet.iter_rows() if row[0].value == "序号"]
    assert sheet.print_title_rows == f"${header[0].row}:${header[0].row}"
    amounts = [row[10] for row in sheet.iter_rows(min_row=header[0].row + 1, values_only=True)]
    assert amounts == ["-250.00", "20.05", "250.00", "250.00"]


def test_the_data_have_one_row_per_line(book: openpyxl.Workbook) -> None:
    head, *rows = book["数据"].iter_rows(values_only=True)
    assert head == sheets.DATA_COLUMNS and len(rows) == 4
    assert rows[0][:6] == (2, "x-b", "乙镇", "", "", 2020)
    assert rows[0][6:] == ("R2", "2019-12-30", "paid_twice", "withdrawn", "250.00", "-250.00")
