"""The sheets of a settlement: 汇总 to print, 数据 for programs; of the list of persons 打印 and 数据."""

from __future__ import annotations

from typing import Any

from transforms.report.settlement import texts
from transforms.report.settlement.content import Line, Settlement
from transforms.spreadsheet.safe_writer import SafeSheet
from transforms.text.figures import yuan_decimal
from transforms.text.labels import NO_UNIT

FONT = {"font_name": "宋体", "font_size": 10, "valign": "vcenter"}
CELL = {**FONT, "border": 1}
HEAD = {**CELL, "bold": True, "align": "center", "text_wrap": True, "bg_color": "#DDE7F0"}
TITLE = {**FONT, "font_size": 15, "bold": True, "align": "center", "text_wrap": True}
MONEY = "#,##0.00_ "
A4 = 9
SUMMARY_WIDTHS = (20, 22, 10, 10, 10, 18)
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
    """Write the letter's tables into an empty sheet for printing: by fund and category, then by unit."""
    last = len(SUMMARY_WIDTHS) - 1
    for column, width in enumerate(SUMMARY_WIDTHS):
        sheet.sheet.set_column(column, column, width)
    sheet.sheet.set_row(0, 44)
    sheet.merge(0, last, texts.title(content), **TITLE)
    row = _paragraphs(sheet, 1, last, (texts.opening(content), *texts.amount(content)))
    categories = (texts.header(("资金渠道", "人员类别")), *texts.category_rows(content))
    units = [(first, "", *rest) for first, *rest in (texts.header(("单位",)), *texts.unit_rows(content))]
    for table in (categories, units):
        for number, values in enumerate(table):
            for column, value in enumerate(values):
                form = HEAD if number == 0 else {**CELL, "align": "left" if column < 2 else "right"}
                sheet.put(row, column, value or None, **form)
            row += 1
        row += 1
    row = _paragraphs(sheet, row, last, texts.explanations(content))
    for text in (*content.letter["signed_by"], texts.dated(content)):
        sheet.merge(row, last, text, **FONT | {"align": "right"})
        row += 1
    _page(sheet.sheet, row - 1, last, None, content)


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
    last = len(LIST_COLUMNS)
    for column, width in enumerate((6, *(width for _, width in LIST_COLUMNS))):
        sheet.sheet.set_column(column, column, width)
    sheet.sheet.set_row(0, 40)
    sheet.merge(0, last, texts.list_title(content), **TITLE)
    row = _paragraphs(sheet, 1, last, (texts.scope(content), *content.notes, texts.HANDLING))
    header_row = row
    sheet.sheet.set_row(row, 32)
    for column, heading in enumerate(("序号", *(heading for heading, _ in LIST_COLUMNS))):
        sheet.put(row, column, heading, **HEAD)
    write = sheet.row_writer([{**CELL, "shrink": True}] * 8 + [{**CELL, "align": "right"}] * 3)
    for number, line in enumerate(content.lines, start=first):
        row += 1
        write(row, (number, *_printed(line)))
    sheet.sheet.repeat_rows(header_row)
    sheet.sheet.freeze_panes(header_row + 1, 0)
    _page(sheet.sheet, row, last, header_row, content)


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
    sheet.sheet.set_paper(A4)
    sheet.sheet.fit_to_pages(1, 0)
    sheet.sheet.repeat_rows(0)


def _paragraphs(sheet: SafeSheet, row: int, last: int, lines: tuple[str, ...]) -> int:
    """Write each text over the whole width; the height follows from its length (a Chinese character is two wide)."""
    for text in lines:
        sheet.merge(row, last, text, **FONT, text_wrap=True)
        sheet.sheet.set_row(row, 16 * (1 + 2 * len(text) // sum(SUMMARY_WIDTHS)))
        row += 1
    return row


def _page(sheet: Any, last_row: int, last: int, header_row: int | None, content: Settlement) -> None:
    if header_row is not None:
        sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.7)
    sheet.center_horizontally()
    sheet.print_area(0, 0, last_row, last)
    as_of = content.batch.as_of.isoformat()
    sheet.set_footer(f"&L&9{content.pack_code}&C&9第 &P 页　共 &N 页&R&9截至 {as_of}")
    sheet.hide_gridlines(2)
