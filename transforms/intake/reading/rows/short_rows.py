"""Completes rows of a csv that lost only the delimiters of blank columns at their end. Runs inside the worker.

A row is complete if its cells can be assigned to the columns in one way only. Its cells are compared with those of the
rows that have all columns.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

_NUMBER = re.compile(r"\s*(?:[0-9]{17}[0-9Xx]|[0-9]{15})\s*")
_CHINESE, _LATIN, _DIGIT = re.compile(r"[\u3400-\u9fff·]+"), re.compile(r"[A-Za-z]+"), re.compile(r"[0-9]")
_FEW_ROWS = 5  # a column without a blank in so few rows may have one all the same
_MOST_STEPS = 5_000


@dataclass
class FullRows:
    """Texts in the columns of the rows with all delimiters. `columns`: texts of each column, by position.

    `required`: positions of the columns that may not be blank. `number_at`: position of the document number.
    """

    columns: Sequence[Collection[str]]
    required: frozenset[int]
    number_at: int
    is_few: bool = field(init=False)

    def __post_init__(self) -> None:
        self.is_few = max(map(len, self.columns), default=0) < _FEW_ROWS
        self._values = [{text.strip() for text in column} for column in self.columns]
        self._shapes = [{_shape(text) for text in values if text} for values in self._values]

    def is_known(self, text: str, position: int) -> bool:
        """Return whether a column has exactly this text, which is not blank."""
        return bool(text) and text in self._values[position]

    def may_hold(self, text: str, position: int) -> bool:
        """Return whether a column may have this text: one of its shape, or a blank where it has blanks."""
        if not text:
            return position not in self.required and (self.is_few or "" in self._values[position])
        if position == self.number_at:
            return bool(_NUMBER.fullmatch(text))
        return _shape(text) in self._shapes[position]


def _shape(text: str) -> str:
    return _DIGIT.sub("9", _LATIN.sub("A", _CHINESE.sub("文", text)))


def is_complete(text: str, delimiter: str, full: FullRows) -> bool:
    """Return whether a row lacks only blank columns at its end. `text`: the row; `full`: the rows with all columns.

    The missing columns may be blank, the document number is in its column, and no other assignment of the row's cells
    to the columns, with a delimiter lost elsewhere, is possible.
    """
    cells = [cell.strip() for cell in next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), [])]
    width = len(full.columns)
    if not full.number_at < len(cells) < width or not _NUMBER.fullmatch(cells[full.number_at]):
        return False
    padded = (*cells, *[""] * (width - len(cells)))
    if full.required.intersection(range(len(cells), width)):
        return False
    if not all(full.may_hold(cell, at) for at, cell in enumerate(cells)):
        return False
    assignments: set[tuple[str, ...]] = {padded}
    for steps, other in enumerate(_assignments(cells, full)):
        assignments.add(other)
        if len(assignments) > 1 or steps > _MOST_STEPS:
            return False
    return True


def _assignments(cells: Sequence[str], full: FullRows) -> Iterator[tuple[str, ...]]:
    """Yield the ways to fill all columns with the cells in their order; a cell may be of several columns."""
    width = len(full.columns)
    waiting: list[tuple[tuple[str, ...], int, str]] = [((), 0, cells[0])]  # filled columns, cell, the rest of its text
    steps = 0
    while waiting:
        filled, at, rest = waiting.pop()
        steps += 1
        position, slack = len(filled), width - len(filled) - (len(cells) - at)
        if steps > _MOST_STEPS:
            yield ()
            return
        if full.may_hold(rest, position):
            whole = (*filled, rest)
            if at + 1 < len(cells):
                waiting.append((whole, at + 1, cells[at + 1]))
            elif slack == 0:
                yield whole
        if slack > 0:
            ends = (len(rest),) if full.is_known(rest, position) else range(len(rest) + 1)
            waiting += [
                ((*filled, rest[:end]), at, rest[end:])
                for end in ends
                if (end == len(rest) and at == len(cells) - 1 and position >= at) or full.may_hold(rest[:end], position)
            ]


def with_delimiters(body: memoryview, rows: Sequence[str], delimiter: str, full: FullRows) -> memoryview | None:
    """Return the text of a csv with delimiters added to the end of the complete rows; None if there is none of these.

    `body`: the rows in UTF-8. `rows`: texts of the rows that are too short, in the order of the file. `full`: the rows
    with all columns; the result of `is_complete` decides.
    """
    text, pieces, at = bytes(body), list[bytes](), 0
    for row in rows:
        if not is_complete(row, delimiter, full):
            continue
        cells = next(csv.reader(io.StringIO(row, newline=""), delimiter=delimiter))
        line = re.compile(rb"(?<![^\r\n])" + re.escape(row.encode()) + rb"(?=[\r\n])").search(text, at)
        if line is None:
            return None
        pieces += [text[at : line.end()], delimiter.encode() * (len(full.columns) - len(cells))]
        at = line.end()
    return memoryview(b"".join([*pieces, text[at:]])) if pieces else None
