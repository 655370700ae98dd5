"""Reads the cells of one sheet of an old workbook: a cell is a value, a blank, or a reason to refuse the file."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from transforms.intake.base.reasons import refuse
from transforms.intake.reading.header import column_letter
from transforms.intake.reading.xls import records
from transforms.intake.reading.xls.book import Book
from transforms.intake.reading.xls.octets import Octets, Positions
from transforms.intake.reading.xls.records import COLUMNS_OF_SHEET, Places, pieces
from transforms.intake.reading.xls.texts import long_text

_NOT_A_NUMBER = 0xFFFF
_FORMULA_HEAD_BYTES = 22
_TEXT, _TRUTH, _ERROR, _EMPTY = 0, 1, 2, 3
Values = npt.NDArray[np.object_]
Place = tuple[int, str]
"""A cell: row as the sender's program numbers it, and letter of the column."""


class Cells(NamedTuple):
    """Cells of a sheet as equally long arrays, in no order, blanks included. `values`: text, number or truth value.

    `at`: byte position of each cell's record in the stream. `rows`, `columns`: from 0. `styles`: number of the style.
    """

    at: Positions
    rows: Positions
    columns: Positions
    styles: Positions
    values: Values

    def chosen(self, where: npt.NDArray[np.bool_]) -> list[Place]:
        """Return (row number from 1, column letter) of each cell where the mask `where` is True."""
        rows, columns = (self.rows[where] + 1).tolist(), self.columns[where].tolist()
        return [(row, column_letter(column)) for row, column in zip(rows, columns, strict=True)]


class Results(NamedTuple):
    """Results of formulas. `cells`: all cells with a formula and their last results.

    Places of cells by their result: `errors`: an error value. `missing`: none. `empty`: an empty text. `zero`: the
    number 0.
    """

    cells: Cells
    errors: list[Place]
    missing: list[Place]
    empty: list[Place]
    zero: list[Place]


def read_cells(octets: Octets, places: Places, book: Book) -> tuple[Cells, list[Place], Results]:
    """Read every cell of a sheet; return all cells, the places of error values, and the results of formulas.

    Cells are equally long arrays of rows, columns, styles and values; a place is (row number from 1, column letter).
    The results state the cells with a formula, and which of them have an error, no result, an empty text or 0.
    `octets`: stream of the workbook. `places`: kind of record -> byte positions of the sheet's records in the stream.
    `book`: the workbook's shared texts and encoding. Dates are numbers here, and a cell with an error value is blank.
    Raises ReadRefused if a cell is there twice with different contents, and ValueError, IndexError or struct.error for
    a record that contradicts itself.
    """
    typed, errors = _truths_and_errors(octets, places)
    results = _results(octets, places, book)
    parts = [
        _texts(octets, places, book),
        _shared_texts(octets, places, book),
        _numbers(octets, places),
        _packed_numbers(octets, places),
        typed,
        results.cells,
        _single(octets, octets.exact(places, records.BLANK, 6), _filled("", len(places.get(records.BLANK, ())))),
        *_neighbours(octets, places, records.SHORT_NUMBERS, 6),
        *_neighbours(octets, places, records.BLANKS, 2),
    ]
    cells = Cells(*(np.concatenate(column) for column in zip(*parts, strict=True)))
    return _without_repeats(cells), errors + results.errors, results


def _without_repeats(cells: Cells) -> Cells:
    """Leave out the earlier record of a cell that is there twice: programs write a blank cell first, then fill it.

    Raises ReadRefused if the earlier record is neither a blank nor equal to the later one.
    """
    if len(cells.columns) and int(cells.columns.max()) >= COLUMNS_OF_SHEET:
        raise ValueError("a column that no old workbook has")
    keys = cells.rows * COLUMNS_OF_SHEET + cells.columns
    order = np.lexsort((cells.at, keys))
    again = np.flatnonzero(keys[order[1:]] == keys[order[:-1]])
    if not len(again):
        return cells
    earlier, later = order[again], order[again + 1]
    is_equal = (cells.values[earlier] == cells.values[later]) & (cells.styles[earlier] == cells.styles[later])
    differs = (cells.values[earlier] != "") & ~is_equal.astype(np.bool_)
    if differs.any():
        row, column = divmod(int(keys[earlier[differs]][0]), COLUMNS_OF_SHEET)
        raise refuse("cell_twice", row=row + 1, column=column_letter(column))
    kept = np.ones(len(keys), dtype=np.bool_)
    kept[earlier] = False
    at, rows, columns, styles, values = cells
    return Cells(at[kept], rows[kept], columns[kept], styles[kept], values[kept])


def _single(octets: Octets, at: Positions, values: Values) -> Cells:
    return Cells(at, octets.shorts(at), octets.shorts(at + 2), octets.shorts(at + 4), values)


def _objects(values: Sequence[Any]) -> Values:
    made = np.empty(len(values), dtype=object)
    made[:] = values
    return made


def _filled(value: Any, count: int) -> Values:
    return np.full(count, value, dtype=object)


def _texts(octets: Octets, places: Places, book: Book) -> Cells:
    plain, rich = octets.starts(places, records.LABEL, 8), octets.starts(places, records.RICH_LABEL, 8)
    texts = [
        long_text(pieces(octets.content, place - 4), 6, book.codec, is_whole)
        for starts, is_whole in ((plain, True), (rich, False))
        for place in starts.tolist()
    ]
    return _single(octets, np.concatenate([plain, rich]), _objects(texts))


def _shared_texts(octets: Octets, places: Places, book: Book) -> Cells:
    at = octets.exact(places, records.SHARED_LABEL, 10)
    return _single(octets, at, book.texts[octets.longs(at + 6)])


def _numbers(octets: Octets, places: Places) -> Cells:
    at = octets.exact(places, records.NUMBER, 14)
    return _single(octets, at, _objects(octets.doubles(at + 6).tolist()))


def _packed_numbers(octets: Octets, places: Places) -> Cells:
    at = octets.exact(places, records.SHORT_NUMBER, 10)
    return _single(octets, at, _objects(octets.packed_numbers(at + 6).tolist()))


def _truths_and_errors(octets: Octets, places: Places) -> tuple[Cells, list[Place]]:
    at = octets.starts(places, records.TRUTH_OR_ERROR, 8)
    sizes = octets.shorts(at - 2)  # 9 if OpenOffice wrote it: the value has two bytes
    if len(at) and int(sizes.max()) > 9:
        raise ValueError("a record that is too long")
    is_error = octets.bytes_at(at + sizes - 1) == 1
    values = _objects((octets.bytes_at(at + 6) != 0).tolist())
    values[is_error] = ""
    cells = _single(octets, at, values)
    return cells, cells.chosen(is_error)


def _neighbours(octets: Octets, places: Places, kind: int, step: int) -> Iterator[Cells]:
    """Yield the cells of records that hold neighbouring cells: a style each, followed by a number or nothing."""
    for at in octets.starts(places, kind, 6).tolist():
        size, row, first = struct.unpack_from("<HHH", octets.content, at - 2)
        count, rest = divmod(size - 6, step)
        last = struct.unpack_from("<H", octets.content, at + size - 2)[0]
        if rest or count != last - first + 1:
            raise ValueError("a record of several cells with another number of cells")
        start = at + 4 + np.arange(count) * step
        values = _objects(octets.packed_numbers(start + 2).tolist()) if step > 2 else _filled("", count)
        yield Cells(start, np.full(count, row), first + np.arange(count), octets.shorts(start), values)


def _results(octets: Octets, places: Places, book: Book) -> Results:
    """Read the last results of formulas, as the sender's program calculated them. No formula is calculated here."""
    at = np.sort(np.concatenate([octets.starts(places, kind, _FORMULA_HEAD_BYTES) for kind in records.FORMULAS]))
    sizes, code_sizes = octets.shorts(at - 2), octets.shorts(at + _FORMULA_HEAD_BYTES - 2)
    if (_FORMULA_HEAD_BYTES + code_sizes > sizes).any() or (code_sizes == 0).any():
        raise ValueError("a formula longer than its record, or a record of another kind under its number")
    values = _objects(octets.doubles(at + 6).tolist())
    is_number = octets.shorts(at + 12) != _NOT_A_NUMBER
    kinds = np.where(is_number, -1, octets.bytes_at(at + 6))
    values[kinds == _TRUTH] = [bool(truth) for truth in octets.bytes_at(at[kinds == _TRUTH] + 8).tolist()]
    values[(kinds == _ERROR) | (kinds == _EMPTY)] = ""
    texts = _text_results(octets, places, at, book)
    is_text = kinds == _TEXT
    values[is_text] = [texts.get(place) for place in at[is_text].tolist()]
    missing = (is_text & np.array([value is None for value in values], dtype=np.bool_)) | (kinds > _EMPTY)
    values[missing] = ""
    cells = _single(octets, at, values)
    is_empty = (kinds == _EMPTY) | (is_text & ~missing & (values == ""))
    is_zero = is_number & (values == 0)
    return Results(
        cells,
        *(cells.chosen(where.astype(np.bool_)) for where in (kinds == _ERROR, missing, is_empty, is_zero)),
    )


def _text_results(octets: Octets, places: Places, formulas: Positions, book: Book) -> dict[int, str]:
    """Return the text that follows a formula by the formula's position."""
    texts: dict[int, str] = {}
    for place in places.get(records.TEXT_RESULT, ()):
        before = int(np.searchsorted(formulas, place)) - 1
        if before >= 0:
            text = long_text(pieces(octets.content, place), 0, book.codec)
            texts.setdefault(int(formulas[before]), text)
    return texts
