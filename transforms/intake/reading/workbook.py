"""Reads an xlsx or xls into a raw table. Runs inside the worker."""

from __future__ import annotations

import datetime as dt
import io
import itertools
import re
from collections.abc import Collection, Iterator, Sequence
from functools import partial
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from transforms.intake.base.cell_texts import number_text
from transforms.intake.base.raw_table import ROW_NO, RawTable, sheet_place
from transforms.intake.base.reasons import refuse
from transforms.intake.layouts.model import Layout
from transforms.intake.reading.date_cells import show_dates, show_numbers
from transforms.intake.reading.drop_non_data_rows import LABEL_PREFIX, drop_non_data_rows
from transforms.intake.reading.header import NUMBER, Header, column_letter, find_header, map_header
from transforms.intake.reading.join_sheets import join_sheets
from transforms.intake.reading.limits import Limits
from transforms.intake.reading.rows.examples import MOST_EXAMPLES, count_persons, is_example_sheet, is_form_sheet
from transforms.intake.reading.rows.without_person import facts_of_persons, named_otherwise
from transforms.intake.reading.sheet_facts import Inside, SheetFacts
from transforms.intake.reading.sheet_notes import add_sheet_facts, check_formulas
from transforms.intake.reading.xls.sheet import XlsSheet
from transforms.intake.reading.xls.workbook import XlsWorkbook
from transforms.text.arrow_columns import Mask, may_hold
from transforms.text.folding import fold

_LABEL_COLUMNS = 3
_BATCH_ROWS = 20_000
_HEAD_ROWS = 50
_EXACT = float(1 << 53)  # whole numbers below are exact
_ESCAPED = re.compile(r"_x000[9ADad]_|\r\n?")
_MARKS_OF_ESCAPES = ("_x000", "\r")
BROKEN = (CalamineError, OSError, ValueError, OverflowError)


Workbook = CalamineWorkbook | XlsWorkbook
Sheet = CalamineSheet | XlsSheet


class Place(NamedTuple):
    """A sheet and its position in the workbook, from 0."""

    sheet: Sheet
    position: int


class Chosen(NamedTuple):
    """The sheets of a workbook to read. `places`: these sheets. `examples`: positions of sheets with examples, from 0.

    `remarks`: warning codes about the file; `doubtful`: positions of sheets for which a person must decide.
    """

    places: list[Place]
    examples: set[int]
    remarks: list[str]
    doubtful: list[int]


def open_book(data: bytes, inside: Inside | None = None) -> Workbook:
    """Open a workbook to read its values: calamine's object for an xlsx, our own for an xls.

    `inside`: facts from the first scan of the file; for an xls they contain the opened workbook, which is returned.
    None: `data` is an xlsx. Raises ReadRefused if the workbook has a password or is damaged.
    """
    if inside and inside.book:
        return inside.book
    try:
        return CalamineWorkbook.from_filelike(io.BytesIO(data))
    except PasswordError:
        raise refuse("file_encrypted") from None
    except BROKEN:
        raise refuse("file_unreadable") from None


def read_workbook(data: bytes, form: str, layout: Layout, list_mode: str, limits: Limits, inside: Inside) -> RawTable:
    """Read into one raw table the visible sheets that have the layout's header, or those of them that the layout names.

    A `RawTable` has the cells as texts (`table`), the total rows, and the faults, warnings and reasons to hold that
    reading found. `data`: the file. `form`: 'xlsx' or 'xls'. `list_mode`: full, change or feed; decides the required
    columns. `inside`: facts from the first scan of the file (warnings, cells with errors or formulas, hidden rows,
    colours). If the layout names no sheets, a sheet with a name such as 示例 (example) is read only if no other sheet
    has the header. Raises ReadRefused with the sender's reasons, also if a hidden sheet has data or `limits` are
    exceeded.
    """
    book = open_book(data, inside)
    try:
        chosen = _choose(book, layout, limits)
        positions = [place.position for place in chosen.places]
        unread = _unread_persons(book, layout, {*positions, *chosen.examples})
        tables = [_read_sheet(place, form, layout, list_mode, inside) for place in chosen.places]
    except BROKEN:
        raise refuse("file_unreadable") from None
    raw = join_sheets(tables, positions)
    raw.date1904 = inside.date1904  # joined sheets lose it
    raw.remarks += inside.remarks + chosen.remarks
    raw.hold_reasons += [("sheet_unread", None, sheet_place(position)) for position in unread]
    raw.hold_reasons += [("example_persons", None, sheet_place(position)) for position in chosen.doubtful]
    raw.modified_on = inside.modified_on.isoformat() if inside.modified_on else None
    return raw


def heads(data: bytes, inside: Inside | None = None) -> list[list[list[str]]]:
    """Return the first 50 rows of every visible sheet: sheet -> rows -> cells (texts), as nested lists.

    They serve to find the layout that the file belongs to. `data`: the file. `inside`: facts from the first scan of the
    file; for an xls they contain the opened workbook; None: `data` is an xlsx. Raises ReadRefused if the workbook has a
    password or is damaged.
    """
    book = open_book(data, inside)
    return [_head(place.sheet, _HEAD_ROWS) for place in _worksheets(book) if _visible(book, place.position)]


def _worksheets(book: Workbook, but: Collection[int] = ()) -> Iterator[Place]:
    """Yield every sheet with cells, except those at the positions `but`.

    Opening a sheet of half a million rows takes a second.
    """
    for position, facts in enumerate(book.sheets_metadata):
        if facts.typ == SheetTypeEnum.WorkSheet and position not in but:
            yield Place(book.get_sheet_by_index(position), position)


def _visible(book: Workbook, position: int) -> bool:
    return bool(book.sheets_metadata[position].visible == SheetVisibleEnum.Visible)


def _choose(book: Workbook, layout: Layout, limits: Limits) -> Chosen:
    """Choose the visible sheets with the header and a row below it, among those that the layout names, if it names any.

    Sheets that are named as examples are separated. Raises ReadRefused for a hidden sheet with data.
    """
    wanted = {fold(name) for name in layout.sheets}
    with_rows: list[Place] = []
    empty: list[Place] = []
    example_sheets: list[Place] = []
    fallback: Place | None = None
    for place in _worksheets(book):
        sheet = place.sheet
        if wanted and fold(sheet.name) not in wanted:
            continue
        height, width = sheet.total_height + 1, sheet.total_width + 1  # calamine gives the last positions, from 0
        if height * width > limits.workbook_cells or width > limits.columns:
            raise refuse("file_unsafe", sheet=sheet_place(place.position))
        if not wanted and is_example_sheet(sheet.name):
            example_sheets.append(place)
            continue
        visible = _visible(book, place.position)
        if visible and (fallback is None or fallback.sheet.height == 0):
            fallback = place
        index = find_header(_head(sheet, layout.header_within_rows), layout)
        if index is None:
            continue
        if sheet.height <= index + 1:
            empty += [place] if visible else []
        elif visible:
            with_rows.append(place)
        else:
            raise refuse("sheet_hidden", sheet=sheet_place(place.position))
    if with_rows or empty:
        return _with_examples(with_rows or empty[:1], example_sheets, layout)
    if (chosen := _only_examples(book, example_sheets, layout)) is not None:
        return chosen
    fallback = fallback or next((place for place in example_sheets if _visible(book, place.position)), None)
    if wanted and fallback is None:
        raise refuse("sheet_missing", f"应有工作表：{'、'.join(layout.sheets)}。")
    if fallback is None or fallback.sheet.height == 0:
        raise refuse("file_empty")
    return _with_examples([fallback], [place for place in example_sheets if place is not fallback], layout)


def _with_examples(read: list[Place], example_sheets: list[Place], layout: Layout) -> Chosen:
    """Choose the sheets to read, given sheets with examples; a sheet with more persons than examples needs a person."""
    persons = {place.position: count_persons(map(_texts, place.sheet.iter_rows()), layout) for place in example_sheets}
    few = {position for position, count in persons.items() if count <= MOST_EXAMPLES}
    many = sorted(persons.keys() - few)
    remarks = ["example_sheet"] * any(persons[position] for position in few)
    return Chosen(read, set(persons), remarks, many)


def _only_examples(book: Workbook, example_sheets: list[Place], layout: Layout) -> Chosen | None:
    """Choose among sheets that are all named as examples; None if none of them is visible and has rows.

    A form (模板) is read, because senders fill it in and leave its name. Examples are read and held.
    """
    with_rows = [
        place
        for place in example_sheets
        if _visible(book, place.position)
        and (index := find_header(_head(place.sheet, layout.header_within_rows), layout)) is not None
        and place.sheet.height > index + 1
    ]
    forms = [place for place in with_rows if is_form_sheet(place.sheet.name)]
    if forms:
        chosen = _with_examples(forms, [place for place in example_sheets if place not in forms], layout)
        return chosen._replace(remarks=[*chosen.remarks, "form_sheet"])
    if with_rows:
        return Chosen(with_rows, set(), [], [place.position for place in with_rows])
    return None


def _unread_persons(book: Workbook, layout: Layout, chosen: set[int]) -> list[int]:
    """Return the positions of sheets that are not read and contain a document number.

    Such a sheet continues a list without its header, or with another one. If the layout names its sheets, all other
    sheets are left out on purpose.
    """
    if layout.sheets or "document_number" not in layout.columns:
        return []
    return [
        place.position
        for place in _worksheets(book, chosen)
        if any(NUMBER.fullmatch(cell_text(cell).strip()) for cell in _cells(place.sheet))
    ]


def _texts(row: Sequence[Any]) -> list[str]:
    return [cell_text(cell) for cell in row]


def _cells(sheet: Sheet) -> Iterator[Any]:
    return itertools.chain.from_iterable(sheet.iter_rows())


def _head(sheet: Sheet, count: int) -> list[list[str]]:
    if sheet.height == 0:
        return []
    return [[cell_text(cell) for cell in row] for row in sheet.to_python(nrows=count)]


def _read_sheet(place: Place, form: str, layout: Layout, list_mode: str, inside: Inside) -> RawTable:
    sheet, name = place.sheet, sheet_place(place.position)
    facts = inside.sheets.get(place.position, SheetFacts())
    _check_reach(sheet, facts, name)
    first_row = (sheet.start or (0, 0))[0] + 1
    head = _head(sheet, layout.header_within_rows + layout.header_rows - 1)
    header = map_header(head, layout, list_mode, sheet=name, first_row=first_row)
    table, dates = _table(sheet, header, form, name, first_row)
    table.date1904 = inside.date1904
    merged = sheet.merged_cell_ranges or []
    named_cells = partial(named_otherwise, table, layout, facts, merged)
    table = show_numbers(show_dates(table, facts, dates), facts)
    raw = drop_non_data_rows(table, layout, header, named_otherwise=named_cells)
    facts = facts_of_persons(facts, table, raw, layout)
    check_formulas(raw, facts)
    return add_sheet_facts(raw, layout, facts, merged)


def _check_reach(sheet: Sheet, facts: SheetFacts, name: str) -> None:
    """Raise ReadRefused if cells were read where the scan of the sheet found none."""
    if facts.reach and sheet.height and (sheet.total_height >= facts.reach[0] or sheet.total_width >= facts.reach[1]):
        raise refuse("file_unsafe", sheet=name)


def _table(sheet: Sheet, header: Header, form: str, name: str, first_row: int) -> tuple[RawTable, dict[str, Mask]]:
    """Return the rows below the header as texts, and column -> mask of the cells that hold a date."""
    names = {position: canonical for canonical, position in header.columns.items()}
    labels = {*range(min(_LABEL_COLUMNS, header.width)), *header.label_positions}
    wanted = sorted({*names, *labels})
    keys = [names.get(position, f"{LABEL_PREFIX}{position}") for position in wanted]
    texts: list[list[pa.Array]] = [[] for _ in wanted]
    flags: list[list[Mask]] = [[] for _ in wanted]
    dates: list[list[Mask]] = [[] for _ in wanted]
    for batch in _batches(sheet, header.index + 1):
        columns = list(zip(*batch, strict=True))
        for slot, position in enumerate(wanted):
            values, numeric, dated = _column(columns[position])
            texts[slot].append(values)
            flags[slot].append(numeric)
            dates[slot].append(dated)
    header_row = first_row + header.index
    offset = (sheet.start or (0, 0))[1]
    chunked = {key: pa.chunked_array(parts, pa.string()) for key, parts in zip(keys, texts, strict=True)}
    size = len(next(iter(chunked.values())))
    numbers = pa.array(np.arange(size, dtype=np.int32) + np.int32(header_row + 1))
    numeric_cells, date_cells = _masks(keys, flags), _masks(keys, dates)
    raw = RawTable(
        table=pa.table({ROW_NO: numbers, **chunked}),
        form=form,
        header_row=header_row,
        letters={canonical: column_letter(position + offset) for canonical, position in header.columns.items()},
        sheet=name,
        numeric=numeric_cells,
        extra=[column_letter(position + offset) for position in header.extra],
        fen_per_unit=header.fen_per_unit,
    )
    return raw, {key: mask for key, mask in date_cells.items() if key in raw.letters}


def _masks(keys: list[str], parts: list[list[Mask]]) -> dict[str, Mask]:
    """Join the masks of all batches; columns without a hit are left out."""
    masks = {key: np.concatenate(pieces) for key, pieces in zip(keys, parts, strict=True) if pieces}
    return {key: mask for key, mask in masks.items() if mask.any()}


def _batches(sheet: Sheet, skip: int) -> Iterator[list[list[Any]]]:
    """Yield the rows below the header in batches: all rows as Python objects would take three times the memory."""
    rows = iter(sheet.iter_rows() if (sheet.start or (0, 0)) == (0, 0) else sheet.to_python())
    for _ in range(skip):
        next(rows, None)
    while batch := list(itertools.islice(rows, _BATCH_ROWS)):
        yield batch


def _column(values: tuple[Any, ...]) -> tuple[pa.Array, Mask, Mask]:
    """Return a column's texts, and which cells held numbers and dates. A column of one type is converted as a whole."""
    kinds = set(map(type, values))
    none = np.zeros(len(values), dtype=bool)
    if kinds == {str}:
        column = pa.array(values, pa.string())
        if not any(may_hold(column, mark) for mark in _MARKS_OF_ESCAPES):
            return column, none, none
    elif kinds == {dt.date}:
        return pa.array(values, pa.date32()).cast(pa.string()), none, ~none
    elif kinds == {float}:
        numbers = np.array(values)
        if np.all(np.abs(numbers) < _EXACT) and np.all(numbers == np.floor(numbers)):
            return pa.array(numbers.astype(np.int64)).cast(pa.string()), ~none, none
    texts = pa.array([cell_text(cell) for cell in values], pa.string())
    return texts, _of_types(values, kinds, (int, float)), _of_types(values, kinds, (dt.date, dt.datetime))


def _of_types(values: tuple[Any, ...], kinds: set[type], wanted: tuple[type, ...]) -> Mask:
    if not kinds & set(wanted):
        return np.zeros(len(values), dtype=bool)
    return np.fromiter((type(cell) in wanted for cell in values), bool, len(values))


def cell_text(value: Any) -> str:
    """Format the value of a cell as text: ISO dates, TRUE or FALSE, '' for None, numbers as `number_text` does.

    `value`: a value as the workbook reader returns it. A date at midnight has no time. Escaped line ends become line
    ends.
    """
    if isinstance(value, str):
        return _ESCAPED.sub("\n", value) if any(mark in value for mark in _MARKS_OF_ESCAPES) else value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return number_text(value)
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(" ")
    if isinstance(value, dt.date):
        return value.isoformat()
    return "" if value is None else str(value)
