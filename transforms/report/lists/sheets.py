"""The sheets of a list of persons: 汇总 with counts, 打印 for people (A4), 数据 for programs, 分村 by village."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from transforms.report.lists import texts
from transforms.report.lists.compose import in_reading_order
from transforms.report.lists.content import Listed, PersonList
from transforms.report.lists.kinds import KINDS
from transforms.report.lists.past import past_header, past_rows
from transforms.spreadsheet.safe_writer import SafeSheet
from transforms.text.labels import NO_UNIT

FONT = {"font_name": "宋体", "font_size": 10, "valign": "vcenter"}
CELL = {**FONT, "border": 1}
HEAD = {**CELL, "bold": True, "align": "center", "text_wrap": True, "bg_color": "#DDE7F0"}
TITLE = {**FONT, "font_size": 15, "bold": True, "align": "center", "text_wrap": True}
A4 = 9
NO_VILLAGE = "（未载明）"
MOST_BREAKS = 1_023  # of one sheet, by xlsx


def write_summary(sheet: SafeSheet, content: PersonList) -> None:
    """Write title, handling, and the number of persons by unit and state into an empty sheet."""
    header, rows = texts.summary_header(content), texts.summary_rows(content)
    last = max(len(header), len(past_header(content.past_plan_years))) - 1
    for column in range(last + 1):
        sheet.sheet.set_column(column, column, 20 if column == 0 else 13)
    row = _head(sheet, content, last, 13 * last + 20)
    sheet.sheet.set_row(row, 32)
    for column, heading in enumerate(header):
        sheet.put(row, column, heading, **HEAD)
    for values in rows:
        row += 1
        for column, value in enumerate(values):
            sheet.put(row, column, value, **CELL, align="left" if column == 0 else "right")
    if content.past:
        row = _past_table(sheet, content, row + 2)
    row += 1
    for note in texts.notes(content):
        sheet.sheet.set_row(row, 16 * (1 + 2 * len(note) // (13 * last + 20)))
        sheet.merge(row, last, note, **FONT, text_wrap=True)
        row += 1
    _page(sheet.sheet, row - 1, last, None, content)


def _past_table(sheet: SafeSheet, content: PersonList, row: int) -> int:
    """Write the figures of past years from this row on; return the last row."""
    table = [past_header(content.past_plan_years), *past_rows(content.past)]
    sheet.sheet.set_row(row, 32)
    for number, values in enumerate(table):
        for column, value in enumerate(values):
            form = HEAD if number == 0 else {**CELL, "align": "left" if column == 0 else "right"}
            sheet.put(row + number, column, value, **form)
    return row + len(table) - 1


def write_villages(sheet: SafeSheet, content: PersonList) -> None:
    """Write the number of persons by unit, village and state into an empty sheet; the first row names the columns."""
    states = KINDS[content.kind].states
    counts: dict[tuple[str, str], dict[str, int]] = {}
    for person in in_reading_order(content.persons):
        of_village = counts.setdefault(_place(person), dict.fromkeys(states, 0))
        of_village[person.state] += 1
    for column, heading in enumerate(("单位", "村（社区）", "人数", *states.values())):
        sheet.sheet.set_column(column, column, 20 if column < 2 else 13)
        sheet.put(0, column, heading, **HEAD)
    for row, ((unit, village), of_village) in enumerate(counts.items(), start=1):
        values = (unit or NO_UNIT, village or NO_VILLAGE, sum(of_village.values()), *of_village.values())
        for column, value in enumerate(values):
            sheet.put(row, column, value, **CELL)
    _page(sheet.sheet, max(len(counts), 1), 2 + len(states), 0, content)


def write_print(sheet: SafeSheet, content: PersonList, persons: Sequence[Listed], first: int) -> None:
    """Write the persons into an empty sheet for printing; the header is repeated on each page.

    `first`: number of the first person in the whole list.
    """
    columns = KINDS[content.kind].columns_of(content)
    widths = (7, *(column.width for column in columns))
    for column, width in enumerate(widths):
        sheet.sheet.set_column(column, column, width)
    row = _head(sheet, content, len(columns), sum(widths))
    header_row = row
    for place, heading in enumerate(("序号", *(column.heading for column in columns))):
        sheet.put(row, place, heading, **HEAD)
    write = sheet.row_writer([CELL] * (len(columns) + 1))
    starts, last_place = [], None
    for number, person in enumerate(persons, start=first):
        row += 1
        if last_place not in (None, _place(person)):
            starts.append(row)
        last_place = _place(person)
        write(row, (number, *(column.value(person) for column in columns)))
    _page(sheet.sheet, row, len(columns), header_row, content)
    if KINDS[content.kind].is_by_village:
        _village_pages(sheet.sheet, starts)


def _place(person: Listed) -> tuple[str, str]:
    return person.unit_name, person.row.village


def _village_pages(sheet: Any, starts: Sequence[int]) -> None:
    """Begin a page at the first row of each village but the first, so that each village posts its own pages."""
    sheet.set_portrait()
    # a sheet that is fitted to the width ignores breaks
    sheet.set_print_scale(100)
    sheet.set_h_pagebreaks(starts[:MOST_BREAKS])


def write_data(sheet: SafeSheet, content: PersonList, persons: Sequence[Listed]) -> None:
    """Write one row per person into an empty sheet for programs; the first row names the columns."""
    columns = KINDS[content.kind].columns_of(content)
    for place, column in enumerate(columns):
        sheet.sheet.set_column(place, place, column.width)
    for place, column in enumerate(columns):
        sheet.put(0, place, column.name, bold=True, bottom=1)
    write = sheet.row_writer([{}] * len(columns))
    for row, person in enumerate(persons, start=1):
        write(row, tuple(column.value(person) for column in columns))
    sheet.sheet.freeze_panes(1, 0)
    sheet.sheet.set_landscape()
    sheet.sheet.set_paper(A4)
    sheet.sheet.fit_to_pages(1, 0)
    sheet.sheet.repeat_rows(0)


def _head(sheet: SafeSheet, content: PersonList, last: int, width: int) -> int:
    """Write title, scope and handling over the whole width; return the next row."""
    sheet.sheet.set_row(0, 40)
    sheet.merge(0, last, texts.title(content), **TITLE)
    for row, text in enumerate((texts.scope(content), texts.handling(content)), start=1):
        sheet.sheet.set_row(row, 16 * (1 + 2 * len(text) // width))
        sheet.merge(row, last, text, **FONT, text_wrap=True)
    return 3


def _page(sheet: Any, last_row: int, last: int, header_row: int | None, content: PersonList) -> None:
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.7)
    sheet.center_horizontally()
    if header_row is not None:
        sheet.repeat_rows(header_row)
        sheet.freeze_panes(header_row + 1, 0)
    sheet.print_area(0, 0, last_row, last)
    as_of = content.edition.period.as_of.isoformat()
    sheet.set_footer(f"&L&9{content.pack_code}&C&9第 &P 页　共 &N 页&R&9截至 {as_of}")
    sheet.hide_gridlines(2)
