"""Make the files of a progress report: workbook, csv, and the chart for its mail. Equal reports give equal bytes."""

from __future__ import annotations

import io
from datetime import datetime, time

from transforms.document.chart import CHART_WRITER, png_bytes
from transforms.report.outcomes import sheet as outcome_sheet
from transforms.report.progress import chart_sheet, data_sheet, print_sheet
from transforms.report.progress.chart import CHART_ENDING, chart
from transforms.report.progress.content import Report
from transforms.report.progress.titles import source_note, title
from transforms.report.publication import Edition, File, file_stem
from transforms.report.same_day import sheet as same_day_sheet
from transforms.spreadsheet.safe_writer import XLSX_WRITER, open_book

# Raise LAYOUT with every change of layout or columns: bytes are equal within one layout and one writer only.
LAYOUT = 10
WRITER = f"layout {LAYOUT}, {XLSX_WRITER}, {CHART_WRITER}"


def files(report: Report) -> list[File]:
    """Return the files of a report, in memory only: xlsx (print, chart and data sheets), csv (data), png (chart).

    Each has its name, its bytes and its number of data rows. `report`: the composed report: printed lines by unit,
    total, category and plan year, notes, and the lines of the data sheet. There is no png if there is no chart.
    """
    stem = file_stem(report.header.pack_code, Edition(report.slot, report.correction_no, report.view))
    rows, picture = len(report.data), chart(report)
    made = [File(f"{stem}.xlsx", xlsx_bytes(report), rows), File(f"{stem}.csv", data_sheet.csv_bytes(report), rows)]
    return made + ([File(f"{stem}{CHART_ENDING}", png_bytes(picture), rows)] if picture else [])


def xlsx_bytes(report: Report) -> bytes:
    """Return the bytes of the report's workbook: 打印, 图 and 特殊人群 to read and print; 上年同日 and 数据
    for programs.

    Sheets of many columns go on on a further one.

    `report`: the composed report: printed lines by unit, total, category and plan year, notes, and the lines of the
    data sheet. The workbook's `created` date is the as-of date, so that equal reports give equal bytes.
    """
    out = io.BytesIO()
    with open_book(out, title(report), datetime.combine(report.slot.as_of, time())) as book:
        for name, columns in print_sheet.sheets(report).items():
            print_sheet.write(book.sheet(name), report, columns, is_further=name != print_sheet.NAME)
        if chart_sheet.has_chart(report):
            chart_sheet.write(book.sheet("图"), report)
        if report.outcomes:
            for name, parts in outcome_sheet.sheets(report.outcomes).items():
                outcome_sheet.write(book.sheet(name), report.outcomes, parts, title(report), source_note(report))
        if report.same_day and report.same_day.persons and report.view.shows("enrolment"):
            same_day_sheet.write(book.sheet(same_day_sheet.NAME), report, report.same_day)
        data_sheet.write(book.sheet("数据"), report)
    return out.getvalue()
