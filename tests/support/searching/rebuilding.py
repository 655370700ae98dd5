"""Try to rebuild masked document numbers from what stands in the same row, as a reader of the file would."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

import openpyxl

from transforms.identity.document_faults import check_digit

MASKED = re.compile(r"(?<![0-9*])(\d{6})(\*{8,12})([\dX]{0,4})(?![\dX*])")
FEW = 100
"""Fewer guesses than this for one number count as rebuilt."""
_DATE = re.compile(r"(?<!\d)((?:19|20)\d\d)[-/.年]?(\d{1,2})[-/.月]?(\d{1,2})日?(?!\d)")


def rebuilt(rows: Iterable[str], numbers: set[str]) -> tuple[int, set[str]]:
    """Return how many masked numbers were attacked, and those of `numbers` that follow from their row.

    `rows`: texts; each has everything that one row or line shows. Each date in the row is tried as the birth date.
    """
    attacked, solved = 0, set[str]()
    for row in rows:
        for found in MASKED.finditer(row):
            attacked += 1
            for day in set(_dates_of(row)):
                fitting = _fitting(found[1], len(found[2]), found[3], day)
                if len(fitting) < FEW:
                    solved |= fitting & numbers
    return attacked, solved


def _dates_of(row: str) -> Iterator[str]:
    for year, month, day in _DATE.findall(row):
        yield f"{year}{int(month):02d}{int(day):02d}"


@lru_cache(maxsize=100_000)  # the same row stands in several files
def _fitting(head: str, stars: int, tail: str, day: str) -> frozenset[str]:
    if len(head) + stars + len(tail) != 18:
        return frozenset()
    firsts = (f"{head}{day}{sequence:03d}" for sequence in range(1, 1000))
    return frozenset(number for first in firsts if (number := first + check_digit(first)).endswith(tail))


def rows_of_workbook(content: bytes) -> Iterator[str]:
    """Yield the cells of each row of each sheet as one text."""
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
    for sheet in book.worksheets:
        for row in sheet.iter_rows(values_only=True):
            yield " | ".join(str(cell) for cell in row if cell is not None)


def rows_of_csv(content: bytes) -> Iterator[str]:
    """Yield the cells of each row of a csv file as one text."""
    for row in csv.reader(io.StringIO(content.decode("utf-8-sig"))):
        yield " | ".join(row)
