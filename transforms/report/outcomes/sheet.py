"""The sheet 特殊人群 of a progress workbook: A4, landscape unless it is narrow; units by rate, 合计 without a number.

Counts so long that the columns do not fit on the width of a page go on on a further sheet, with the same lines.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from transforms.report.outcomes.content import OUTCOME_LABELS, OutcomeLine, OutcomeTable, outcome_notes
from transforms.report.outcomes.table import TOTAL
from transforms.spreadsheet.paper import LETTER_POINTS, Page, divide, is_readable, set_page, text_height, title_height
from transforms.spreadsheet.safe_writer import SafeSheet
from transforms.text.ratio import Ratio

NAME, NEXT_NAME = "特殊人群", "特殊人群（续{}）"
DASH = "——"
MEANING = "完成数＝已参保和已说明原因的人数，不等于参保人数。"
TITLE_POINTS = 16
FONT = {"font_name": "宋体", "font_size": LETTER_POINTS, "valign": "vcenter"}
CELL = {**FONT, "border": 1}
HEAD = {**CELL, "bold": True, "align": "center", "text_wrap": True, "bg_color": "#DDE7F0"}
HEADER_ROW = 2
LEAD = (("序号", 5.0), ("单位", 14.0))
RATE_WIDTH, LEAST_WIDTH, MARGIN = 7.5, 5.0, 0.5


@dataclass(frozen=True)
class Column:
    """One column after the name of the unit: heading, width in characters, and value; a rate is None for a dash."""

    heading: str
    width: float
    value: Callable[[OutcomeLine], int | Ratio | None]


def sheets(table: OutcomeTable) -> dict[str, list[Column]]:
    """Return the columns of each sheet by its name, so that letters have at least 9 points on paper."""
    columns = _columns(table)
    groups = [columns[:-4], columns[-4:]]
    widths = [[column.width for column in group] for group in groups]
    parts = divide([width for _, width in LEAD], widths, "landscape")
    names = [NAME, *(NEXT_NAME.format("" if number == 1 else number) for number in range(1, len(parts)))]
    return {name: [columns[place] for place in part] for name, part in zip(names, parts, strict=True)}


def _columns(table: OutcomeTable) -> list[Column]:
    def counted(heading: str, value: Callable[[OutcomeLine], int]) -> Column:
        longest = max(len(f"{value(line):,}") for line in (*table.lines, table.total))
        return Column(heading, max(LEAST_WIDTH, longest + MARGIN), value)

    def of_outcome(outcome: str) -> Callable[[OutcomeLine], int]:
        return lambda line: line.persons.get(outcome, 0)

    return [
        counted("任务数\n（人）", lambda line: line.members),
        *(counted(label, of_outcome(outcome)) for outcome, label in OUTCOME_LABELS.items()),
        counted("完成数\n（人）", lambda line: line.done),
        Column("完成率", RATE_WIDTH, lambda line: line.done_rate),
        counted("其中已参保\n（人）", lambda line: line.enrolled),
        Column("参保率", RATE_WIDTH, lambda line: line.enrolled_rate),
    ]


def write(sheet: SafeSheet, table: OutcomeTable, columns: Sequence[Column], title: str, source: str) -> None:
    """Write the table into an empty sheet for printing: 序号, 乡镇, 任务数, outcomes, then both figures apart.

    `columns`: of `sheets`; `title`: of the report; `source`: the note that names day and version.
    """
    headings = [(heading, width) for heading, width in LEAD] + [(column.heading, column.width) for column in columns]
    last = len(headings) - 1
    width = sum(width for _, width in headings)
    heading = f"{title}：特殊人群"
    form = FONT | {"font_size": TITLE_POINTS, "bold": True, "align": "center", "text_wrap": True}
    sheet.merge(0, last, heading, **form)
    sheet.merge(1, last, MEANING, **FONT | {"align": "center", "text_wrap": True})
    sheet.sheet.set_row(0, title_height(heading, width, TITLE_POINTS))
    sheet.sheet.set_row(1, text_height(MEANING, width))
    sheet.sheet.set_row(HEADER_ROW, max(text_height(*heading) for heading in headings))
    for column, (text, characters) in enumerate(headings):
        sheet.sheet.set_column(column, column, characters)
        sheet.put(HEADER_ROW, column, text, **HEAD)
    row = HEADER_ROW + 1
    for line in (*table.lines, table.total):
        _line(sheet, row, line, columns)
        row += 1
    for number, note in enumerate([*outcome_notes(table), source], start=1):
        text = f"注{number}．{note}"
        sheet.merge(row, last, text, **FONT | {"text_wrap": True})
        sheet.sheet.set_row(row, text_height(text, width))
        row += 1
    sheet.sheet.freeze_panes(HEADER_ROW + 1, len(LEAD))
    # few columns leave room for more lines on a page
    is_narrow = is_readable([width for _, width in headings], "portrait")
    set_page(sheet.sheet, Page("portrait" if is_narrow else "landscape", row - 1, last, (0, HEADER_ROW)))


def _line(sheet: SafeSheet, row: int, line: OutcomeLine, columns: Sequence[Column]) -> None:
    """Write one line. 其他 has a dash for number and rates; 合计 has no number."""
    cell = CELL | ({"bold": True, "bg_color": "#F2F2F2"} if line.label == TOTAL else {})
    number = line.number if line.label == TOTAL or line.number is not None else DASH
    sheet.sheet.set_row(row, text_height(line.label, LEAD[1][1]))
    sheet.put(row, 0, number, **cell, align="center")
    sheet.put(row, 1, line.label, **cell, text_wrap=True, indent=1)
    for place, column in enumerate(columns, start=len(LEAD)):
        _value(sheet, row, place, column.value(line), cell)


def _value(sheet: SafeSheet, row: int, place: int, value: int | Ratio | None, cell: dict[str, Any]) -> None:
    if value is None:
        sheet.put(row, place, DASH, **cell, align="center")
    elif isinstance(value, Ratio):
        sheet.put(row, place, value.basis_points / 10_000, **cell, num_format="0.00%", align="right")
    else:
        sheet.put(row, place, value, **cell, num_format="#,##0", align="right")
