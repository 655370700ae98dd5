"""Chooses the sheets of a workbook that are read, and sets apart examples, auxiliary sheets and unread persons."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Collection, Iterable
from typing import NamedTuple

from transforms.intake.base.raw_table import sheet_place
from transforms.intake.base.reasons import ReadRefused, refuse
from transforms.intake.layouts.model import Layout
from transforms.intake.reading.header import NUMBER, find_header, map_header
from transforms.intake.reading.limits import Limits
from transforms.intake.reading.rows.examples import MOST_EXAMPLES, count_persons, is_example_sheet, is_form_sheet
from transforms.intake.reading.sheets.book import (
    Place,
    Sheet,
    Workbook,
    cell_text,
    first_rows,
    is_visible,
    row_texts,
    worksheets,
)
from transforms.text.folding import fold

# 4.41602E+17, 441602**********10: a document number that is damaged or masked
_DAMAGED_NUMBER = re.compile(r"[0-9]\.[0-9]+E\+1[4-7]|[0-9]{3,}\*{4,}[0-9Xx]*")
Numbers = Callable[[], Collection[str]]
"""Returns the document numbers in the rows that were read, as `plain_number` writes them."""


class Chosen(NamedTuple):
    """The sheets of a workbook to read. `places`: these sheets. `remarks`: warning codes about the file.

    `examples`: positions, from 0, of sheets with examples; `doubtful`: of those for which a person must decide.
    `partial`: sheets that have a header without all required columns.
    """

    places: list[Place]
    examples: set[int]
    remarks: list[str]
    doubtful: list[int]
    partial: list[Place]


class Unread(NamedTuple):
    """Positions, from 0, of sheets that were not read. `persons`: with persons that are on no other sheet.

    `auxiliary`: without, such as sums, a dictionary, telephone numbers.
    """

    persons: list[int]
    auxiliary: list[int]


class _Sorted(NamedTuple):
    """The sheets of a workbook, by what they have. `headless`: sheets without the header."""

    with_rows: list[Place]
    empty: list[Place]
    partial: list[Place]
    examples: list[Place]
    headless: list[Place]


def choose_sheets(book: Workbook, layout: Layout, list_mode: str, limits: Limits) -> Chosen:
    """Choose the visible sheets with the header and a row below it, among those that the layout names, if it names any.

    Sheets that are named as examples, and sheets without all columns that `list_mode` (full, change or feed) requires,
    are set apart; one of the latter is read if no other sheet is. Raises ReadRefused for a hidden sheet with data, for
    a sheet beyond the `limits`, and if no sheet can be read.
    """
    sheets = _sorted(book, layout, list_mode, limits)
    for place in sheets.with_rows:
        if not is_visible(book, place.position):
            raise refuse("sheet_hidden", sheet=sheet_place(place.position))
    if sheets.with_rows or sheets.empty:
        return _with_examples(sheets.with_rows or sheets.empty[:1], sheets.examples, layout, sheets.partial)
    if sheets.partial:
        return _with_examples([_likeliest(book, sheets.partial, layout)], sheets.examples, layout, [])
    if (chosen := _only_examples(book, sheets.examples, layout)) is not None:
        return chosen
    visible = [place for place in (*sheets.headless, *sheets.examples) if is_visible(book, place.position)]
    fallback = next((place for place in visible if place.sheet.height), visible[0] if visible else None)
    if layout.sheets and fallback is None:
        raise refuse("sheet_missing", f"应有工作表：{'、'.join(layout.sheets)}。")
    if fallback is None or fallback.sheet.height == 0:
        raise refuse("file_empty")
    return _with_examples([fallback], [place for place in sheets.examples if place is not fallback], layout, [])


def _sorted(book: Workbook, layout: Layout, list_mode: str, limits: Limits) -> _Sorted:
    wanted = {fold(name) for name in layout.sheets}
    sheets = _Sorted([], [], [], [], [])
    for place in worksheets(book):
        sheet = place.sheet
        if wanted and fold(sheet.name) not in wanted:
            continue
        height, width = sheet.total_height + 1, sheet.total_width + 1  # calamine gives the last positions, from 0
        if height * width > limits.workbook_cells or width > limits.columns:
            raise refuse("file_unsafe", sheet=sheet_place(place.position))
        if not wanted and is_example_sheet(sheet.name):
            sheets.examples.append(place)
            continue
        index = _header_row(sheet, layout)
        if index is None:
            sheets.headless.append(place)
        elif sheet.height <= index + 1:
            (sheets.empty if is_visible(book, place.position) else sheets.headless).append(place)
        elif _lacks_columns(sheet, layout, list_mode):
            sheets.partial.append(place)
        else:
            sheets.with_rows.append(place)
    return sheets


def _header_row(sheet: Sheet, layout: Layout) -> int | None:
    return find_header(first_rows(sheet, layout.header_within_rows), layout)


def header_rows(sheet: Sheet, layout: Layout) -> list[list[str]]:
    """Return the first rows of a sheet, as texts, among which `map_header` looks for the header."""
    return first_rows(sheet, layout.header_within_rows + layout.header_rows - 1)


def _lacks_columns(sheet: Sheet, layout: Layout, list_mode: str) -> bool:
    try:
        map_header(header_rows(sheet, layout), layout, list_mode)
    except ReadRefused as refusal:
        return "column_missing" in {reason.code for reason in refusal.reasons}
    return False


def _likeliest(book: Workbook, partial: list[Place], layout: Layout) -> Place:
    """Return the sheet of which the missing columns are reported: one with persons before others."""
    visible = [place for place in partial if is_visible(book, place.position)]
    if not visible:
        raise refuse("sheet_hidden", sheet=sheet_place(partial[0].position))
    return next((place for place in visible if _numbers(place.sheet)), visible[0])


def _with_examples(read: list[Place], example_sheets: list[Place], layout: Layout, partial: list[Place]) -> Chosen:
    """Choose the sheets to read, given sheets with examples; a sheet with more persons than examples needs a person."""
    persons = {
        place.position: count_persons(map(row_texts, place.sheet.iter_rows()), layout) for place in example_sheets
    }
    few = {position for position, count in persons.items() if count <= MOST_EXAMPLES}
    many = sorted(persons.keys() - few)
    remarks = ["example_sheet"] * any(persons[position] for position in few)
    return Chosen(read, set(persons), remarks, many, partial)


def _only_examples(book: Workbook, example_sheets: list[Place], layout: Layout) -> Chosen | None:
    """Choose among sheets that are all named as examples; None if none of them is visible and has rows.

    A form (模板) is read, because senders fill it in and leave its name. Examples are read and held.
    """
    with_rows = [
        place
        for place in example_sheets
        if is_visible(book, place.position)
        and (index := _header_row(place.sheet, layout)) is not None
        and place.sheet.height > index + 1
    ]
    forms = [place for place in with_rows if is_form_sheet(place.sheet.name)]
    if forms:
        chosen = _with_examples(forms, [place for place in example_sheets if place not in forms], layout, [])
        return chosen._replace(remarks=[*chosen.remarks, "form_sheet"])
    if with_rows:
        return Chosen(with_rows, set(), [], [place.position for place in with_rows], [])
    return None


def unread_sheets(book: Workbook, layout: Layout, list_mode: str, chosen: Chosen, numbers: Numbers) -> Unread:
    """Sort the sheets that are not read: those with persons who are on no sheet that is read, and auxiliary ones.

    `chosen`: what was chosen of the workbook `book`; `list_mode`: full, change or feed; `numbers`: returns the document
    numbers that were read. A list without its header is a sheet with such persons. Raises ReadRefused for a list that
    lacks a required column, or that is hidden. If the layout names its sheets, all others are left out on purpose.
    """
    unread = Unread([], [])
    if layout.sheets:
        return unread
    partial = {place.position for place in chosen.partial}
    known = {*(place.position for place in chosen.places), *chosen.examples, *partial}
    for place in chosen.partial:
        if _is_list(place.sheet, layout, list_mode, numbers):
            if not is_visible(book, place.position):
                raise refuse("sheet_hidden", sheet=sheet_place(place.position))
            first_row = (place.sheet.start or (0, 0))[0] + 1
            name = sheet_place(place.position)
            map_header(header_rows(place.sheet, layout), layout, list_mode, sheet=name, first_row=first_row)
        unread.auxiliary.append(place.position)
    for place in worksheets(book, known) if "document_number" in layout.columns else ():
        if stated := _numbers(place.sheet):
            (unread.persons if stated - set(numbers()) else unread.auxiliary).append(place.position)
    return unread


def _is_list(sheet: Sheet, layout: Layout, list_mode: str, numbers: Numbers) -> bool:
    """Return whether a sheet without all columns is a list with a damaged header, and not auxiliary.

    It is if it has a document number that was not read elsewhere, or if it has most of the required columns. In a
    layout with persons, a sheet that has no column for numbers and no number has no person; and a sheet whose numbers
    were all read elsewhere is lost without loss.
    """
    required = layout.required(list_mode)
    known = layout.header_map()
    index = _header_row(sheet, layout)
    cells = first_rows(sheet, layout.header_within_rows)[index] if index is not None else []
    present = {known.get(fold(cell)) for cell in cells} & set(required)
    has_most = 2 * len(present) > len(required)
    if "document_number" not in layout.columns:
        return has_most
    if stated := _numbers(sheet):
        return bool(stated - set(numbers()))
    return has_most and "document_number" in present


def _numbers(sheet: Sheet) -> set[str]:
    """Return the texts of a sheet that are document numbers, also damaged and masked ones."""
    texts: Iterable[str] = (cell_text(cell) for cell in itertools.chain.from_iterable(sheet.iter_rows()))
    plain = (plain_number(text) for text in texts)
    return {text for text in plain if NUMBER.fullmatch(text) or _DAMAGED_NUMBER.fullmatch(text)}


def plain_number(text: str) -> str:
    """Return a document number for comparison: capital X, without white space and the apostrophe of a text cell."""
    return text.strip().removeprefix("'").upper()
