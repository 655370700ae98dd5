"""The sheets of a table of money controls: 汇总, 分单位数量, 分单位金额, 代收现金 to print, 数据 for programs."""

from __future__ import annotations

from collections.abc import Sequence

from transforms.report.money_controls import texts
from transforms.report.money_controls.content import MoneyControls
from transforms.spreadsheet.paper import (
    A4_CODE,
    LETTER_POINTS,
    Orientation,
    Page,
    set_page,
    text_height,
    title_height,
)
from transforms.spreadsheet.safe_writer import SafeSheet

FONT = {"font_name": "宋体", "font_size": LETTER_POINTS, "valign": "vcenter"}
CELL = {**FONT, "border": 1, "text_wrap": True}
HEAD = {**CELL, "bold": True, "align": "center", "bg_color": "#DDE7F0"}
TITLE_POINTS = 15
TITLE = {**FONT, "font_size": TITLE_POINTS, "bold": True, "align": "center", "text_wrap": True}
SUMMARY_WIDTHS, COLLECTOR_WIDTHS = (15, 10, 15, 38), (18, 11, 8, 14, 11, 11, 8)
UNIT_NAME, ITEMS_CELL, MONEY_CELL = 16, 8.5, 12
DATA_COLUMNS = ("unit_name", "subject", "items", "fen")


def write_summary(sheet: SafeSheet, content: MoneyControls) -> None:
    """Write the sums by subject with what is to be done into an empty sheet for printing."""
    row = _lead(sheet, content, SUMMARY_WIDTHS)
    row = _table(sheet, row, (texts.SUMMARY_HEADER, *texts.summary_rows(content)), SUMMARY_WIDTHS, lefts=(0, 3))
    row = _paragraphs(sheet, row + 1, SUMMARY_WIDTHS, texts.notes(content))
    _page(sheet, "portrait", row - 1, len(SUMMARY_WIDTHS) - 1, 0, content)


def write_units(sheet: SafeSheet, content: MoneyControls, with_money: bool) -> None:
    """Write items or money by unit into an empty sheet for printing; the header is repeated on each page."""
    table = (texts.unit_header(content, with_money), *texts.unit_rows(content, with_money))
    widths = (UNIT_NAME, *(MONEY_CELL if with_money else ITEMS_CELL for _ in table[0][1:]))
    header = _lead(sheet, content, widths)
    row = _table(sheet, header, table, widths)
    _page(sheet, "landscape", row - 1, len(widths) - 1, header, content)


def write_collectors(sheet: SafeSheet, content: MoneyControls) -> None:
    """Write one row per collector who should have deposited cash; the header is repeated on each page."""
    row = header = _lead(sheet, content, COLLECTOR_WIDTHS)
    rows = [texts.collector_row(collector) for collector in content.collectors]
    row = _table(sheet, row, (texts.COLLECTOR_HEADER, *rows), COLLECTOR_WIDTHS, lefts=(0, 1, 4, 5, 6))
    _page(sheet, "portrait", row - 1, len(COLLECTOR_WIDTHS) - 1, header, content)


def write_data(sheet: SafeSheet, content: MoneyControls) -> None:
    """Write one row per unit and subject into an empty sheet for programs; amounts in fen."""
    for column, name in enumerate(DATA_COLUMNS):
        sheet.sheet.set_column(column, column, 24)
        sheet.put(0, column, name, bold=True, bottom=1)
    number = 0
    for unit in content.units:
        for code, line in zip(content.subjects, unit.lines, strict=True):
            number += 1
            for column, value in enumerate((unit.name, code, *line)):
                sheet.put(number, column, value)
    sheet.sheet.freeze_panes(1, 0)
    sheet.sheet.set_landscape()
    sheet.sheet.set_paper(A4_CODE)
    sheet.sheet.fit_to_pages(1, 0)
    sheet.sheet.repeat_rows(0)


def _lead(sheet: SafeSheet, content: MoneyControls, widths: Sequence[float]) -> int:
    """Write column widths, title and day; return the next row."""
    last, name = len(widths) - 1, texts.title(content)
    for column, width in enumerate(widths):
        sheet.sheet.set_column(column, column, width)
    sheet.sheet.set_row(0, title_height(name, sum(widths), TITLE_POINTS))
    sheet.merge(0, last, name, **TITLE)
    return _paragraphs(sheet, 1, widths, (texts.scope(content),))


def _table(
    sheet: SafeSheet, row: int, table: Sequence[Sequence[str]], widths: Sequence[float], lefts: Sequence[int] = (0,)
) -> int:
    """Write a table from a row on, its header first; return the next row. `lefts`: columns that are aligned left."""
    for number, values in enumerate(table):
        sheet.sheet.set_row(row, max(text_height(*cell) for cell in zip(values, widths, strict=True)))
        for column, value in enumerate(values):
            form = HEAD if number == 0 else {**CELL, "align": "left" if column in lefts else "right"}
            sheet.put(row, column, value or None, **form)
        row += 1
    return row


def _paragraphs(sheet: SafeSheet, row: int, widths: Sequence[float], lines: Sequence[str]) -> int:
    """Write each text over the whole width, as high as it needs; return the next row."""
    for text in lines:
        sheet.sheet.set_row(row, text_height(text, sum(widths)))
        sheet.merge(row, len(widths) - 1, text, **FONT, text_wrap=True)
        row += 1
    return row


def _page(
    sheet: SafeSheet, orientation: Orientation, last_row: int, last: int, header_row: int, content: MoneyControls
) -> None:
    as_of = f"截至 {content.as_of.isoformat()}"
    set_page(sheet.sheet, Page(orientation, last_row, last, (header_row, header_row), content.pack_code, as_of))
