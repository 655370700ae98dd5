"""Fills marks of repetition (同上, 〃) from the row above, where that row is certain."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from transforms.intake.base.raw_table import PERSON_STRIDE, ROW_NO, RawTable
from transforms.text.arrow_columns import Mask, mask

_MARK_RE2 = (
    r"^[\s\x{3000}]*(?:同[\s\x{3000}]*[上前](?:行|一行)?|[\x{3003}\x{2033}\x{201d}\x{201c}\x{301e}\x{301d}\x{ff02}\"]|''|"
    r"\"\"|(?i:ditto|do\.))[\s\x{3000}]*$"
)
_LONGEST_BYTES = 14
_FIRST_BYTES = np.zeros((256, 256), dtype=bool)  # of a mark: the first two; the second counts in longer characters
for _sign in " \t\u3000\u3003\u2033\uff02\"'dD同":
    _first, *_more = _sign.encode()
    _FIRST_BYTES[_first, _more[0] if _more else slice(None)] = True
_MAY_BE_SORTED = ("hidden_rows",)
_BROKEN_ORDER = "serial_broken"
NOT_FILLED = ("category", "subclass", "region", "channel")
"""Columns in which a mark of repetition is a fault: a row's result depends on them, and senders state them in full."""


class Filled(NamedTuple):
    """A column after filling. `values`: texts, '' where a mark is unclear. `filled`, `unclear`: masks of the rows."""

    values: pa.Array
    filled: Mask
    unclear: Mask


def _marked(array: pa.Array) -> Mask:
    """Return which texts are marks. Only short texts with a first byte of a mark are searched: few of 500,000."""
    marked = np.zeros(len(array), dtype=bool)
    buffers = array.buffers()
    if not len(array) or buffers[2] is None:
        return marked
    offsets = np.frombuffer(buffers[1], dtype=np.int32)[array.offset : array.offset + len(array) + 1]
    lengths = np.diff(offsets)
    short = np.flatnonzero((lengths > 0) & (lengths <= _LONGEST_BYTES))
    octets = np.frombuffer(buffers[2], dtype=np.uint8)
    starts = offsets[short]
    candidates = short[_FIRST_BYTES[octets[starts], octets[np.minimum(starts + 1, len(octets) - 1)]]]
    marked[candidates] = mask(pc.match_substring_regex(array.take(pa.array(candidates)), _MARK_RE2))
    return marked


def fill_ditto(values: pa.ChunkedArray, raw: RawTable, may_fill: bool) -> Filled | None:
    """Return a column whose marks of repetition have the text of the row directly above; None if it has no mark.

    `values`: texts of the column. `raw`: its table; its row numbers decide which row is above. A mark is unclear if
    that row is missing (a blank row, a total or the header is above), if rows may have been sorted (hidden rows or a
    filter, a broken running number), or if not `may_fill`.
    """
    array = values.combine_chunks()
    marked = _marked(array)
    if not marked.any():
        return None
    texts, filled, unclear = array.to_pylist(), np.zeros(len(marked), dtype=bool), np.zeros(len(marked), dtype=bool)
    is_sorted = may_fill and not set(_MAY_BE_SORTED) & set(raw.remarks)
    is_sorted &= not any(code == _BROKEN_ORDER for _, code, _ in raw.notes)
    rows = raw.table[ROW_NO].to_pylist()
    places = {row: at for at, row in enumerate(rows) if row < PERSON_STRIDE}
    suspects = np.flatnonzero(marked).tolist()
    for at in sorted(suspects, key=lambda suspect: rows[suspect] % PERSON_STRIDE):
        above = places.get(rows[at] % PERSON_STRIDE - 1) if is_sorted else None
        is_clear = above is not None and bool(texts[above].strip()) and not unclear[above]
        texts[at] = texts[above] if is_clear and above is not None else ""
        filled[at], unclear[at] = is_clear, not is_clear
    return Filled(pa.array(texts, pa.string()), filled, unclear)
