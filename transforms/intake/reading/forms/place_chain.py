"""The texts that name the unit: the columns of a place joined, titles and sheet names. Runs inside the worker."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
import pyarrow as pa

from transforms.intake.base.raw_table import PLACE_SEPARATOR, RawTable, numbered_column
from transforms.intake.layouts.model import Layout
from transforms.text.arrow_columns import distinct, spread
from transforms.text.folding import fold

_BLANK = frozenset({"", "-", "—", "——", "/", "无"})


def unit_from_columns(raw: RawTable, layout: Layout) -> RawTable:
    """Return the table with a column `unit` whose texts are the cells of the layout's `place_columns`, joined.

    The cells are joined from the highest place to the lowest; blank cells are left out. Faults of the cells and the
    letter of the lowest column become those of `unit`. `raw` is not changed, and is returned if the layout has no such
    columns or the file has none of them.
    """
    keys = [numbered_column("place_columns", at) for at in range(len(layout.place_columns))]
    names = [name for name in keys if name in raw.table.column_names]
    if not names:
        return raw
    indices, chain = distinct(raw.table[names[0]])
    texts = [_part(text) for text in chain]
    for name in names[1:]:
        more, parts = distinct(raw.table[name])
        # each pair of texts is joined once, however many rows have it
        pairs, indices = np.unique(indices * len(parts) + more, return_inverse=True)
        texts = [_joined(texts[pair // len(parts)], _part(parts[pair % len(parts)])) for pair in pairs.tolist()]
    unit = pa.chunked_array([spread(indices.reshape(-1).astype(np.int64), texts, pa.string())])
    return replace(
        raw,
        table=raw.table.append_column("unit", unit),
        letters={**raw.letters, "unit": raw.letters[names[-1]]},
        faults=[(row, code, "unit" if name in names else name) for row, code, name in raw.faults],
    )


def place_texts(
    layout: Layout, titles: Iterable[tuple[str, ...]], sheet_name: str | None = None
) -> list[tuple[int, str, str]]:
    """Return the texts above a table that may name unit or status of its rows, as (0, 'title' or 'sheet', text).

    Empty unless the layout has `unit_from` or `measure_columns`. `titles`: cells of each row above the header.
    `sheet_name`: None for a csv.
    """
    if not layout.unit_from and not layout.measure_columns:
        return []
    above = sorted({cell for title in titles for cell in title})
    return [(0, "title", cell) for cell in above] + ([(0, "sheet", sheet_name)] if sheet_name else [])


def texts_inside(layout: Layout, texts: Iterable[str]) -> list[tuple[int, str, str]]:
    """Return the texts of titles between the rows as (0, 'inside', text), [] if the layout has no `unit_from`."""
    return [(0, "inside", text) for text in sorted(set(texts))] if layout.unit_from else []


def _part(text: str) -> str:
    return "" if fold(text) in _BLANK else text.strip()


def _joined(above: str, below: str) -> str:
    return PLACE_SEPARATOR.join(part for part in (above, below) if part)
