"""The sheet of the same day last year: a row per unit and the total; a missing figure is an empty cell."""

from __future__ import annotations

import io
from dataclasses import replace

from openpyxl import load_workbook

from tests.support.sample_report import report as sample_report
from transforms.report.progress.files import xlsx_bytes
from transforms.report.progress.print_sheet import fields
from transforms.report.publication import View
from transforms.report.same_day import sheet
from transforms.report.same_day.compare import Shown

BEFORE = Shown({"甲镇": 100, "乙镇": 0}, 120, ("上年同日参保人数取自政策包。",))


def test_the_sheet_has_both_years() -> None:
    report = replace(sample_report(), same_day=BEFORE)
    book = load_workbook(io.BytesIO(xlsx_bytes(report)))
    rows = {row[2]: row[3:] for row in book[sheet.NAME].iter_rows(min_row=2, values_only=True)}
    persons = {line.label: line.enrolled_persons for line in (*report.units, report.total)}
    assert rows["甲镇"] == (persons["甲镇"], 100, (persons["甲镇"] or 0) - 100)
    assert rows["丙乡"] == (persons["丙乡"], None, None) and rows["合计"][1] == 120
    headings = [str(cell.value) for cell in book["打印"][3]]
    assert [text for text in headings if "上年" in text] == ["上年同日\n（人）", "与上年同\n日相比"]


def test_without_figures_there_is_neither_sheet_nor_column() -> None:
    for report in (
        sample_report(),
        replace(sample_report(), same_day=Shown({}, None, ("缺",))),
        replace(sample_report(), same_day=BEFORE, view=View("tax", None, ("money",))),
    ):
        assert sheet.NAME not in load_workbook(io.BytesIO(xlsx_bytes(report))).sheetnames
        assert not any("上年" in field.heading for field in fields(report))
