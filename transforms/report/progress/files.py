"""The files of one report: name -> bytes, the same bytes whenever they are made again from the same report."""

from __future__ import annotations

import io
from datetime import datetime, time

from transforms.report.progress import data_sheet, print_sheet
from transforms.report.progress.content import Report
from transforms.report.progress.titles import title
from transforms.report.publication import Edition, File, file_stem
from transforms.spreadsheet.safe_writer import XLSX_WRITER, open_book

# Raise it with every change of a file's looks or columns: bytes are equal within one layout and one writer only.
LAYOUT = 1
WRITER = f"layout {LAYOUT}, {XLSX_WRITER}"


def files(report: Report) -> list[File]:
    """The xlsx (print sheet and data sheet) and the csv (data) of one report."""
    stem = file_stem(report.header.pack_code, Edition(report.slot, report.correction_no))
    rows = len(report.data)
    return [File(f"{stem}.xlsx", xlsx_bytes(report), rows), File(f"{stem}.csv", data_sheet.csv_bytes(report), rows)]


def xlsx_bytes(report: Report) -> bytes:
    """Two sheets: 打印 to read and print, 数据 for machines. `created` is the as-of date, so the bytes do not vary."""
    out = io.BytesIO()
    with open_book(out, title(report), datetime.combine(report.slot.as_of, time())) as book:
        print_sheet.write(book.sheet("打印"), report)
        data_sheet.write(book.sheet("数据"), report)
    return out.getvalue()
