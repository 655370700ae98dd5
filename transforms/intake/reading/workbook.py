"""Reads an xlsx or xls into a raw table. Runs inside the worker."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator, Mapping
from functools import cache, partial
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from transforms.intake.base.raw_table import ROW_NO, RawTable, sheet_place, split_person_column
from transforms.intake.base.reasons import refuse
from transforms.intake.layouts.model import Layout
from transforms.intake.reading.date_cells import show_dates, show_numbers
from transforms.intake.reading.drop_non_data_rows import LABEL_PREFIX, drop_non_data_rows
from transforms.intake.reading.forms.place_chain import place_texts
from transforms.intake.reading.forms.titles import keep_titles
from transforms.intake.reading.header import Header, column_letter, map_header
from transforms.intake.reading.join_sheets import join_sheets
from transforms.intake.reading.limits import Limits
from transforms.intake.reading.rows.named_elsewhere import person_cells, rows_of_persons, unread_columns
from transforms.intake.reading.rows.without_person import facts_of_persons, is_naming, named_otherwise
from transforms.intake.reading.sheet_facts import Inside, SheetFacts
from transforms.intake.reading.sheet_notes import add_sheet_facts, check_formulas
from transforms.intake.reading.sheets.book import (
    BROKEN,
    MARKS_OF_ESCAPES,
    Place,
    Sheet,
    cell_text,
    first_rows,
    is_visible,
    open_book,
    worksheets,
)
from transforms.intake.reading.sheets.choose import choose_sheets, header_rows, plain_number, unread_sheets
from transforms.intake.reading.sheets.contradicting import without_contradicting
from transforms.text.arrow_columns import Mask, mask, may_hold

_LABEL_COLUMNS = 3
_BATCH_ROWS = 20_000
_HEAD_ROWS = 50
_EXACT = float(1 << 53)  # whole numbers below are exact


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
        chosen = choose_sheets(book, layout, list_mode, limits)
        tables = [_read_sheet(place, form, layout, list_mode, inside) for place in chosen.places]
        unread = unread_sheets(book, layout, list_mode, chosen, cache(lambda: _numbers(tables)))
    except BROKEN:
        raise refuse("file_unreadable") from None
    names = [sheet.name for sheet in book.sheets_metadata]
    tables, left_out = without_contradicting(tables, chosen.places, names, layout, list_mode)
    raw = join_sheets(tables, [place.position for place in chosen.places if place.position not in left_out])
    raw.date1904 = inside.date1904  # joined sheets lose it
    raw.remarks += inside.remarks + chosen.remarks
    raw.notes += [(raw.header_row, "sheet_auxiliary", sheet_place(position)) for position in unread.auxiliary]
    raw.hold_reasons += [("sheet_unread", None, sheet_place(position)) for position in unread.persons]
    raw.hold_reasons += [("example_persons", None, sheet_place(position)) for position in chosen.doubtful]
    raw.modified_on = inside.modified_on.isoformat() if inside.modified_on else None
    return raw


def _numbers(tables: list[RawTable]) -> set[str]:
    """Return the document numbers in the rows that were read."""
    columns = [
        table.table[name]
        for table in tables
        for name in table.table.column_names
        if split_person_column(name)[0] == "document_number"
    ]
    return {plain_number(text) for column in columns for text in pc.unique(column).to_pylist()}


def heads(data: bytes, inside: Inside | None = None) -> list[list[list[str]]]:
    """Return the first 50 rows of every visible sheet: sheet -> rows -> cells (texts), as nested lists.

    They serve to find the layout that the file belongs to. `data`: the file. `inside`: facts from the first scan of the
    file; for an xls they contain the opened workbook; None: `data` is an xlsx. Raises ReadRefused if the workbook has a
    password or is damaged.
    """
    book = open_book(data, inside)
    return [first_rows(place.sheet, _HEAD_ROWS) for place in worksheets(book) if is_visible(book, place.position)]


def _read_sheet(place: Place, form: str, layout: Layout, list_mode: str, inside: Inside) -> RawTable:
    sheet, name = place.sheet, sheet_place(place.position)
    facts = inside.sheets.get(place.position, SheetFacts())
    _check_reach(sheet, facts, name)
    first_row = (sheet.start or (0, 0))[0] + 1
    header = map_header(header_rows(sheet, layout), layout, list_mode, sheet=name, first_row=first_row)
    elsewhere = _Elsewhere(header, layout)
    table, dates = _table(sheet, header, form, name, first_row, elsewhere)
    table.date1904 = inside.date1904
    merged = sheet.merged_cell_ranges or []
    named_cells = partial(named_otherwise, table, layout, facts, merged)
    table = show_numbers(show_dates(table, facts, dates), facts)
    named_elsewhere = [table.header_row + 1 + row for row in rows_of_persons(elsewhere.found)]
    raw = drop_non_data_rows(table, layout, header, None, named_cells, named_elsewhere)
    raw.place_texts += place_texts(layout, header.titles, sheet.name)
    facts = facts_of_persons(facts, table, raw, layout)
    check_formulas(raw, facts)
    return keep_titles(add_sheet_facts(raw, layout, facts, merged), layout, header, sheet.name)


def _check_reach(sheet: Sheet, facts: SheetFacts, name: str) -> None:
    """Raise ReadRefused if cells were read where the scan of the sheet found none."""
    if facts.reach and sheet.height and (sheet.total_height >= facts.reach[0] or sheet.total_width >= facts.reach[1]):
        raise refuse("file_unsafe", sheet=name)


class _Elsewhere:
    """Collects from each batch the rows without a person in the columns that are read, with their unread cells.

    `found`: place of the row below the header, from 0 -> unread cells that name a person.
    """

    def __init__(self, header: Header, layout: Layout) -> None:
        self.found: dict[int, dict[int, str]] = {}
        self._layout, self._unread = layout, unread_columns(header)

    def add(self, first: int, batch: list[list[Any]], columns: Mapping[str, pa.Array]) -> None:
        """Add the rows of a batch. `first`: place of its first row. `columns`: texts of the columns that are read."""
        naming = [texts for name, texts in columns.items() if is_naming(name, self._layout)]
        if not naming or not self._unread.positions:
            return
        nobody = np.ones(len(batch), dtype=bool)
        for texts in naming:
            nobody &= mask(pc.equal(pc.utf8_trim_whitespace(texts), ""))
            if not nobody.any():
                return
        for row in np.flatnonzero(nobody).tolist():
            if any(cell not in (None, "") for cell in batch[row]):
                self.found[first + row] = person_cells([cell_text(cell) for cell in batch[row]], self._unread)


def _table(
    sheet: Sheet, header: Header, form: str, name: str, first_row: int, elsewhere: _Elsewhere
) -> tuple[RawTable, dict[str, Mask]]:
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
        first = sum(map(len, texts[0])) - len(batch)
        elsewhere.add(first, batch, {key: parts[-1] for key, parts in zip(keys, texts, strict=True)})
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
        if not any(may_hold(column, mark) for mark in MARKS_OF_ESCAPES):
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
