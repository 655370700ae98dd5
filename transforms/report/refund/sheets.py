"""The sheets of a list of refunds: 汇总 and 打印 to print, 数据 for programs."""

from __future__ import annotations

from collections.abc import Sequence

from transforms.report.refund import texts
from transforms.report.refund.content import Refunds
from transforms.spreadsheet.paper import (
    A4_CODE,
    LETTER_POINTS,
    Orientation,
    Page,
    row_height,
    set_page,
    text_height,
    title_height,
)
from transforms.spreadsheet.safe_writer import SafeSheet
from transforms.text.figures import yuan_decimal
from transforms.text.labels import NO_UNIT

FONT = {"font_name": "宋体", "font_size": LETTER_POINTS, "valign": "vcenter"}
CELL = {**FONT, "border": 1, "text_wrap": True}
RIGHT, CENTRE = {**CELL, "align": "right"}, {**CELL, "align": "center"}
HEAD = {**CELL, "bold": True, "align": "center", "bg_color": "#DDE7F0"}
TITLE_POINTS = 15
TITLE = {**FONT, "font_size": TITLE_POINTS, "bold": True, "align": "center", "text_wrap": True}
SUMMARY_WIDTHS = (34, 11, 11, 11, 20)
LIST_COLUMNS = (
    ("序号", 6.5),
    ("单位", 12),
    ("姓名", 9),
    ("证件号码", 19),
    ("参保年度", 6),
    ("缴费凭证号", 20),
    ("到账日期", 11),
    ("退费原因", 12.5),
    ("变动", 6),
    ("以前各批未退（元）", 11),
    ("本批（元）", 11),
)
DATA_COLUMNS = (
    "batch_no",
    "unit_id",
    "unit_name",
    "name",
    "document_number_masked",
    "plan_year",
    "receipt_no",
    "received_on",
    "reason",
    "change",
    "before_yuan",
    "batch_yuan",
)


def write_summary(sheet: SafeSheet, content: Refunds) -> None:
    """Write the sums by unit and by reason into an empty sheet for printing, with explanations. No person is there."""
    last, width = len(SUMMARY_WIDTHS) - 1, sum(SUMMARY_WIDTHS)
    row = _lead(sheet, content, SUMMARY_WIDTHS, (texts.scope(content), *texts.amount(content)))
    for name, rows in (("单位", texts.unit_rows(content)), ("退费原因", texts.reason_rows(content))):
        for number, values in enumerate(((name, *texts.HEADER), *rows)):
            sheet.sheet.set_row(row, max(text_height(*cell) for cell in zip(values, SUMMARY_WIDTHS, strict=True)))
            for column, value in enumerate(values):
                sheet.put(row, column, value, **(HEAD if number == 0 else RIGHT if column else CELL))
            row += 1
        row += 1
    row = _paragraphs(sheet, row, last, width, texts.explanations(content))
    _page(sheet, "portrait", row - 1, last, 0, content)


def write_list(sheet: SafeSheet, content: Refunds, first: int = 1) -> None:
    """Write one row per line into an empty sheet for printing; the header is repeated on each page.

    `first`: number of the first line in the whole list.
    """
    widths = [width for _, width in LIST_COLUMNS]
    row = header_row = _lead(sheet, content, widths, (texts.scope(content), *texts.explanations(content)))
    headings = [heading for heading, _ in LIST_COLUMNS]
    sheet.sheet.set_row(row, max(text_height(*cell) for cell in zip(headings, widths, strict=True)))
    for column, heading in enumerate(headings):
        sheet.put(row, column, heading, **HEAD)
    write = sheet.row_writer([CENTRE, CELL, CELL, CELL, CENTRE, CELL, CENTRE, CELL, CENTRE, RIGHT, RIGHT])
    for number, line in enumerate(content.lines, start=first):
        row += 1
        known = line.row
        values = (
            number,
            line.unit_name or NO_UNIT,
            line.name,
            line.number,
            known.plan_year,
            known.receipt_no,
            known.received_on.isoformat(),
            known.reason_zh,
            texts.CHANGES[line.change],
            yuan_decimal(known.before_fen),
            yuan_decimal(known.fen),
        )
        if (height := row_height(values, widths)) is not None:
            sheet.sheet.set_row(row, height)
        write(row, values)
    sheet.sheet.freeze_panes(header_row + 1, 0)
    _page(sheet, "landscape", row, len(widths) - 1, header_row, content)


def write_data(sheet: SafeSheet, content: Refunds) -> None:
    """Write one row per line into an empty sheet for programs; the first row names the columns."""
    for column, name in enumerate(DATA_COLUMNS):
        sheet.sheet.set_column(column, column, 16)
        sheet.put(0, column, name, bold=True, bottom=1)
    sheet.sheet.set_landscape()
    sheet.sheet.set_paper(A4_CODE)
    sheet.sheet.fit_to_pages(1, 0)
    sheet.sheet.repeat_rows(0)
    write = sheet.row_writer([{}] * len(DATA_COLUMNS))
    for number, line in enumerate(content.lines, start=1):
        row = line.row
        identity = (content.batch.batch_no, row.unit_id, line.unit_name, line.name, line.number)
        receipt = (row.plan_year, row.receipt_no, row.received_on.isoformat(), row.reason, line.change)
        write(number, (*identity, *receipt, yuan_decimal(row.before_fen), yuan_decimal(row.fen)))
    sheet.sheet.freeze_panes(1, 0)


def _lead(sheet: SafeSheet, content: Refunds, widths: Sequence[float], lines: Sequence[str]) -> int:
    """Write column widths, title and sentences; return the next row."""
    for column, width in enumerate(widths):
        sheet.sheet.set_column(column, column, width)
    last, name = len(widths) - 1, texts.title(content)
    sheet.sheet.set_row(0, title_height(name, sum(widths), TITLE_POINTS))
    sheet.merge(0, last, name, **TITLE)
    return _paragraphs(sheet, 1, last, sum(widths), lines)


def _paragraphs(sheet: SafeSheet, row: int, last: int, width: float, lines: Sequence[str]) -> int:
    """Write each text over the whole width, as high as it needs; return the next row."""
    for text in lines:
        sheet.sheet.set_row(row, text_height(text, width))
        sheet.merge(row, last, text, **FONT, text_wrap=True)
        row += 1
    return row


def _page(
    sheet: SafeSheet, orientation: Orientation, last_row: int, last: int, header_row: int, content: Refunds
) -> None:
    as_of = f"截至 {content.batch.listed_on.isoformat()}"
    set_page(sheet.sheet, Page(orientation, last_row, last, (header_row, header_row), content.pack_code, as_of))
