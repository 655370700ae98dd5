"""The files of one report: name -> bytes, the same bytes whenever they are made again from the same report."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import datetime, time

import xlsxwriter

from transforms.report import data_sheet, print_sheet
from transforms.report.cells import SafeSheet
from transforms.report.content import Report
from transforms.report.names import file_stem, title

# Raise it with every change of a file's looks or columns: bytes are equal within one layout and one writer only.
LAYOUT = 1
WRITER = f"layout {LAYOUT}, xlsxwriter {xlsxwriter.__version__}"
OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


@dataclass(frozen=True)
class File:
    """One extract: its name, its bytes, and how many rows of data it holds."""

    name: str
    content: bytes
    rows: int


def files(report: Report) -> list[File]:
    """The xlsx (print sheet and data sheet) and the csv (data) of one report."""
    stem = file_stem(report.header.pack_code, report.slot, report.correction_no)
    rows = len(report.data)
    return [File(f"{stem}.xlsx", xlsx_bytes(report), rows), File(f"{stem}.csv", data_sheet.csv_bytes(report), rows)]


def xlsx_bytes(report: Report) -> bytes:
    """Two sheets: 打印 to read and print, 数据 for machines. `created` is the as-of date, so the bytes do not vary."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, OPTIONS) as workbook:
        created = datetime.combine(report.slot.as_of, time())
        workbook.set_properties({"title": title(report), "created": created})
        print_sheet.write(SafeSheet(workbook, "打印"), report)
        data_sheet.write(SafeSheet(workbook, "数据"), report)
    return out.getvalue()
