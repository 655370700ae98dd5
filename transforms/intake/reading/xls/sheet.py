"""Reads one sheet of an old workbook: its cells as a table, and the facts besides its values."""

from __future__ import annotations

import datetime as dt
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from transforms.intake.base.reasons import refuse
from transforms.intake.reading.header import column_letter
from transforms.intake.reading.sheet_facts import SheetFacts
from transforms.intake.reading.xls import records
from transforms.intake.reading.xls.book import Book, ListedSheet
from transforms.intake.reading.xls.cells import Cells, Results, Values, read_cells
from transforms.intake.reading.xls.octets import Octets
from transforms.intake.reading.xls.records import Places, body, find_records, unknown_cells
from transforms.intake.reading.xls.struck_texts import add_struck_texts

_WORKSHEET, _MACRO_SHEET = 0x0010, 0x0040
_HIDDEN_ROW, _HIDDEN_COLUMN = 0x20, 0x01
_DAY_ZERO = dt.datetime(1899, 12, 30)  # noqa: DTZ001 - a workbook knows no time zone
_DAYS_BEFORE_1904 = 1462
_LEAP_DAY_OF_1900 = 60  # a day that never was: the days before it are counted from a day later
_AFTER_9999 = 2_958_466
_MILLISECONDS_OF_A_DAY = 86_400_000
_DATES = ("day", "month", "year", "time", "duration")
Area = tuple[tuple[int, int], tuple[int, int]]
"""Merged cells as ((top, left), (bottom, right)), from 0."""


@dataclass
class XlsSheet:
    """A sheet of an old workbook, with the attributes of calamine's sheets, so that both are read by the same code.

    `start`: row and column of the first filled cell, from 0, None if there is none. `values`: rows x columns from
    `start` on. `facts`: facts besides the values. `results`: of formulas. `is_uncalculated`: the sheet is to be
    calculated on opening.
    """

    name: str
    start: tuple[int, int] | None
    values: Values
    merged_cell_ranges: list[Area]
    facts: SheetFacts
    results: Results
    is_uncalculated: bool

    @property
    def height(self) -> int:
        """Number of rows from the first filled row to the last one; 0 if no row is filled."""
        return int(self.values.shape[0])

    @property
    def total_height(self) -> int:
        """Position of the last filled row, from 0 at the top of the sheet; 0 also if no row is filled."""
        return (self.start[0] + self.height - 1) if self.start else 0

    @property
    def total_width(self) -> int:
        """Position of the last filled column, from 0 at the left of the sheet; 0 also if no column is filled."""
        return (self.start[1] + int(self.values.shape[1]) - 1) if self.start else 0

    def iter_rows(self) -> Iterator[list[Any]]:
        """Yield the values of each row, from the first filled row to the last, and from the first filled column on.

        A value is a text, number, truth value, date, time or duration; a blank cell is an empty text.
        """
        for row in self.values:
            yield row.tolist()

    def to_python(self, nrows: int | None = None) -> list[list[Any]]:
        """Return the values of the rows from the first filled row on, a list for each, from the first filled column on.

        `nrows`: at most so many rows, None for all. A value is a text, number, truth value, date, time or duration; a
        blank cell is an empty text.
        """
        rows: list[list[Any]] = self.values[:nrows].tolist()
        return rows


def read_sheet(octets: Octets, listed: ListedSheet, book: Book) -> XlsSheet:
    """Read the cells of one sheet of an old workbook, with its merged areas, its look and the results of its formulas.

    An `XlsSheet` has name, `start` (first filled row and column, from 0), values, merged areas, `facts` besides the
    values (errors, colours, hidden rows), and the results of formulas. `octets`: stream of the workbook. `listed`: the
    sheet's entry in `book.sheets`, with the byte position of its records. `book`: the workbook's shared texts, styles
    and encoding. Raises ReadRefused for a macro sheet, an unknown cell record, or a cell that is there twice, and
    ValueError or struct.error for records that contradict themselves.
    """
    places = find_records(octets.content, listed.place)
    kind = struct.unpack_from("<H", octets.content, listed.place + 6)[0]
    if kind == _MACRO_SHEET:
        raise refuse("file_macro")
    if kind != _WORKSHEET:
        raise ValueError("a sheet that is listed as a table and is none")
    if unknown_cells(octets.content, places, len(book.shown)):
        raise refuse("cell_record_unknown")
    cells, errors, results = read_cells(octets, places, book)
    facts = SheetFacts(errors=errors, formulas=bool(len(results.cells.rows)))
    if len(cells.styles) and int(cells.styles.max()) < len(book.marked):
        for row, letter in cells.chosen(book.marked[cells.styles]):
            facts.marked_rows.setdefault(row, set()).add(letter)
    add_struck_texts(octets, places, book.struck, book.struck_fonts, book.codec, facts)
    _show_dates(cells, book, facts)
    for style, code in book.written.items():
        for row, letter in cells.chosen(cells.styles == style):
            facts.written.setdefault((letter, code), []).append(row)
    _add_looks(octets.content, places, facts)
    start, values = _table(cells)
    merged = _merged(octets.content, places)
    return XlsSheet(listed.name, start, values, merged, facts, results, bool(places.get(records.UNCALCULATED)))


def _table(cells: Cells) -> tuple[tuple[int, int] | None, Values]:
    filled = cells.values != ""
    rows, columns = cells.rows[filled], cells.columns[filled]
    if not len(rows):
        return None, np.full((0, 0), "", dtype=object)
    top, left = int(rows.min()), int(columns.min())
    values = np.full((int(rows.max()) - top + 1, int(columns.max()) - left + 1), "", dtype=object)
    values[rows - top, columns - left] = cells.values[filled]
    return (top, left), values


def _show_dates(cells: Cells, book: Book, facts: SheetFacts) -> None:
    """Turn numbers into dates by the number formats of their cells, in place."""
    if not len(cells.styles):
        return
    shown = np.array([*book.shown, *["number"] * (int(cells.styles.max()) + 1 - len(book.shown))])[cells.styles]
    is_number = np.fromiter((type(value) is float for value in cells.values), np.bool_, len(cells.values))
    for kind in _DATES:
        at = np.flatnonzero((shown == kind) & is_number)
        different, numbers = np.unique(cells.values[at].astype(np.float64), return_inverse=True)
        dates = [_date(value, kind, book.date1904) for value in different.tolist()]
        for place, number in zip(at.tolist(), numbers.tolist(), strict=True):
            cells.values[place] = dates[number]
        rows = {"month": facts.months, "year": facts.years}.get(kind)
        if rows is not None:
            for place in at.tolist():
                rows.setdefault(column_letter(int(cells.columns[place])), []).append(int(cells.rows[place]) + 1)


def _date(value: float, kind: str, date1904: bool) -> Any:
    """Return the date, moment, time of day or duration of a day number; the number itself if it is none."""
    days = value + _DAYS_BEFORE_1904 if date1904 else value
    if not 0 <= days < _AFTER_9999:
        return value
    if kind == "duration":
        return dt.timedelta(milliseconds=round(value * _MILLISECONDS_OF_A_DAY))
    counted = days if days >= _LEAP_DAY_OF_1900 else days + 1
    moment = _DAY_ZERO + dt.timedelta(milliseconds=round(counted * _MILLISECONDS_OF_A_DAY))
    if value < 1:
        return moment.time()
    return moment.date() if value == int(value) else moment


def _add_looks(content: bytes, places: Places, facts: SheetFacts) -> None:
    facts.hidden_rows = bool(places.get(records.FILTERED)) or any(
        content[at + 16] & _HIDDEN_ROW for at in places.get(records.ROW, ())
    )
    facts.hidden_columns = any(content[at + 12] & _HIDDEN_COLUMN for at in places.get(records.COLUMNS, ()))
    facts.conditional = any(places.get(kind) for kind in records.CONDITIONAL)


def _merged(content: bytes, places: Places) -> list[Area]:
    areas: list[Area] = []
    for at in places.get(records.MERGED, ()):
        record = body(content, at)
        for number in range(struct.unpack_from("<H", record)[0]):
            top, bottom, left, right = struct.unpack_from("<HHHH", record, 2 + number * 8)
            areas.append(((top, left), (bottom, right)))
    return areas
