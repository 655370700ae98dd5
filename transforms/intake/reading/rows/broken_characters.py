"""Single characters of a csv that cannot be decoded: replaced by U+FFFD, and judged by their places.

A file is read in spite of them only if they are few, and if no header, total or title has one. Runs inside the worker.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from transforms.intake.base.raw_table import ROW_NO, RawTable
from transforms.intake.base.reasons import ReadRefused
from transforms.intake.reading.header import column_letter
from transforms.text.arrow_columns import may_hold

BROKEN = "\ufffd"
"""Character in place of bytes that cannot be decoded."""
_PLACE = re.compile(f"{BROKEN}+")
_LINE_END = re.compile("\r\n?|\n")
_MOST_IN_PLACE = 3
"""Bytes of one Chinese character in UTF-8. More in one place are a text in another encoding."""
_FEW_PLACES, _LINES_OF_A_PLACE = 3, 100
"""Damage, or a text cut to a number of bytes, is in single cells. Another encoding is in every line with Chinese."""
_END_MARKS = "\x1a\0 \t"


class AllColumns(NamedTuple):
    """All columns of the rows with the right field count. `rows`: their numbers. `texts`: position -> cells.

    `read`: position -> canonical column, of those that are read.
    """

    rows: pa.ChunkedArray
    texts: Mapping[int, pa.ChunkedArray]
    read: Mapping[int, str]


def with_replacements(data: bytes, encoding: str) -> bytes | None:
    """Return a text in UTF-8, with U+FFFD for the bytes that cannot be decoded; None if these are not only few.

    `data`: bytes in the `encoding` (Python's name). Few are: one character in a line, in at most three lines or one
    line of a hundred, and none in the first line or at the end of the text.
    """
    text = data.decode(encoding, "replace")
    most = max(_FEW_PLACES, len(_LINE_END.findall(text)) // _LINES_OF_A_PLACE)
    if text.count(BROKEN) > most * _MOST_IN_PLACE or text.rstrip(_END_MARKS).endswith(BROKEN):
        return None
    places = list(_PLACE.finditer(text))
    before = 0
    for place in places:
        if place.end() - place.start() > _MOST_IN_PLACE or not _LINE_END.search(text, before, place.start()):
            return None
        before = place.end()
    return text.encode() if len(places) <= most else None


def has_broken(texts: Iterable[str]) -> bool:
    """Return whether a text has a character in place of bytes that cannot be decoded."""
    return any(BROKEN in text for text in texts)


def add_broken_characters(raw: RawTable, columns: AllColumns, refusal: ReadRefused) -> RawTable:
    """Add to `raw` itself a fault for each cell that is read and has a broken character, a note for others; return it.

    `columns`: all columns, before rows that are no data were dropped. Raises `refusal` if a row that is no data has
    such a character: what it is may depend on it.
    """
    kept = set(raw.table[ROW_NO].to_pylist())
    for position, texts in columns.texts.items():
        if not may_hold(texts, BROKEN):
            continue
        hit = pa.array(np.flatnonzero(pc.match_substring(texts, BROKEN).to_numpy()))
        for row in columns.rows.take(hit).to_pylist():
            if row not in kept:
                raise refusal
            if position in columns.read:
                raw.faults.append((row, "cell_undecodable", columns.read[position]))
            else:
                raw.notes.append((row, "unread_undecodable", column_letter(position)))
    return raw
