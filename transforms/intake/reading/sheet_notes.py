"""What a sheet's look says about its rows: error cells, merged cells, colours, hidden rows. Runs inside the worker."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import pyarrow as pa

from transforms.intake.base.raw_table import ROW_NO, RawTable
from transforms.intake.base.reasons import refuse
from transforms.intake.layouts.model import Layout
from transforms.intake.reading.header import column_letter
from transforms.intake.reading.sheet_scan import SheetFacts

_MAX_MERGED_CELLS = 5_000_000
Range = tuple[tuple[int, int], tuple[int, int]]
_ROW_LIMITS = {"xlsx": (65_536, 1_048_576), "xls": (65_536,), "csv": (65_536, 1_048_576)}
"""Rows at which spreadsheets stop, and programs that write for them."""


def annotated(raw: RawTable, layout: Layout, facts: SheetFacts, merged: Sequence[Range]) -> RawTable:
    """The table with faults of cells, remarks about the file, and what a person must look at."""
    canonical = {letter: name for name, letter in raw.letters.items()}
    rows = set(raw.table[ROW_NO].to_pylist()) if facts.errors or merged or facts.marked_rows else set()
    raw.faults += [
        (row, "cell_error", canonical[letter]) for row, letter in facts.errors if row in rows and letter in canonical
    ]
    _merged(raw, layout, [one for one in merged if one[1][0] > one[0][0] or one[1][1] > one[0][1]], canonical, rows)
    if facts.hidden_rows:
        raw.remarks.append("hidden_rows")
    if facts.hidden_columns:
        raw.remarks.append("hidden_columns")
    if facts.conditional:
        raw.doubts.append(("colour_meaning", None, None))
    elif row := _marked(raw, facts.marked_rows):
        raw.doubts.append(("colour_meaning", row, None))
    return at_limit(raw)


def at_limit(raw: RawTable) -> RawTable:
    """A table whose last row is the last that a spreadsheet has may have lost what followed."""
    last = raw.table[ROW_NO][-1].as_py() if raw.table.num_rows else 0
    if last in _ROW_LIMITS[raw.form]:
        raw.doubts.append(("rows_at_limit", last, None))
    return raw


def _merged(raw: RawTable, layout: Layout, merged: Sequence[Range], canonical: dict[str, str], rows: set[int]) -> None:
    """Merged cells keep one value: it is carried down where the layout says so, everywhere else it is a fault."""
    if sum((bottom - top + 1) * (right - left + 1) for (top, left), (bottom, right) in merged) > _MAX_MERGED_CELLS:
        raise refuse("file_unsafe", sheet=raw.sheet)
    changed: dict[str, list[str]] = {}
    places = {row: at for at, row in enumerate(raw.table[ROW_NO].to_pylist())} if merged else {}
    for (top, left), (bottom, right) in merged:
        for column in range(left, right + 1):
            name = canonical.get(column_letter(column))
            if name is None:
                continue
            for row in range(top + 1, bottom + 2):
                if row not in rows or (row == top + 1 and column == left):
                    continue
                if column == left and name in layout.fill_down and top + 1 in places:
                    values = changed.setdefault(name, raw.table[name].to_pylist())
                    values[places[row]] = values[places[top + 1]]
                else:
                    raw.faults.append((row, "cell_merged", name))
    for name, values in changed.items():
        position = raw.table.column_names.index(name)
        raw.table = raw.table.set_column(position, name, pa.chunked_array([pa.array(values, pa.string())]))


def _marked(raw: RawTable, marked: dict[int, set[str]]) -> int | None:
    """The first row that looks unlike the row above it; None if all look alike, or every other one does."""
    if not marked:
        return None
    looks = [(row, frozenset(marked.get(row, ()))) for row in raw.table[ROW_NO].to_pylist()]
    kinds = {look for _, look in looks}
    if len(kinds) < 2:
        return None
    alternating = all(before != after for (_, before), (_, after) in itertools.pairwise(looks))
    if len(kinds) == 2 and alternating and len(looks) > 3:
        return None
    first: int = next(row for (_, before), (row, look) in itertools.pairwise(looks) if look != before)
    return first
