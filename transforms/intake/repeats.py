"""Rows that say the same twice, and rows that contradict each other, inside one file."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from transforms.intake.columns import Mask
from transforms.intake.kinds import Columns


def repeated_rows(columns: Columns, key: str, among: Mask) -> Mask:
    """Later rows that equal an earlier one in every column; only rows of `among` are compared."""
    hit = np.zeros(len(among), dtype=bool)
    candidates = _sharing(columns[key], among)
    seen: set[tuple[object, ...]] = set()
    for row, content in zip(candidates, _contents(columns, candidates), strict=True):
        if content in seen:
            hit[row] = True
        seen.add(content)
    return hit


def contradicting_rows(columns: Columns, keys: tuple[str, ...], among: Mask) -> Mask:
    """All rows that share their key (none of it null or blank) with a row of other content."""
    hit = np.zeros(len(among), dtype=bool)
    candidates = _sharing(columns[keys[0]], among)
    groups: dict[tuple[object, ...], list[int]] = {}
    contents: dict[tuple[object, ...], set[tuple[object, ...]]] = {}
    names = list(columns)
    places = [names.index(key) for key in keys]
    for row, content in zip(candidates, _contents(columns, candidates), strict=True):
        key = tuple(content[place] for place in places)
        if all(part not in (None, "") for part in key):
            groups.setdefault(key, []).append(int(row))
            contents.setdefault(key, set()).add(content)
    for key, rows in groups.items():
        if len(contents[key]) > 1:
            hit[rows] = True
    return hit


def _sharing(values: pa.Array, among: Mask) -> npt.NDArray[np.int64]:
    """Rows of `among` whose value stands in more than one of them, in row order."""
    encoded = pc.fill_null(values, "").dictionary_encode().indices.to_numpy(zero_copy_only=False)
    counts = np.bincount(encoded[among], minlength=int(encoded.max(initial=0)) + 1)
    return np.flatnonzero(among & (counts[encoded] > 1))


def _contents(columns: Columns, rows: npt.NDArray[np.int64]) -> list[tuple[object, ...]]:
    picked = [values.take(pa.array(rows)).to_pylist() for values in columns.values()]
    return list(zip(*picked, strict=True))
