"""The sheets of a request for the fiscal subsidy: 汇总 and 分单位 to print, 数据 for programs."""

from __future__ import annotations

from collections.abc import Sequence

from transforms.report.fiscal_subsidy import texts
from transforms.report.fiscal_subsidy.content import SubsidyRequest
from transforms.spreadsheet.paper import A4_CODE, LETTER_POINTS, Page, set_page, text_height, title_height
from transforms.spreadsheet.safe_writer import SafeSheet

FONT = {"font_name": "宋体", "font_size": LETTER_POINTS, "valign": "vcenter"}
CELL = {**FONT, "border": 1, "text_wrap": True}
HEAD = {**CELL, "bold": True, "align": "center", "bg_color": "#DDE7F0"}
TITLE_POINTS = 15
TITLE = {**FONT, "font_size": TITLE_POINTS, "bold": True, "align": "center", "text_wrap": True}
LEVEL_WIDTHS, UNIT_WIDTHS = (13, 9, 11, 18, 18, 18), (20, 11, 18, 18, 18)
DATA_COLUMNS = (
    "request_no",
    "table",
    "name",
    "share_fen",
    "enrolled_persons",
    "subsidy_fen",
    "before_fen",
    "requested_fen",
)


def write_summary(sheet: SafeSheet, content: SubsidyRequest) -> None:
    """Write sums and table by level into an empty sheet for printing, with explanations and signatures."""
    lead = (texts.opening(content), *texts.amount(content))
    row = _table(sheet, content, lead, (texts.LEVEL_HEADER, *texts.level_rows(content)), LEVEL_WIDTHS)
    last, width = len(LEVEL_WIDTHS) - 1, sum(LEVEL_WIDTHS)
    row = _paragraphs(sheet, row + 1, last, width, texts.explanations(content))
    for text in (*content.letter["signed_by"], texts.dated(content)):
        sheet.merge(row, last, text, **FONT | {"align": "right"})
        row += 1
    _page(sheet, row - 1, last, len(lead) + 1, content)


def write_units(sheet: SafeSheet, content: SubsidyRequest) -> None:
    """Write the table by unit into an empty sheet for printing; the header is repeated on each page."""
    lead = texts.amount(content)
    row = _table(sheet, content, lead, (texts.UNIT_HEADER, *texts.unit_rows(content)), UNIT_WIDTHS)
    _page(sheet, row, len(UNIT_WIDTHS) - 1, len(lead) + 1, content)


def write_data(sheet: SafeSheet, content: SubsidyRequest) -> None:
    """Write one row per level and one per unit into an empty sheet for programs; amounts in fen."""
    lines = [("level", line) for line in content.levels] + [("unit", line) for line in content.units]
    for column, name in enumerate(DATA_COLUMNS):
        sheet.sheet.set_column(column, column, 18)
        sheet.put(0, column, name, bold=True, bottom=1)
    for number, (table, line) in enumerate(lines, start=1):
        for column, value in enumerate((content.request_no, table, *line, line.fen)):
            sheet.put(number, column, value)
    sheet.sheet.freeze_panes(1, 0)
    sheet.sheet.set_landscape()
    sheet.sheet.set_paper(A4_CODE)
    sheet.sheet.fit_to_pages(1, 0)
    sheet.sheet.repeat_rows(0)


def _table(
    sheet: SafeSheet,
    content: SubsidyRequest,
    lead: Sequence[str],
    table: Sequence[Sequence[str]],
    widths: Sequence[float],
) -> int:
    """Write title, sentences and a table, its header first; return the last row. The first column is left."""
    last, title = len(widths) - 1, texts.title(content)
    for column, width in enumerate(widths):
        sheet.sheet.set_column(column, column, width)
    sheet.sheet.set_row(0, title_height(title, sum(widths), TITLE_POINTS))
    sheet.merge(0, last, title, **TITLE)
    row = _paragraphs(sheet, 1, last, sum(widths), lead)
    for number, values in enumerate(table):
        sheet.sheet.set_row(row + number, max(text_height(*cell) for cell in zip(values, widths, strict=True)))
        for column, value in enumerate(values):
            form = HEAD if number == 0 else {**CELL, "align": "right" if column else "left"}
            sheet.put(row + number, column, value or None, **form)
    return row + len(table) - 1


def _paragraphs(sheet: SafeSheet, row: int, last: int, width: float, lines: Sequence[str]) -> int:
    """Write each text over the whole width, as high as it needs; return the next row."""
    for text in lines:
        sheet.sheet.set_row(row, text_height(text, width))
        sheet.merge(row, last, text, **FONT, text_wrap=True)
        row += 1
    return row


def _page(sheet: SafeSheet, last_row: int, last: int, header_row: int, content: SubsidyRequest) -> None:
    as_of = f"截至 {content.as_of.isoformat()}"
    set_page(sheet.sheet, Page("portrait", last_row, last, (header_row, header_row), content.pack_code, as_of))
