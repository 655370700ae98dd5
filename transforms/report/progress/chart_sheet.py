"""The sheet with a native chart of all units, A4 portrait: its figures are cells of the printed sheet."""

from __future__ import annotations

from typing import Any

from transforms.report.progress import print_sheet
from transforms.report.progress.chart import COMPLETION, ENROLLED, FEWEST_BARS
from transforms.report.progress.content import Report
from transforms.spreadsheet.safe_writer import SafeSheet

MOST_UNITS = 60
"""Bars of more units would be too thin for letters of 9 points on one page."""
WIDTH, MARGIN, BAR = 640, 110, 15
"""Pixels: width of the chart, height of title and axis, height of each bar."""
TARGET, ENROLLED_AT, COMPLETION_AT = 0, 1, 2
"""Places of the columns among the figures of the printed sheet."""


def has_chart(report: Report) -> bool:
    """Return whether the recipient sees enrolment, of at least two units and of no more than a page can show."""
    return report.view.shows("enrolment") and FEWEST_BARS <= len(report.units) <= MOST_UNITS


def write(sheet: SafeSheet, report: Report) -> None:
    """Write the chart into an empty sheet: completion, or enrolled persons without targets, in the notice's order.

    `sheet`: of the workbook that has the printed sheet.
    """
    has_targets = any(line.completion is not None for line in report.units)
    title, place = (COMPLETION, COMPLETION_AT) if has_targets else (ENROLLED, ENROLLED_AT)
    first, units = print_sheet.FIRST_UNIT_ROW, len(report.units)
    labels = (print_sheet.NAME, first, first + units - 1, print_sheet.NAME_COLUMN)
    number_format = "0.00%" if has_targets else "#,##0"
    height = MARGIN + BAR * units * 3 // 2
    sheet.bar_chart(labels, print_sheet.FIRST_COLUMN + place, title, number_format, (WIDTH, height))
    _page(sheet.sheet, height, report)


def _page(sheet: Any, height: int, report: Report) -> None:
    sheet.set_portrait()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 1)
    sheet.center_horizontally()
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
    sheet.print_area(0, 0, height // 20 + 1, 10)
    sheet.set_footer(f"&L&9{report.header.pack_code}&C&9第 &P 页　共 &N 页&R&9截至 {report.slot.as_of.isoformat()}")
    sheet.hide_gridlines(2)
