"""Rows that say the same twice, and rows that contradict each other, inside one file."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from transforms.intake.gate.kinds.all import Columns
from transforms.text.arrow_columns import Mask, encoded, mask

Rows = npt.NDArray[np.int64]
_MIX = np.uint64(0x9E3779B97F4A7C15)
_WORD_BYTES = 8


def sharing_rows(values: pa.Array) -> Rows:
    """Rows whose text also stands in another row, in row order; rarely a row more (equal hashes). Blanks never."""
    hashes, filled = _hashes(pc.fill_null(values, ""))
    ordered = np.sort(hashes[filled])
    twice = np.unique(ordered[1:][ordered[1:] == ordered[:-1]])
    if not len(twice):
        return np.zeros(0, dtype=np.int64)
    places = np.minimum(np.searchsorted(twice, hashes), len(twice) - 1)
    return np.flatnonzero(filled & (twice[places] == hashes))


def repeated_rows(columns: Columns, sharing: Rows, among: Mask) -> Mask:
    """Later rows of `among` that equal an earlier one of `among` in every column; `sharing` holds all that can."""
    hit = np.zeros(len(among), dtype=bool)
    candidates = sharing[among[sharing]]
    seen: set[tuple[object, ...]] = set()
    for row, content in zip(candidates.tolist(), _contents(columns, candidates), strict=True):
        if content in seen:
            hit[row] = True
        seen.add(content)
    return hit


def contradicting_rows(columns: Columns, keys: tuple[str, ...], sharing: Rows, size: int) -> Mask:
    """All rows that share their key (no part of it null or blank) with a row of other content."""
    hit = np.zeros(size, dtype=bool)
    names = list(columns)
    places = [names.index(key) for key in keys]
    groups: dict[tuple[object, ...], tuple[list[int], set[tuple[object, ...]]]] = {}
    for row, content in zip(sharing.tolist(), _contents(columns, sharing), strict=True):
        key = tuple(content[place] for place in places)
        if None in key or "" in key:
            continue
        rows, contents = groups.setdefault(key, ([], set()))
        rows.append(row)
        contents.add(content)
    for rows, contents in groups.values():
        if len(contents) > 1:
            hit[rows] = True
    return hit


def two_numbers(columns: Columns, size: int) -> Mask:
    """Rows whose name, day of birth and unit also stand in a row with another number."""
    filled = mask(pc.and_(pc.not_equal(columns["name"], ""), pc.is_valid(columns["birth_on"])))
    rows = np.flatnonzero(filled)
    named = encoded(columns["name"])[0][rows].astype(np.uint64)
    born = pc.fill_null(columns["birth_on"].cast(pa.int32()), 0).to_numpy(zero_copy_only=False)[rows].astype(np.uint64)
    keys = (named ^ (born * _MIX)) * _MIX  # rarely equal for rows that differ
    if "unit_id" in columns:
        keys ^= encoded(columns["unit_id"])[0][rows].astype(np.uint64)
    order = np.argsort(keys, kind="stable")
    pairs = np.flatnonzero(keys[order][1:] == keys[order][:-1])
    sharing = rows[np.union1d(order[pairs], order[pairs + 1])]
    wanted = [name for name in ("name", "birth_on", "unit_id", "document_number") if name in columns]
    return contradicting_rows(
        {name: columns[name] for name in wanted}, tuple(wanted[: wanted.index("document_number")]), sharing, size
    )


def _contents(columns: Columns, rows: Rows) -> list[tuple[object, ...]]:
    picked = [values.take(pa.array(rows)).to_pylist() for values in columns.values()]
    return list(zip(*picked, strict=True))


def _hashes(values: pa.Array) -> tuple[npt.NDArray[np.uint64], Mask]:
    """A 64-bit hash of each text, computed over all texts of one length at once, and which texts are not blank.

    Nearly all texts are different here, which makes this a fifth of the time of a dictionary of them.
    """
    size = len(values)
    buffers = values.buffers()
    hashes = np.zeros(size, dtype=np.uint64)
    if size == 0 or buffers[2] is None:
        return hashes, np.zeros(size, dtype=bool)
    offsets = np.frombuffer(buffers[1], dtype=np.int32)[values.offset : values.offset + size + 1]
    octets = np.concatenate([np.frombuffer(buffers[2], dtype=np.uint8), np.zeros(_WORD_BYTES, dtype=np.uint8)])
    words = np.lib.stride_tricks.sliding_window_view(octets, _WORD_BYTES)
    lengths = np.diff(offsets)
    for length in np.unique(lengths).tolist():
        rows = np.flatnonzero(lengths == length)
        mixed = np.full(len(rows), length, dtype=np.uint64)
        for place in range(0, length, _WORD_BYTES):
            word = words[offsets[rows] + place].view("<u8").ravel()
            if length - place < _WORD_BYTES:  # what follows is the next text's
                word &= np.uint64((1 << 8 * (length - place)) - 1)
            mixed = (mixed ^ word) * _MIX
            mixed ^= mixed >> np.uint64(29)
        hashes[rows] = mixed
    return hashes, lengths > 0
