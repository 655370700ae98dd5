"""The sheet 特殊人群 of a progress workbook: A4 landscape, units by rate, 合计 without a number."""

from __future__ import annotations

from typing import Any

from transforms.report.outcomes.content import OUTCOME_LABELS, OutcomeLine, OutcomeTable, outcome_notes
from transforms.report.outcomes.table import TOTAL
from transforms.spreadsheet.safe_writer import SafeSheet
from transforms.text.ratio import Ratio

NAME = "特殊人群"
DASH = "——"
FONT = {"font_name": "宋体", "font_size": 10, "valign": "vcenter"}
CELL = {**FONT, "border": 1}
HEAD = {**CELL, "bold": True, "align": "center", "text_wrap": True, "bg_color": "#DDE7F0"}
HEADER_ROW = 2
_LAST = ("完成数\n（人）", "完成率", "其中已参保\n（人）", "参保率")


def write(sheet: SafeSheet, table: OutcomeTable, title: str, source: str) -> None:
    """Write the table into an empty sheet for printing: 序号, 乡镇, 任务数, outcomes, then both figures apart.

    `title`: of the report; `source`: the note that names day and version.
    """
    headings = ["序号", "单位", "任务数\n（人）", *OUTCOME_LABELS.values(), *_LAST]
    last = len(headings) - 1
    sheet.merge(0, last, f"{title}：特殊人群", **FONT | {"font_size": 16, "bold": True, "align": "center"})
    sheet.merge(1, last, "完成数＝已参保和已说明原因的人数，不等于参保人数。", **FONT | {"align": "center"})
    sheet.sheet.set_row(0, 30)
    sheet.sheet.set_row(HEADER_ROW, 44)
    for column, heading in enumerate(headings):
        sheet.sheet.set_column(column, column, {0: 5, 1: 16}.get(column, 8.5))
        sheet.put(HEADER_ROW, column, heading, **HEAD)
    row = HEADER_ROW + 1
    for line in (*table.lines, table.total):
        _line(sheet, row, line)
        row += 1
    for number, note in enumerate([*outcome_notes(table), source], start=1):
        sheet.merge(row, last, f"注{number}．{note}", **FONT | {"text_wrap": True, "font_size": 9})
        sheet.sheet.set_row(row, 28)
        row += 1
    _page(sheet.sheet, row - 1, last)


def _line(sheet: SafeSheet, row: int, line: OutcomeLine) -> None:
    """Write one line. 其他 has a dash for number and rates; 合计 has no number."""
    cell = CELL | ({"bold": True, "bg_color": "#F2F2F2"} if line.label == TOTAL else {})
    number = line.number if line.label == TOTAL or line.number is not None else DASH
    sheet.sheet.set_row(row, 18)
    sheet.put(row, 0, number, **cell, align="center")
    sheet.put(row, 1, line.label, **cell, shrink=True, indent=1)
    persons = [line.members, *(line.persons.get(outcome, 0) for outcome in OUTCOME_LABELS)]
    for column, count in enumerate(persons, start=2):
        sheet.put(row, column, count, **cell, num_format="#,##0", align="right")
    column = 2 + len(persons)
    for count, rate in ((line.done, line.done_rate), (line.enrolled, line.enrolled_rate)):
        sheet.put(row, column, count, **cell, num_format="#,##0", align="right")
        _rate(sheet, row, column + 1, rate, cell)
        column += 2


def _rate(sheet: SafeSheet, row: int, column: int, rate: Ratio | None, cell: dict[str, Any]) -> None:
    if rate is None:
        sheet.put(row, column, DASH, **cell, align="center")
    else:
        sheet.put(row, column, rate.basis_points / 10_000, **cell, num_format="0.00%", align="right")


def _page(sheet: Any, last_row: int, last: int) -> None:
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.center_horizontally()
    sheet.repeat_rows(0, HEADER_ROW)
    sheet.freeze_panes(HEADER_ROW + 1, 2)
    sheet.print_area(0, 0, last_row, last)
    sheet.set_footer("&C&9第 &P 页　共 &N 页")
    sheet.hide_gridlines(2)
