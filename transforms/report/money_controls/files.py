"""Make the workbook of a table of money controls in memory. Equal content gives equal bytes; no person is in it."""

from __future__ import annotations

import io
from datetime import datetime, time

from transforms.report.money_controls import sheets, texts
from transforms.report.money_controls.content import MoneyControls
from transforms.report.publication import File, file_stem
from transforms.spreadsheet.safe_writer import XLSX_WRITER, open_book

# Raise LAYOUT with every change of layout, texts or columns: bytes are equal within one layout and its writer only.
LAYOUT = 1
WRITER = f"layout {LAYOUT}, {XLSX_WRITER}"


def files(content: MoneyControls) -> list[File]:
    """Return the workbook, in memory only, with the number of units that have something to check."""
    stem = file_stem(content.pack_code, content.edition)
    return [File(f"{stem}.xlsx", xlsx_bytes(content), len(content.units))]


def xlsx_bytes(content: MoneyControls) -> bytes:
    """Return the bytes of the workbook: sheets 分单位 but for a table of one unit, 代收现金 if somebody is late."""
    out = io.BytesIO()
    with open_book(out, texts.title(content), datetime.combine(content.as_of, time())) as book:
        sheets.write_summary(book.sheet("汇总"), content)
        if not content.unit_name:
            sheets.write_units(book.sheet("分单位数量"), content, with_money=False)
            sheets.write_units(book.sheet("分单位金额"), content, with_money=True)
        if content.collectors:
            sheets.write_collectors(book.sheet("代收现金"), content)
        sheets.write_data(book.sheet("数据"), content)
    return out.getvalue()
