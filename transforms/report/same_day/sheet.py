"""The sheet 上年同日: one row per unit with the enrolled persons of both years, for programs."""

from __future__ import annotations

from transforms.report.progress.content import Report
from transforms.report.same_day.compare import Shown, more_persons
from transforms.spreadsheet.safe_writer import SafeSheet

NAME = "上年同日"
COLUMNS = ("pack_code", "as_of", "unit_name", "enrolled_persons", "last_year_enrolled_persons", "more_persons")
_WIDTHS = (16, 12, 20, 18, 26, 14)


def write(sheet: SafeSheet, report: Report, before: Shown) -> int:
    """Write the units and their total into an empty sheet; return the number of rows below the header.

    `before`: figures of the year before. A missing figure is an empty cell, never 0.
    """
    for column, (name, width) in enumerate(zip(COLUMNS, _WIDTHS, strict=True)):
        sheet.put(0, column, name, bold=True, bottom=1)
        sheet.sheet.set_column(column, column, width)
    lines = [(line, before.persons.get(line.label)) for line in report.units] + [(report.total, before.total)]
    for row, (line, persons) in enumerate(lines, start=1):
        keys = (report.header.pack_code, report.slot.as_of, line.label)
        more = more_persons(line.enrolled_persons, persons)
        for column, value in enumerate((*keys, line.enrolled_persons, persons, more)):
            sheet.put(row, column, value)
    sheet.sheet.freeze_panes(1, 0)
    sheet.sheet.repeat_rows(0)
    sheet.sheet.set_landscape()
    sheet.sheet.set_paper(9)
    sheet.sheet.fit_to_pages(1, 0)
    return len(lines)
