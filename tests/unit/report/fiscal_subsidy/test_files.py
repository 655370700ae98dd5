"""The files of a request: equal bytes for equal content, and one sum in docx and xlsx."""

from __future__ import annotations

import io

import docx
import openpyxl

from tests.unit.report.fiscal_subsidy.examples import composed
from transforms.report.fiscal_subsidy.files import files

STEM = "someplace-2020_fiscal_subsidy_once_20191231_20191231_finance"


def test_equal_content_gives_equal_bytes_of_three_files() -> None:
    made = files(composed())
    assert made == files(composed())
    assert [file.name for file in made] == [f"{STEM}.docx", f"{STEM}.pdf", f"{STEM}.xlsx"]
    tables = docx.Document(io.BytesIO(made[0].content)).tables
    assert [[cell.text for cell in table.rows[-1].cells][-1] for table in tables] == ["2,200.04", "2,200.04"]
    data = openpyxl.load_workbook(io.BytesIO(made[2].content))["数据"]
    sums = {"level": 0, "unit": 0}
    for row in data.iter_rows(min_row=2, values_only=True):
        sums[str(row[1])] += int(str(row[7]))
    assert sums == {"level": 220_004, "unit": 220_004}
