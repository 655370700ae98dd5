"""Scans an old workbook (BIFF) for facts besides its values: error cells, hidden rows, colours, formulas.

Readers of old workbooks return an error cell as blank, so a date with an error would look like a missing date. Record
numbers: [MS-XLS] 2.3. Runs inside the worker.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from transforms.intake.base.reasons import refuse
from transforms.intake.reading.header import column_letter
from transforms.intake.reading.sheet_facts import SheetFacts
from transforms.intake.reading.xls.ole import read_stream

_BOF, _EOF, _BOUNDSHEET, _FONT, _XF = 0x0809, 0x000A, 0x0085, 0x0031, 0x00E0
_ROW, _COLINFO, _FILTERED, _CONDITIONAL = 0x0208, 0x007D, 0x009B, 0x01B0
_FORMULA, _ERROR = 0x0006, 0x0205
# records of a single cell; they begin with row, column and style
_CELLS = frozenset({0x0201, 0x0203, 0x0204, 0x0205, 0x00FD, 0x00D6, 0x027E, _FORMULA})
_MANY_NUMBERS, _MANY_BLANKS = 0x00BD, 0x00BE
_BIFF8 = 0x0600
_PLAIN_FONT_COLOURS = (0x7FFF, 8)  # automatic, and the black of every palette
_NO_FONT_FOUR = 4  # fonts are counted without a number 4


@dataclass
class _Book:
    """Global facts of a workbook. `sheets`: (place in the stream, is a table). `marked`: numbers of marked styles."""

    is_new: bool = True
    sheets: list[tuple[int, bool]] = field(default_factory=list)
    marked: set[int] = field(default_factory=set)


def scan_xls(data: bytes) -> dict[int, SheetFacts]:
    """Scan every sheet; return position in the workbook -> facts.

    Raises ReadRefused if the container contradicts itself.
    """
    try:
        content = read_stream(data, ("Workbook", "Book"))
        if content is None:
            raise refuse("file_type")
        book = _globals(content)
        return {
            position: _sheet(content, place, book) for position, (place, is_table) in enumerate(book.sheets) if is_table
        }
    except (ValueError, IndexError, StopIteration, struct.error):
        raise refuse("file_unreadable") from None


def _records(content: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """Yield the records of one part of the stream as (kind, body). Embedded parts (charts) are skipped."""
    depth = 0
    while at + 4 <= len(content):
        kind, size = struct.unpack_from("<HH", content, at)
        depth += (kind == _BOF) - (kind == _EOF)
        if depth <= 1:
            yield kind, content[at + 4 : at + 4 + size]
        if depth <= 0:
            return
        at += 4 + size


def _globals(content: bytes) -> _Book:
    book = _Book()
    fonts: list[bool] = []
    styles: list[tuple[int, bool]] = []
    for kind, body in _records(content, 0):
        if kind == _BOF:
            book.is_new = struct.unpack_from("<H", body)[0] == _BIFF8
        elif kind == _BOUNDSHEET:
            place, _, sheet_kind = struct.unpack_from("<IBB", body)
            book.sheets.append((place, sheet_kind == 0))
        elif kind == _FONT:
            _, flags, colour = struct.unpack_from("<HHH", body)
            fonts.append(bool(flags & 0x0008) or colour not in _PLAIN_FONT_COLOURS)
        elif kind == _XF:
            pattern = (struct.unpack_from("<I", body, 14)[0] >> 26) & 0x3F if book.is_new and len(body) >= 18 else 0
            styles.append((struct.unpack_from("<H", body)[0], pattern > 0))
    for at, (font, is_filled) in enumerate(styles):
        slot = font - (font > _NO_FONT_FOUR)
        if is_filled or (slot < len(fonts) and fonts[slot]):
            book.marked.add(at)
    return book


def _sheet(content: bytes, place: int, book: _Book) -> SheetFacts:
    facts = SheetFacts()
    for kind, body in _records(content, place):
        if kind in _CELLS:
            row, column, style = struct.unpack_from("<HHH", body)
            if style in book.marked:
                facts.marked_rows.setdefault(row + 1, set()).add(column_letter(column))
            if _is_error(kind, body):
                facts.errors.append((row + 1, column_letter(column)))
            facts.formulas |= kind == _FORMULA
        elif kind in (_MANY_NUMBERS, _MANY_BLANKS) and book.marked:
            _many(kind, body, book, facts)
        elif kind == _ROW:
            facts.hidden_rows |= bool(struct.unpack_from("<H", body, 12)[0] & 0x20)
        elif kind == _COLINFO:
            facts.hidden_columns |= bool(struct.unpack_from("<H", body, 8)[0] & 0x01)
        facts.hidden_rows |= kind == _FILTERED
        facts.conditional |= kind == _CONDITIONAL
    return facts


def _is_error(kind: int, body: bytes) -> bool:
    """Return whether a cell holds an error, or a formula with an error as its last result."""
    if kind == _ERROR:
        return body[7] == 1
    return kind == _FORMULA and body[6] == 2 and body[12:14] == b"\xff\xff"


def _many(kind: int, body: bytes, book: _Book, facts: SheetFacts) -> None:
    """Note marked cells of a record that holds neighbouring cells: a style each, followed by a number or nothing."""
    row, first = struct.unpack_from("<HH", body)
    step = 6 if kind == _MANY_NUMBERS else 2
    for number, at in enumerate(range(4, len(body) - 2, step)):
        if struct.unpack_from("<H", body, at)[0] in book.marked:
            facts.marked_rows.setdefault(row + 1, set()).add(column_letter(first + number))
