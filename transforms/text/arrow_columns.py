"""Work on whole columns: a rule is a plain function of one text, applied once to each distinct text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Mask = npt.NDArray[np.bool_]


def encoded(column: pa.ChunkedArray | pa.Array) -> tuple[npt.NDArray[np.int64], pa.Array]:
    """Index of each row's text among the distinct texts, and those. Null is ''."""
    array = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    texts = pc.fill_null(array, "").dictionary_encode()
    return texts.indices.to_numpy(zero_copy_only=False).astype(np.int64, copy=False), texts.dictionary


def distinct(column: pa.ChunkedArray | pa.Array) -> tuple[npt.NDArray[np.int64], list[str]]:
    """The same, as a list of texts."""
    indices, texts = encoded(column)
    return indices, texts.to_pylist()


def spread(indices: npt.NDArray[np.int64], values: Sequence[Any], kind: pa.DataType) -> pa.Array:
    """The value of each distinct text, put back on its rows."""
    return pa.array(values, kind).take(pa.array(indices))


def flags(indices: npt.NDArray[np.int64], chosen: Sequence[bool]) -> Mask:
    """The flag of each distinct text, put back on its rows."""
    return np.array(chosen, dtype=bool)[indices] if chosen else np.zeros(len(indices), dtype=bool)


def translate(column: pa.ChunkedArray, rule: Callable[[str], Any], kind: pa.DataType) -> pa.Array:
    """`rule` of every row's text, computed once per distinct text."""
    indices, texts = distinct(column)
    return spread(indices, [rule(text) for text in texts], kind)


def may_hold(column: pa.ChunkedArray | pa.Array, mark: str) -> bool:
    """Whether any text may hold `mark`: a hundredth of the time of an expression that cannot match without it.

    Texts stand one after the other in memory, so a mark of two characters is also found where one text ends with the
    first and the next begins with the second.
    """
    chunks = column.chunks if isinstance(column, pa.ChunkedArray) else [column]
    memory = (chunk.buffers()[2] for chunk in chunks)
    return any(mark.encode() in one.to_pybytes() for one in memory if one is not None)


def mask(values: Any) -> Mask:
    """An Arrow boolean array without nulls as a numpy mask."""
    array = values.combine_chunks() if isinstance(values, pa.ChunkedArray) else values
    result: Mask = array.to_numpy(zero_copy_only=False).astype(bool, copy=False)
    return result
