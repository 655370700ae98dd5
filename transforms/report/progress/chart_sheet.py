"""The sheet with a native chart of all units, A4 portrait: its figures are cells of the printed sheet."""

from __future__ import annotations

from transforms.report.progress import print_sheet
from transforms.report.progress.chart import COMPLETION, ENROLLED, FEWEST_BARS
from transforms.report.progress.content import Report
from transforms.spreadsheet.paper import Page, set_page
from transforms.spreadsheet.safe_writer import SafeSheet

MOST_UNITS = 60
"""Bars of more units would be too thin for letters of 9 points on one page."""
WIDTH, MARGIN, BAR, SMALLEST_BAR = 640, 110, 22, 16
"""Pixels: width of the chart, height of title and axis, height of a unit's bar, and of many units."""
PAGE_HEIGHT = 1_000
"""Pixels: a chart that is higher is made smaller on paper."""
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
    height = MARGIN + units * min(BAR, max(SMALLEST_BAR, (PAGE_HEIGHT - MARGIN) // units))
    sheet.bar_chart(labels, print_sheet.FIRST_COLUMN + place, title, number_format, (WIDTH, height))
    as_of = report.slot.as_of.isoformat()
    page = Page("portrait", height // 20 + 1, 9, None, report.header.pack_code, f"截至 {as_of}")
    set_page(sheet.sheet, page)
    sheet.sheet.fit_to_pages(1, 1)
