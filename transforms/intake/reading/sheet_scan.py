"""Scans a sheet's XML once, in pieces, by searching bytes: a false dimension never makes us allocate a grid."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from transforms.intake.base.reasons import refuse
from transforms.intake.reading.limits import Limits

_TAIL_BYTES = 2048
_PREFIX = re.compile(rb"<(\w+:)worksheet\b")
_DIMENSION = re.compile(rb"""<dimension\s+ref\s*=\s*["'](?:[A-Z]+[0-9]+:)?([A-Z]+)([0-9]+)["']""")
_ERROR_CELL = re.compile(rb"""<c\s[^>]*?\bt\s*=\s*["']e["'][^>]*>""")
_CELL_PLACE = re.compile(rb"""\br\s*=\s*["']([A-Z]+)([0-9]+)["']""")
_HIDDEN_ROW = re.compile(rb"""<row\s[^>]*?hidden="(?:1|true)\"""")
_HIDDEN_COLUMN = re.compile(rb"""<col\s[^>]*?hidden="(?:1|true)\"""")
_NO_VALUE = re.compile(
    rb"""<c\s[^>]*?r="([A-Z]+)([0-9]+)"[^>]*><f(?:[^>]*/>|[^>]*>[^<]*</f>)(?:<v\s*/>|<v></v>)?</c>"""
)
_UNSAFE_FORMULA = re.compile(
    rb"<f[^>]*>[^<]*(WEBSERVICE|HYPERLINK|FILTERXML|IMPORTXML|IMPORTDATA|IMPORTHTML|IMAGE\(|RTD\(|\bDDE|cmd\s*\||CALL\(|"
    rb"REGISTER\.ID|EXEC\()",
    re.IGNORECASE,
)
# A table that reaches far down has rows on the way: one in twenty.
_FAR_ROW = 10_000
_ROWS_ON_THE_WAY = 20
_REFERENCE = b' r="'
_LONGEST_REFERENCE = 14
_MOST_LETTERS, _MOST_DIGITS = 3, 8
_SPACED = re.compile(rb"""\s*=\s*(["'])""")


@dataclass
class SheetFacts:
    """Facts about a sheet besides its values. Rows have the sender's numbers, columns their letters.

    `errors`: cells with an error value. `without_value`: cells with a formula that was never calculated. `stand_ins`:
    cells with a formula in a workbook that is to be calculated when it is opened, and an empty result or 0 until then.
    `marked_rows`: row -> columns with a colour, fill or struck-out font. `months`, `years`: column -> rows of cells
    whose format shows of a date only the month or only the year.
    """

    errors: list[tuple[int, str]] = field(default_factory=list)
    without_value: list[tuple[int, str]] = field(default_factory=list)
    stand_ins: list[tuple[int, str]] = field(default_factory=list)
    marked_rows: dict[int, set[str]] = field(default_factory=dict)
    months: dict[str, list[int]] = field(default_factory=dict)
    years: dict[str, list[int]] = field(default_factory=dict)
    formulas: bool = False
    hidden_rows: bool = False
    hidden_columns: bool = False
    conditional: bool = False


def scan_sheet(chunks: Iterable[bytes], name: str, marked: frozenset[int], limits: Limits) -> SheetFacts:
    """Scan a sheet's XML, given in pieces. `name`: the sheet for messages. `marked`: numbers of marked cell styles.

    Raises ReadRefused for far cells, formulas without values and formulas that access other systems.
    """
    facts = SheetFacts()
    looks = _Looks(name, marked, limits)
    tail = b""
    for piece in chunks:
        whole = tail + piece
        looks.at(whole, len(tail), facts)
        tail = whole[-_TAIL_BYTES:]  # of all that came before: an element may reach over several short pieces
    looks.finish()
    return facts


class _Looks:
    """The searches over one sheet, with their state from piece to piece."""

    def __init__(self, name: str, marked: frozenset[int], limits: Limits) -> None:
        self.name, self.limits = name, limits
        self.rows = self.width = self.height = 0
        self.prefix: bytes | None = None
        ids = b"|".join(str(style).encode() for style in sorted(marked))
        self.marked = re.compile(rb'<c r="([A-Z]+)([0-9]+)" s="(?:%b)"' % ids) if marked else None
        self.mark = re.compile(rb' s="(?:%b)"' % ids)  # a quick test for sheets without marked cells

    def at(self, piece: bytes, overlap: int, facts: SheetFacts) -> None:
        if self.prefix is None:
            prefix = _PREFIX.search(piece[:4096])
            self.prefix = prefix[1] if prefix else b""
        if self.prefix:  # some programs write <x:row>
            piece = piece.replace(b"<" + self.prefix, b"<").replace(b"</" + self.prefix, b"</")
        self._reach(piece, overlap)
        if b"<f" in piece and (b"<f>" in piece or b"<f " in piece or b"<f/" in piece):
            facts.formulas = True
            self._formulas(piece)
        if b'"e"' in piece or b"'e'" in piece:
            self._errors(piece, facts)
        if b"hidden=" in piece:
            facts.hidden_rows |= bool(_HIDDEN_ROW.search(piece))
            facts.hidden_columns |= bool(_HIDDEN_COLUMN.search(piece))
        facts.hidden_rows |= b"<filterColumn" in piece
        facts.conditional |= b"<conditionalFormatting" in piece
        if self.marked is not None and self.mark.search(piece):
            for column, row in self.marked.findall(piece):
                facts.marked_rows.setdefault(int(row), set()).add(column.decode())

    def _errors(self, piece: bytes, facts: SheetFacts) -> None:
        """Note error cells. Readers return them as blank, so an error cell without its place is refused."""
        for cell in _ERROR_CELL.findall(piece):
            place = _CELL_PLACE.search(cell)
            if place is None:
                raise refuse("cell_error_unplaced", sheet=self.name)
            facts.errors.append((int(place[2]), place[1].decode()))

    def _reach(self, piece: bytes, overlap: int) -> None:
        limits = self.limits
        if b"<!DOCTYPE" in piece or b"<!ENTITY" in piece:
            raise refuse("file_unsafe")
        self.rows += piece.count(b"<row", overlap) + piece.count(b"<row", max(0, overlap - 3), overlap + 3)
        declared = _DIMENSION.search(piece) if b"<dimension" in piece else None
        if declared:
            self._check(_position(declared[1]), int(declared[2]))
        piece = piece[
            max(0, piece.find(b"<")) : piece.rfind(b">") + 1
        ]  # whole elements; the tail keeps the rest for the next piece
        column, row, references = _corner(piece)
        if references < piece.count(b"<c ") + piece.count(
            b"<row "
        ):  # some references have another spelling, or are missing
            column, row, _ = _corner(_SPACED.sub(rb"=\1", piece).replace(b"='", b'="'))
        if row > limits.workbook_rows:
            raise refuse("far_cell", sheet=self.name)
        self.width, self.height = max(self.width, column), max(self.height, row)
        self._check(self.width, self.height)

    def _check(self, width: int, height: int) -> None:
        limits = self.limits
        if width > limits.columns or height > limits.workbook_rows or width * height > limits.workbook_cells:
            raise refuse("far_cell", sheet=self.name, row=min(height, limits.workbook_rows))

    def _formulas(self, piece: bytes) -> None:
        if _UNSAFE_FORMULA.search(piece):
            raise refuse("formula_unsafe", sheet=self.name)
        formula = _NO_VALUE.search(piece)
        if formula:
            raise refuse("formula_without_value", sheet=self.name, row=int(formula[2]), column=formula[1].decode())

    def finish(self) -> None:
        """Raise ReadRefused if cells are far below a table that has few rows."""
        if self.height >= _FAR_ROW and self.rows < self.height // _ROWS_ON_THE_WAY:
            raise refuse("far_cell", sheet=self.name, row=self.height)


def _corner(piece: bytes) -> tuple[int, int, int]:
    """Return the last column (from 1) and row of all cells in the piece, and the number of references in it.

    Computed on arrays, without a Python object per cell.
    """
    octets = np.frombuffer(piece + b'"' * _LONGEST_REFERENCE, dtype=np.uint8)
    end = len(octets) - _LONGEST_REFERENCE
    starts = octets[:end] <= _REFERENCE[0]  # a blank of any kind begins an attribute
    for place, octet in enumerate(_REFERENCE[1:], start=1):
        starts &= octets[place : end + place] == octet
    at = np.flatnonzero(starts) + len(_REFERENCE)
    references = len(at)
    column = np.zeros(references, dtype=np.int64)
    for _ in range(_MOST_LETTERS + 1):
        letter = (octets[at] | 0x20).astype(np.int64) - (ord("a") - 1)
        here = (letter >= 1) & (letter <= 26)
        column = np.where(here, column * 26 + letter, column)
        at = at + here
    at, column = at[column > 0], column[column > 0]  # a row's own number has no letters
    row = np.zeros(len(at), dtype=np.int64)
    for _ in range(_MOST_DIGITS):
        digit = octets[at].astype(np.int64) - ord("0")
        here = (digit >= 0) & (digit <= 9)
        row = np.where(here, row * 10 + digit, row)
        at = at + here
    return (int(column.max()), int(row.max()), references) if len(at) else (0, 0, references)


def _position(letters: bytes) -> int:
    value = 0
    for letter in letters:
        value = value * 26 + letter - 64
    return value
