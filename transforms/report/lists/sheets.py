"""The sheets of a list of persons: 汇总 with counts, 打印 for people (A4), 数据 for programs, 分村 by village."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from transforms.report.lists import texts
from transforms.report.lists.compose import in_reading_order
from transforms.report.lists.content import Listed, PersonList
from transforms.report.lists.kinds import KINDS
from transforms.report.lists.past import past_header, past_rows
from transforms.report.signatures import write_signatures
from transforms.spreadsheet.paper import (
    A4_CODE,
    LETTER_POINTS,
    SMALLEST_PERCENT,
    Orientation,
    Page,
    is_readable,
    percent_of,
    row_height,
    set_page,
    text_height,
    text_width,
    title_height,
    title_lines,
)
from transforms.spreadsheet.safe_writer import SafeSheet
from transforms.text.labels import NO_UNIT

FONT = {"font_name": "宋体", "font_size": LETTER_POINTS, "valign": "vcenter"}
CELL = {**FONT, "border": 1, "text_wrap": True}
HEAD = {**CELL, "bold": True, "align": "center", "text_wrap": True, "bg_color": "#DDE7F0"}
TITLE_POINTS = 15
TITLE = {**FONT, "font_size": TITLE_POINTS, "bold": True, "align": "center", "text_wrap": True}
HEADER_ROW, UNIT_WIDTH, COUNT_WIDTH, NUMBER_WIDTH = 3, 20, 12, 6.5
NO_VILLAGE = "（未载明）"
MOST_BREAKS = 1_023  # of one sheet, by xlsx


def write_summary(sheet: SafeSheet, content: PersonList) -> None:
    """Write title, handling, and the number of persons by unit and state into an empty sheet."""
    row = _counts(sheet, content, [texts.summary_header(content), *texts.summary_rows(content)])
    _page(sheet.sheet, "landscape", row, len(texts.summary_header(content)) - 1, HEADER_ROW, content)


def write_past(sheet: SafeSheet, content: PersonList) -> None:
    """Write population and enrolled persons of past years by unit into an empty sheet.

    It is a sheet of its own, because a sheet repeats the header of one table only.
    """
    header = past_header(content.past_plan_years)
    row = _counts(sheet, content, [header, *past_rows(content.past)])
    _page(sheet.sheet, "landscape", row, len(header) - 1, HEADER_ROW, content)


def _counts(sheet: SafeSheet, content: PersonList, table: Sequence[Sequence[str]]) -> int:
    """Write the head, a table of counts by unit, the header first, and the notes; return the last row."""
    columns = list(zip(*table, strict=True))[1:]
    widths = [UNIT_WIDTH, *(max([COUNT_WIDTH, *(text_width(cell) + 1 for cell in cells[1:])]) for cells in columns)]
    last = len(widths) - 1
    for column, width in enumerate(widths):
        sheet.sheet.set_column(column, column, width)
    row = _head(sheet, content, last, sum(widths))
    for number, values in enumerate(table):
        sheet.sheet.set_row(row, max(text_height(*cell) for cell in zip(values, widths, strict=True)))
        for column, value in enumerate(values):
            form = HEAD if number == 0 else {**CELL, "align": "left" if column == 0 else "right"}
            sheet.put(row, column, value, **form)
        row += 1
    for note in texts.notes(content):
        sheet.sheet.set_row(row, text_height(note, sum(widths)))
        sheet.merge(row, last, note, **FONT, text_wrap=True)
        row += 1
    return write_signatures(sheet, row, last, content.signatures, FONT) - 1


def write_villages(sheet: SafeSheet, content: PersonList) -> None:
    """Write the number of persons by unit, village and state into an empty sheet; the first row names the columns."""
    states = KINDS[content.kind].states
    counts: dict[tuple[str, str], dict[str, int]] = {}
    for person in in_reading_order(content.persons):
        of_village = counts.setdefault(_place(person), dict.fromkeys(states, 0))
        of_village[person.state] += 1
    for column, heading in enumerate(("单位", "村（社区）", "人数", *states.values())):
        sheet.sheet.set_column(column, column, UNIT_WIDTH if column < 2 else COUNT_WIDTH)
        sheet.put(0, column, heading, **HEAD)
    for row, ((unit, village), of_village) in enumerate(counts.items(), start=1):
        values = (unit or NO_UNIT, village or NO_VILLAGE, sum(of_village.values()), *of_village.values())
        for column, value in enumerate(values):
            sheet.put(row, column, value, **CELL)
    _page(sheet.sheet, "landscape", max(len(counts), 1), 2 + len(states), 0, content)


def write_print(sheet: SafeSheet, content: PersonList, persons: Sequence[Listed], first: int) -> None:
    """Write the persons into an empty sheet for printing; the header is repeated on each page.

    `first`: number of the first person in the whole list.
    """
    columns = KINDS[content.kind].columns_of(content)
    widths = (NUMBER_WIDTH, *(column.width for column in columns))
    for column, width in enumerate(widths):
        sheet.sheet.set_column(column, column, width)
    row = _head(sheet, content, len(columns), sum(widths))
    sheet.sheet.set_row(row, 33)
    for place, heading in enumerate(("序号", *(column.heading for column in columns))):
        sheet.put(row, place, heading, **HEAD)
    write = sheet.row_writer([{**CELL, "align": align} for align in ("center", *(column.align for column in columns))])
    starts, last_place = [], None
    for number, person in enumerate(persons, start=first):
        row += 1
        if last_place not in (None, _place(person)):
            starts.append(row)
        last_place = _place(person)
        values = (number, *(column.value(person) for column in columns))
        if (height := row_height(values, widths)) is not None:
            sheet.sheet.set_row(row, height)
        write(row, values)
    row = write_signatures(sheet, row + 1, len(columns), content.signatures, FONT) - 1
    is_by_village = KINDS[content.kind].is_by_village
    orientation: Orientation = "portrait" if is_by_village and is_readable(widths, "portrait") else "landscape"
    _page(sheet.sheet, orientation, row, len(columns), HEADER_ROW, content)
    if is_by_village:
        _village_pages(sheet.sheet, starts, max(percent_of(widths, orientation), SMALLEST_PERCENT))


def _place(person: Listed) -> tuple[str, str]:
    return person.unit_name, person.row.village


def _village_pages(sheet: Any, starts: Sequence[int], percent: int) -> None:
    """Begin a page at the first row of each village but the first, so that each village gets its own pages."""
    # a sheet that is fitted to the width ignores breaks
    sheet.set_print_scale(percent)
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
    sheet.sheet.set_paper(A4_CODE)
    sheet.sheet.fit_to_pages(1, 0)
    sheet.sheet.repeat_rows(0)


def _head(sheet: SafeSheet, content: PersonList, last: int, width: float) -> int:
    """Write title, scope and handling over the whole width; return the next row."""
    title = title_lines(texts.title(content), width, TITLE_POINTS)
    sheet.sheet.set_row(0, title_height(title, width, TITLE_POINTS))
    sheet.merge(0, last, title, **TITLE)
    for row, text in enumerate((texts.scope(content), texts.handling(content)), start=1):
        sheet.sheet.set_row(row, text_height(text, width))
        sheet.merge(row, last, text, **FONT, text_wrap=True)
    return HEADER_ROW


def _page(sheet: Any, orientation: Orientation, last_row: int, last: int, header_row: int, content: PersonList) -> None:
    sheet.freeze_panes(header_row + 1, 0)
    as_of = content.edition.period.as_of.isoformat()
    set_page(sheet, Page(orientation, last_row, last, (header_row, header_row), content.pack_code, f"截至 {as_of}"))
