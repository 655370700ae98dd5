"""The sheets of a settlement: 汇总 and 分单位 to print, 数据 for programs; of the list of persons 打印 and 数据."""

from __future__ import annotations

from collections.abc import Sequence

from transforms.report.settlement import texts
from transforms.report.settlement.content import Line, Settlement
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
HEAD = {**CELL, "bold": True, "align": "center", "bg_color": "#DDE7F0"}
TITLE_POINTS = 15
TITLE = {**FONT, "font_size": TITLE_POINTS, "bold": True, "align": "center", "text_wrap": True}
CATEGORY_WIDTHS, UNIT_WIDTHS = (18, 22, 10, 10, 10, 18), (36, 10, 10, 10, 20)
NUMBER_WIDTH = 6.5
LIST_COLUMNS = (
    ("资金渠道", 12),
    ("单位", 14),
    ("姓名", 9),
    ("证件号码", 19),
    ("人员类别", 18),
    ("参保年度", 6),
    ("变动", 6),
    ("以前各批（元）", 11),
    ("本批（元）", 11),
    ("其中返还个人（元）", 11),
)
DATA_COLUMNS = (
    "batch_no",
    "payer",
    "plan_year",
    "unit_id",
    "category",
    "lines_added",
    "lines_withdrawn",
    "lines_changed",
    "fen",
    "person_fen",
)
LIST_DATA_COLUMNS = (
    "batch_no",
    "payer",
    "unit_name",
    "name",
    "document_number_masked",
    "category",
    "plan_year",
    "change",
    "before_yuan",
    "batch_yuan",
    "to_person_yuan",
)


def write_summary(sheet: SafeSheet, content: Settlement) -> None:
    """Write sums and table by fund and category into an empty sheet for printing, with explanations and signatures."""
    lead = (texts.opening(content), *texts.amount(content))
    table = (texts.header(("资金渠道", "人员类别")), *texts.category_rows(content))
    row = _table(sheet, texts.title(content), lead, table, CATEGORY_WIDTHS, content)
    last, width = len(CATEGORY_WIDTHS) - 1, sum(CATEGORY_WIDTHS)
    row = _paragraphs(sheet, row + 1, last, width, texts.explanations(content))
    for text in (*content.letter["signed_by"], texts.dated(content)):
        sheet.merge(row, last, text, **FONT | {"align": "right"})
        row += 1
    _page(sheet, "portrait", row - 1, last, len(lead) + 1, content)


def write_units(sheet: SafeSheet, content: Settlement) -> None:
    """Write the table by unit into an empty sheet for printing; each table has a sheet that repeats its header."""
    table = (texts.header(("单位",)), *texts.unit_rows(content))
    row = _table(sheet, texts.title(content), (texts.scope(content),), table, UNIT_WIDTHS, content)
    _page(sheet, "portrait", row, len(UNIT_WIDTHS) - 1, 2, content)


def _table(
    sheet: SafeSheet,
    title: str,
    lead: Sequence[str],
    table: Sequence[Sequence[str]],
    widths: Sequence[float],
    content: Settlement,
) -> int:
    """Write title, sentences and a table, its header first; return the last row. Texts are left, figures right."""
    last = len(widths) - 1
    for column, width in enumerate(widths):
        sheet.sheet.set_column(column, column, width)
    sheet.sheet.set_row(0, title_height(title, sum(widths), TITLE_POINTS))
    sheet.merge(0, last, title, **TITLE)
    row = _paragraphs(sheet, 1, last, sum(widths), lead)
    figures = last - 3
    for number, values in enumerate(table):
        sheet.sheet.set_row(row + number, max(text_height(*cell) for cell in zip(values, widths, strict=True)))
        for column, value in enumerate(values):
            form = HEAD if number == 0 else {**CELL, "align": "left" if column < figures else "right"}
            sheet.put(row + number, column, value or None, **form)
    return row + len(table) - 1


def write_data(sheet: SafeSheet, content: Settlement) -> None:
    """Write one row per fund, plan year, unit and category into an empty sheet for programs; amounts in fen."""
    groups: dict[tuple[str, int, str, str], list[Line]] = {}
    for line in content.lines:
        row = line.row
        groups.setdefault((row.payer, row.plan_year, row.unit_id, row.category), []).append(line)
    _names(sheet, DATA_COLUMNS)
    for number, (key, lines) in enumerate(groups.items(), start=1):
        changes = [line.change for line in lines]
        counts = (changes.count("added"), changes.count("withdrawn"), changes.count("changed"))
        sums = (sum(line.row.fen for line in lines), sum(line.row.person_fen for line in lines))
        for column, value in enumerate((content.batch.batch_no, *key, *counts, *sums)):
            sheet.put(number, column, value)
    sheet.sheet.freeze_panes(1, 0)


def write_list(sheet: SafeSheet, content: Settlement, first: int = 1) -> None:
    """Write one row per line into an empty sheet for printing; the header is repeated on each page.

    `first`: number of the first line in the whole list.
    """
    last, title = len(LIST_COLUMNS), texts.list_title(content)
    widths = (NUMBER_WIDTH, *(width for _, width in LIST_COLUMNS))
    for column, width in enumerate(widths):
        sheet.sheet.set_column(column, column, width)
    sheet.sheet.set_row(0, title_height(title, sum(widths), TITLE_POINTS))
    sheet.merge(0, last, title, **TITLE)
    row = _paragraphs(sheet, 1, last, sum(widths), (texts.scope(content), *content.notes, texts.HANDLING))
    header_row = row
    headings = ("序号", *(heading for heading, _ in LIST_COLUMNS))
    sheet.sheet.set_row(row, max(text_height(*cell) for cell in zip(headings, widths, strict=True)))
    for column, heading in enumerate(headings):
        sheet.put(row, column, heading, **HEAD)
    write = sheet.row_writer([CELL] * 8 + [{**CELL, "align": "right"}] * 3)
    for number, line in enumerate(content.lines, start=first):
        row += 1
        values = (number, *_printed(line))
        if (height := row_height(values, widths)) is not None:
            sheet.sheet.set_row(row, height)
        write(row, values)
    sheet.sheet.freeze_panes(header_row + 1, 0)
    _page(sheet, "landscape", row, last, header_row, content)


def _printed(line: Line) -> tuple[object, ...]:
    row = line.row
    return (
        line.payer_label,
        line.unit_name or NO_UNIT,
        line.name,
        line.number,
        line.category_label,
        row.plan_year,
        texts.CHANGES[line.change],
        yuan_decimal(row.before_fen),
        yuan_decimal(row.fen),
        yuan_decimal(row.person_fen),
    )


def write_list_data(sheet: SafeSheet, content: Settlement) -> None:
    """Write one row per line into an empty sheet for programs; the first row names the columns."""
    _names(sheet, LIST_DATA_COLUMNS)
    write = sheet.row_writer([{}] * len(LIST_DATA_COLUMNS))
    for number, line in enumerate(content.lines, start=1):
        row = line.row
        amounts = (yuan_decimal(row.before_fen), yuan_decimal(row.fen), yuan_decimal(row.person_fen))
        identity = (content.batch.batch_no, row.payer, line.unit_name, line.name, line.number)
        write(number, (*identity, row.category, row.plan_year, line.change, *amounts))
    sheet.sheet.freeze_panes(1, 0)


def _names(sheet: SafeSheet, names: tuple[str, ...]) -> None:
    for column, name in enumerate(names):
        sheet.sheet.set_column(column, column, 16)
        sheet.put(0, column, name, bold=True, bottom=1)
    sheet.sheet.set_landscape()
    sheet.sheet.set_paper(A4_CODE)
    sheet.sheet.fit_to_pages(1, 0)
    sheet.sheet.repeat_rows(0)


def _paragraphs(sheet: SafeSheet, row: int, last: int, width: float, lines: Sequence[str]) -> int:
    """Write each text over the whole width, as high as it needs; return the next row."""
    for text in lines:
        sheet.sheet.set_row(row, text_height(text, width))
        sheet.merge(row, last, text, **FONT, text_wrap=True)
        row += 1
    return row


def _page(
    sheet: SafeSheet, orientation: Orientation, last_row: int, last: int, header_row: int, content: Settlement
) -> None:
    as_of = f"截至 {content.batch.as_of.isoformat()}"
    set_page(sheet.sheet, Page(orientation, last_row, last, (header_row, header_row), content.pack_code, as_of))
