"""Make the files of a progress report. Equal reports give equal bytes."""

from __future__ import annotations

import io
from datetime import datetime, time

from transforms.report.progress import data_sheet, print_sheet
from transforms.report.progress.content import Report
from transforms.report.progress.titles import title
from transforms.report.publication import Edition, File, file_stem
from transforms.spreadsheet.safe_writer import XLSX_WRITER, open_book

# Raise LAYOUT with every change of layout or columns: bytes are equal within one layout and one writer only.
LAYOUT = 3
WRITER = f"layout {LAYOUT}, {XLSX_WRITER}"


def files(report: Report) -> list[File]:
    """Return the two files of a report, in memory only: the xlsx (print and data sheets) and the csv (data).

    Each has its name, its bytes and its number of data rows. `report`: the composed report: printed lines by unit,
    total, category and plan year, notes, and the lines of the data sheet.
    """
    stem = file_stem(report.header.pack_code, Edition(report.slot, report.correction_no, report.view))
    rows = len(report.data)
    return [File(f"{stem}.xlsx", xlsx_bytes(report), rows), File(f"{stem}.csv", data_sheet.csv_bytes(report), rows)]


def xlsx_bytes(report: Report) -> bytes:
    """Return the bytes of the report's workbook with two sheets: 打印 to read and print, 数据 for programs.

    `report`: the composed report: printed lines by unit, total, category and plan year, notes, and the lines of the
    data sheet. The workbook's `created` date is the as-of date, so that equal reports give equal bytes.
    """
    out = io.BytesIO()
    with open_book(out, title(report), datetime.combine(report.slot.as_of, time())) as book:
        print_sheet.write(book.sheet("打印"), report)
        data_sheet.write(book.sheet("数据"), report)
    return out.getvalue()
