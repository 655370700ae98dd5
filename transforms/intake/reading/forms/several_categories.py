"""Makes one row per category of a row with several: joined in one cell, or ticked in columns. Runs in the worker."""

from __future__ import annotations

import itertools
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from transforms.intake.base.raw_table import (
    MOST_CATEGORIES,
    PERSON_STRIDE,
    ROW_NO,
    RawTable,
    category_row,
    numbered_column,
)
from transforms.intake.layouts.model import Layout
from transforms.text.arrow_columns import Mask, distinct, flags
from transforms.text.folding import fold

_CATEGORY = "category"
_BRACKETS = re.compile(r"\([^()]*\)")
_SEPARATOR = re.compile(r"[、;,/|+]+")
_ENDS_WITH_ORDINAL, _BEGINS_WITH_ORDINAL = re.compile(r"[一二三四1-4]$"), re.compile(r"^[一二三四1-4]")
_NOT_TICKED = frozenset(("", "×", "x", "X", "✗", "✘", "否", "无", "N", "0", "0.0", "/", "-", "—"))
_LINE_ENDS = re.compile(r"[\r\n]+")
_HIDDEN = "\x1e"


def one_row_per_category(raw: RawTable, layout: Layout) -> RawTable:
    """Return a table with one row per category, in the sender's order; `raw` is not changed.

    With `categories_in_cell` a cell is divided at 、；，/ outside brackets (低保对象、孤儿). With `category_ticks` each
    ticked column adds its word to that of the column of categories; a mark that is neither a tick nor a blank is a
    fault (tick_unknown), and a word whose own column is not ticked is noted (category_not_ticked). The row number of a
    further category is that of `category_row`; faults of a row are those of each of its rows. `raw` is returned if the
    layout has neither key.
    """
    ticks = {numbered_column("category_ticks", at): word for at, word in enumerate(layout.category_ticks.values())}
    ticks = {name: word for name, word in ticks.items() if name in raw.table.column_names}
    if not ticks and not (layout.categories_in_cell and _CATEGORY in raw.table.column_names):
        return raw
    size = raw.table.num_rows
    indices, texts = distinct(raw.table[_CATEGORY]) if _CATEGORY in raw.table.column_names else (_zeros(size), [""])
    synonyms = {fold(word): fold(group[0]) for group in layout.category_synonyms for word in group}
    known = {fold(word) for word in layout.category_words} | synonyms.keys()
    stated = [_labels(text, known) if layout.categories_in_cell else [text] for text in texts]
    patterns = indices.copy()
    faults: list[tuple[int, str, str]] = []
    rows = raw.table[ROW_NO].to_numpy()
    for at, name in enumerate(ticks):
        ticked, unknown = _ticked(raw.table[name], layout)
        patterns += ticked.astype(np.int64) * (len(texts) << at)
        faults += [(int(row), "tick_unknown", name) for row in rows[unknown]]
    different, groups = np.unique(patterns, return_inverse=True)
    cells = [stated[code % len(texts)] for code in different.tolist()]
    ticked_words = [_ticked_words(code // len(texts), list(ticks.values())) for code in different.tolist()]
    labels = [_joined(cell, ticked, synonyms) for cell, ticked in zip(cells, ticked_words, strict=True)]
    notes: list[tuple[int, str, str]] = []
    if ticks:
        unticked = [
            len(of_row) > len(_joined([], ticked, synonyms))
            for of_row, ticked in zip(labels, ticked_words, strict=True)
        ]
        notes = [(int(row), "category_not_ticked", "") for row in rows[flags(groups, unticked)]]
    marked = replace(raw, faults=raw.faults + faults, notes=raw.notes + notes)
    return _repeated(marked, groups, [of_row or [""] for of_row in labels], next(iter(ticks), _CATEGORY))


def _zeros(size: int) -> npt.NDArray[np.int64]:
    return np.zeros(size, dtype=np.int64)


def _labels(text: str, known: Collection[str]) -> list[str]:
    """Return the labels of a cell; the whole cell if it is a word itself, or has no separator outside brackets."""
    folded = fold(_LINE_ENDS.sub("、", text.strip()))
    if folded in known:
        return [folded]
    inside: list[str] = []

    def hide(match: re.Match[str]) -> str:
        inside.append(match[0])
        return _HIDDEN

    parts = _SEPARATOR.split(_BRACKETS.sub(hide, folded))
    is_enumeration = any(
        _ENDS_WITH_ORDINAL.search(before) and _BEGINS_WITH_ORDINAL.search(after)
        for before, after in itertools.pairwise(parts)
    )
    if is_enumeration:  # 重度一、二级残疾人 is one category
        return [folded]
    hidden = iter(inside)
    return [re.sub(_HIDDEN, lambda _: next(hidden), part) for part in parts if part]


def _ticked(column: pa.ChunkedArray, layout: Layout) -> tuple[Mask, Mask]:
    """Return which rows are ticked in a column of ticks, and which have a mark of unknown meaning."""
    ticks = {fold(word) for word in layout.tick_words}
    indices, texts = distinct(column)
    folded = [fold(text) for text in texts]
    unknown = [text not in ticks and text not in _NOT_TICKED for text in folded]
    return flags(indices, [text in ticks for text in folded]), flags(indices, unknown)


def _ticked_words(bits: int, words: Sequence[str]) -> list[str]:
    return [word for at, word in enumerate(words) if bits >> at & 1]


def _joined(cell: Sequence[str], ticked: Sequence[str], synonyms: Mapping[str, str]) -> list[str]:
    """Return the labels of a cell and of the ticks, each category once, in that order; [] if there are none."""
    labels: dict[str, str] = {}
    for label in (*cell, *ticked):
        if fold(label):
            labels.setdefault(synonyms.get(fold(label), fold(label)), label)
    return list(labels.values())


def _repeated(
    raw: RawTable, groups: npt.NDArray[np.int64], labels: Sequence[Sequence[str]], of_letter: str
) -> RawTable:
    """Return the table with one row per label. `groups`: place of each row's labels in `labels`.

    `of_letter`: column whose letter the column of categories has if the file has no such column.
    """
    labels = [of_row if len(of_row) <= MOST_CATEGORIES else ["、".join(of_row)] for of_row in labels]
    counts = np.array([len(of_row) for of_row in labels], dtype=np.int64)[groups]
    source = np.repeat(np.arange(len(groups)), counts)
    nth = np.arange(len(source)) - np.repeat(np.cumsum(counts) - counts, counts)
    texts = pa.array(
        [labels[groups[row]][at] for row, at in zip(source.tolist(), nth.tolist(), strict=True)], pa.string()
    )
    table = raw.table.take(pa.array(source))
    table = table.set_column(0, ROW_NO, pa.array(table[ROW_NO].to_numpy() - nth * PERSON_STRIDE, pa.int32()))
    place = table.column_names.index(_CATEGORY) if _CATEGORY in table.column_names else table.num_columns
    table = table.drop_columns([_CATEGORY]) if _CATEGORY in table.column_names else table
    more = {row: count for row, count in zip(raw.table[ROW_NO].to_pylist(), counts.tolist(), strict=True) if count > 1}
    return replace(
        raw,
        table=table.add_column(place, _CATEGORY, texts),
        numeric={name: cells[source] for name, cells in raw.numeric.items()},
        letters={_CATEGORY: raw.letters.get(of_letter, ""), **raw.letters},
        faults=[
            (category_row(row, at), code, name) for row, code, name in raw.faults for at in range(more.get(row, 1))
        ],
    )
