"""The sheets of a request: what people print, and what programs read."""

from __future__ import annotations

import io

import openpyxl

from tests.unit.report.fiscal_subsidy.examples import composed
from transforms.report.fiscal_subsidy import sheets
from transforms.report.fiscal_subsidy.files import xlsx_bytes


def test_the_sheets_state_levels_units_and_rows_for_programs() -> None:
    book = openpyxl.load_workbook(io.BytesIO(xlsx_bytes(composed())))
    assert book.sheetnames == ["汇总", "分单位", "数据"]
    texts = [[cell for cell in row if cell] for row in book["分单位"].iter_rows(values_only=True)]
    assert ["（单位待定）", "1", "550.01", "0.00", "550.01"] in texts
    assert ["合计", "18", "9,900.18", "7,700.14", "2,200.04"] in texts
    head, *rows = book["数据"].iter_rows(values_only=True)
    assert head == sheets.DATA_COLUMNS and len(rows) == 5
    assert rows[0] == (2, "level", "省财政", 40_000, 18, 720_000, 560_000, 160_000)
