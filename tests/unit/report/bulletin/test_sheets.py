"""The workbook's sheets: verdicts, dashes, the page."""

from __future__ import annotations

import io

import openpyxl

from tests.support.reports.sample_bulletin import of_towns, sample
from transforms.report.bulletin.files import xlsx_bytes
from transforms.report.bulletin.sheets import COLUMNS


def test_the_print_sheet_shows_verdicts_and_dashes_and_repeats_its_header() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(xlsx_bytes(sample())))["打印"]
    rows = {row[1]: row for row in sheet.iter_rows(values_only=True) if row[1]}
    assert rows["甲镇"] == (1, "甲镇", 1000, 990, 50, 0.99, "—", 0, "表扬")
    assert rows["丁乡"][-1] == "滞后" and rows["戊街道"] == ("—", "戊街道", "—", 7, 0, "—", "—", "—", None)
    assert rows["合计"][2:8] == (2000, 1952, 60, 0.9725, "—", 15)
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation, sheet.print_title_rows) == (
        9,
        "portrait",
        "$4:$4",
    )
    header_row = next(number for number, row in enumerate(sheet.values, start=1) if row[0] == "排名")
    assert header_row == 4
    texts = [row[0] for row in sheet.iter_rows(values_only=True)]
    assert texts[-3:] == ["试点县医疗保障局", "试点县税务局", "2019年11月1日"]


def test_the_data_sheet_has_one_row_per_unit_with_whole_numbers() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(xlsx_bytes(sample())))["数据"]
    header, *rows = sheet.iter_rows(values_only=True)
    assert header == COLUMNS and len(rows) == 5
    assert rows[1][3:] == (2, "乙镇", 500, 480, 0, 9600, None, 10, "behind")
    assert rows[4][3:11] == (None, "戊街道", None, 7, 0, None, None, None)


def test_a_rate_that_misses_the_goal_has_as_many_decimals_as_its_text() -> None:
    content = of_towns({"甲": (100_000, 97_996)}, enrolment_denominator=None)
    sheet = openpyxl.load_workbook(io.BytesIO(xlsx_bytes(content)))["打印"]
    (row,) = (row for row in sheet.iter_rows() if row[1].value == "甲")
    assert (row[5].value, row[5].number_format) == (0.97996, "0.000%_ ") and row[7].value == "滞后"
