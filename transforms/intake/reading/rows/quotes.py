"""Finds quotes of a csv that are not closed: they swallow all rows until the next quote. Runs inside the worker."""

from __future__ import annotations

import re
from typing import NamedTuple

import numpy as np

from transforms.intake.base.reasons import refuse

_NUMBER_IN_TEXT = re.compile(rb"[0-9*]{14}|[A-Za-z][0-9]{6}")


class Rows(NamedTuple):
    """The rows of a csv. `body`: their text in UTF-8. `first_row`: number of the first of them in the file.

    `width`: number of columns. `has_numbers`: the rows have document numbers.
    """

    body: memoryview
    delimiter: bytes
    width: int
    first_row: int
    has_numbers: bool


def check_quotes(rows: Rows) -> None:
    """Raise ReadRefused if a quote is not closed, because it swallows all rows until the next quote.

    A field that spans lines and holds as many delimiters as a row is such a swallowed row. A remark of several lines
    may hold so many, too: it is quoted from end to end and has no number of a person.
    """
    octets = np.frombuffer(rows.body, dtype=np.uint8)
    quotes = np.flatnonzero(octets == ord('"'))
    ends = np.flatnonzero((octets == 10) | (octets == 13))
    if len(quotes) % 2:
        raise refuse("quote_unclosed", row=rows.first_row + int(np.sum(ends < quotes[-1])))
    inside = ends[np.searchsorted(quotes, ends) % 2 == 1]
    for end in inside.tolist():
        opened = int(quotes[np.searchsorted(quotes, end) - 1])
        closed = int(quotes[np.searchsorted(quotes, end)])
        if bytes(rows.body[opened:closed]).count(rows.delimiter) >= max(1, rows.width - 2) and not (
            rows.has_numbers and _is_remark(rows, opened, closed)
        ):
            raise refuse("quote_unclosed", row=rows.first_row + int(np.sum(ends < opened)))


def _is_remark(rows: Rows, opened: int, closed: int) -> bool:
    """Return whether a quoted field of several lines is one text: quotes at its ends, no person and no row inside."""
    body, ends = rows.body, (b"", b"\r", b"\n", b'"', rows.delimiter[:1])
    if bytes(body[max(0, opened - 1) : opened]) not in ends or bytes(body[closed + 1 : closed + 2]) not in ends:
        return False
    text = bytes(body[opened + 1 : closed])
    is_row = any(line.count(rows.delimiter) == rows.width - 1 for line in text.splitlines()[1:-1])
    return not is_row and not _NUMBER_IN_TEXT.search(text)
