"""The sheet with the native chart: it refers to the cells of the printed sheet, on one page of A4."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

import openpyxl

from tests.support import sample_report
from tests.support.reports.printed import CHART_POINTS, scale_of
from transforms.report.progress.chart_sheet import MOST_UNITS, has_chart
from transforms.report.progress.content import Report
from transforms.report.progress.files import xlsx_bytes
from transforms.report.publication import View

REPORT = sample_report.report()


def _book(report: Report) -> Any:
    return openpyxl.load_workbook(io.BytesIO(xlsx_bytes(report)))


def test_the_bars_are_the_cells_of_the_printed_sheet() -> None:
    book = _book(REPORT)
    assert book.sheetnames == ["打印", "打印（续）", "图", "数据"]
    (drawn,) = book["图"]._charts
    (series,) = drawn.series
    assert (series.cat.strRef or series.cat.numRef).f == "打印!$B$4:$B$8" and series.val.numRef.f == "打印!$E$4:$E$8"
    assert [cell.value for (cell,) in book["打印"]["B4:B8"]] == [line.label for line in REPORT.units]
    assert book["打印"]["E3"].value == "完成率" and book["打印"]["E4"].value == 0.98
    assert (book["图"].page_setup.orientation, int(book["图"].page_setup.paperSize)) == ("portrait", 9)


def test_without_targets_the_bars_are_the_enrolled_persons() -> None:
    report = replace(REPORT, units=tuple(replace(line, completion=None) for line in REPORT.units))
    (drawn,) = _book(report)["图"]._charts
    assert drawn.series[0].val.numRef.f == "打印!$D$4:$D$8"


def test_a_chart_of_many_units_has_letters_of_nine_points_on_one_page() -> None:
    most = _book(replace(REPORT, units=REPORT.units[:1] * MOST_UNITS))["图"]
    assert 9 <= CHART_POINTS * scale_of(most) < 10 == CHART_POINTS * scale_of(_book(REPORT)["图"])


def test_no_chart_of_one_unit_of_too_many_or_without_enrolment() -> None:
    assert has_chart(REPORT)
    assert not has_chart(replace(REPORT, units=REPORT.units[:1]))
    assert not has_chart(replace(REPORT, units=REPORT.units[:1] * (MOST_UNITS + 1)))
    tax = replace(REPORT, view=View("county_tax", fields=("money",)))
    assert not has_chart(tax) and _book(tax).sheetnames == ["打印", "数据"]
