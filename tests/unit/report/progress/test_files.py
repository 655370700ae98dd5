"""The files: same bytes again, print set-up, figures as numbers, names."""

from __future__ import annotations

import csv
import hashlib
import io
import subprocess
import sys
from dataclasses import replace
from datetime import date
from typing import Any

import openpyxl
import pytest

from tests.support import sample_report
from transforms.report.progress.data_sheet import COLUMNS
from transforms.report.progress.files import files
from transforms.report.publication import Edition, Period, View, file_stem


def _book(**changes: Any) -> Any:
    return openpyxl.load_workbook(io.BytesIO(files(sample_report.report(**changes))[0].content))


def test_the_same_report_gives_the_same_bytes_in_another_process() -> None:
    here = [hashlib.sha256(file.content).hexdigest() for file in files(sample_report.report())]
    code = ("import hashlib; from tests.support import sample_report as sample;"
            "from transforms.report.progress.files import files;"
            "print([hashlib.sha256(f.content).hexdigest() for f in files(sample.report())])")  # fmt: skip
    there = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, env={
        "PYTHONPATH": ":".join(sys.path), "TZ": "America/New_York", "PYTHONHASHSEED": "7"}).stdout  # fmt: skip
    assert there.strip() == str(here)


def test_another_as_of_date_gives_other_bytes() -> None:
    other = replace(sample_report.report(), slot=replace(sample_report.SLOT, as_of=date(2019, 10, 30)))
    assert files(other)[0].content != files(sample_report.report())[0].content


@pytest.mark.parametrize(
    ("slot", "correction_no", "stem"),
    [
        (sample_report.SLOT, 0, "p_progress_month_20191001_20191031"),
        (sample_report.SLOT, 2, "p_progress_month_20191001_20191031_更正2"),
        (Period("progress", "day", *[date(2020, 12, 14)] * 3), 0, "p_progress_day_20201214_20201214"),
    ],
)
def test_names(slot: Period, correction_no: int, stem: str) -> None:
    assert file_stem("p", Edition(slot, correction_no)) == stem


def test_a_file_for_one_recipient_has_the_recipient_in_its_name() -> None:
    edition = Edition(sample_report.SLOT, 1, View("county_tax"))
    assert file_stem("p", edition) == "p_progress_month_20191001_20191031_county_tax_更正1"


def test_the_print_sheet_is_set_up_for_a4_landscape() -> None:
    sheet = _book()["打印"]
    assert (sheet.page_setup.orientation, int(sheet.page_setup.paperSize)) == ("landscape", 9)
    # one page wide (the format's default, so it is not written), as many long as it takes
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (None, 0)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.print_title_rows == "$1:$3" and sheet.freeze_panes == "C4"
    assert "&P" in sheet.oddFooter.center.text and "&N" in sheet.oddFooter.center.text


def test_the_print_sheet_says_what_the_report_says() -> None:
    sheet = _book()["打印"]
    assert sheet["A1"].value == "试点县2020年度城乡居民基本医疗保险参保进度月报"
    assert "截至2019年10月31日" in sheet["A2"].value and "0123456789ab" not in sheet["A2"].value
    rows = {row[1].value: [cell.value for cell in row[2:]] for row in sheet.iter_rows(min_row=4, max_row=20)}
    assert rows["甲镇"][:8] == [200, 196, 0.98, 1, "—", 50, 46, 0.92]
    assert rows["甲镇"][8:10] == [0, 0] and rows["丁乡"][5:10] == [20, 3, 0.15, 17, 9]  # open amounts, paid
    money = {row[1].value: [cell.value for cell in row[2:]] for row in _book()["打印（续）"].iter_rows(min_row=4)}
    assert money["甲镇"][:4] == [196, 43_020, 5_980, 0]  # enrolled, received, 财政, 救助资金; yuan
    assert rows["丙乡"][:4] == ["—", 10, "—", "—"]
    assert rows["合计"][:4] == [350, 355, 0.98, None]
    assert rows["困难"][:2] == [None, None] and rows["困难"][5:8] == [55, 51, 0.9273]
    notes = [row[0].value for row in sheet.iter_rows(min_row=4) if str(row[0].value).startswith("注")]
    assert len(notes) >= 5 and any("丙乡" in note for note in notes) and "0123456789ab" in notes[-1]


def test_what_misses_a_goal_is_red_and_what_meets_it_is_not() -> None:
    sheet = _book(completion_goal_bp=9800)["打印"]
    red = {(row[1].value, cell.column_letter) for row in sheet.iter_rows(min_row=4, max_row=20) for cell in row
           if cell.font.color is not None and cell.font.color.rgb == "FFC00000"}  # fmt: skip
    labels = {"甲镇", "合计", "特殊人群合计（不重复计人）", "困难"}
    assert red == {(label, "J") for label in labels}  # special coverage only: 98.00 % completion is just enough


def test_accounts_that_are_zero_everywhere_have_no_column() -> None:
    headings = [cell.value for cell in _book()["打印（续）"][3]]
    assert "待退\n（元）" in headings and "挂账\n（元）" in headings and "待报销\n（元）" not in headings


def test_data_sheet_and_csv_say_the_same() -> None:
    made = files(sample_report.report())
    sheet = openpyxl.load_workbook(io.BytesIO(made[0].content))["数据"]
    header, *rows = sheet.iter_rows(values_only=True)
    lines = list(csv.DictReader(io.StringIO(made[1].content.decode("utf-8-sig"), newline="")))
    assert list(header) == list(COLUMNS) == list(lines[0])
    assert len(rows) == len(lines) == made[0].rows == made[1].rows == 7
    for row, line in zip(rows, lines, strict=True):
        for name, value in zip(COLUMNS, row, strict=True):
            text = "" if value is None else value.date().isoformat() if name == "as_of" else value
            text = f"{text:.2f}" if name.endswith("_yuan") else str(text)
            assert text == line[name], name
    assert int(lines[1]["received_fen"]) == 3_750_000 and lines[1]["received_yuan"] == "37500.00"


def test_a_correction_says_so() -> None:
    book = openpyxl.load_workbook(io.BytesIO(files(sample_report.report(2))[0].content))
    assert "更正第2号" in book["打印"]["A1"].value
