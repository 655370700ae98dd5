"""Adds facts from a sheet's look to its table: error cells, merged cells, colours, hidden rows. Runs in the worker."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import pyarrow as pa

from transforms.intake.base.raw_table import ROW_NO, RawTable, canonical_column
from transforms.intake.base.reasons import refuse
from transforms.intake.layouts.model import Layout
from transforms.intake.reading.header import column_letter
from transforms.intake.reading.sheet_facts import SheetFacts

_MAX_MERGED_CELLS = 5_000_000
Range = tuple[tuple[int, int], tuple[int, int]]
_ROW_LIMITS = {"xlsx": (65_536, 1_048_576), "xls": (65_536,), "csv": (65_536, 1_048_576)}
"""Highest row numbers of spreadsheet programs, and of programs that write for them."""


def add_sheet_facts(raw: RawTable, layout: Layout, facts: SheetFacts, merged: Sequence[Range]) -> RawTable:
    """Add to `raw` itself the faults, warnings and reasons to hold that follow from a sheet's look; return it.

    `facts`: facts about the sheet besides its values (error cells, colours, hidden rows). `merged`: areas of merged
    cells as ((top, left), (bottom, right)), from 0. The value of a merged cell is copied to its rows in the columns of
    the layout's `fill_down`; elsewhere merged cells are faults. Raises ReadRefused if there are too many merged cells.
    """
    canonical = {letter: name for name, letter in raw.letters.items()}
    if stand_in := _first_below_header(raw, facts.stand_ins, canonical):
        raw.hold_reasons.append(("formula_uncalculated", *stand_in))
    has_places = facts.errors or merged or facts.marked_rows or facts.struck
    rows = set(raw.table[ROW_NO].to_pylist()) if has_places else set()
    raw.faults += [
        (row, "cell_error", canonical[letter]) for row, letter in facts.errors if row in rows and letter in canonical
    ]
    _merged(
        raw, layout, [area for area in merged if area[1][0] > area[0][0] or area[1][1] > area[0][1]], canonical, rows
    )
    if facts.hidden_rows:
        raw.remarks.append("hidden_rows")
    if facts.hidden_columns:
        raw.remarks.append("hidden_columns")
    if facts.conditional:
        raw.hold_reasons.append(("colour_meaning", None, None))
    elif struck := min(
        ((row, letter) for row, letter in facts.struck if row in rows and letter in canonical), default=None
    ):
        raw.hold_reasons.append(("colour_meaning", *struck))
    elif row := _marked(raw, facts.marked_rows):
        raw.hold_reasons.append(("colour_meaning", row, None))
    return check_row_limit(raw)


def check_formulas(raw: RawTable, facts: SheetFacts) -> None:
    """Raise ReadRefused if a formula without a result is below the header, in a column that is read. Changes nothing.

    `facts`: states the sheet's cells with a formula and no result; all its rows are checked, not only those in `raw`,
    because a row of such cells looks blank and may have been dropped.
    """
    canonical = {letter: name for name, letter in raw.letters.items()}
    if cell := _first_below_header(raw, facts.without_value, canonical):
        raise refuse("formula_without_value", sheet=raw.sheet, row=cell[0], column=cell[1])


def _first_below_header(
    raw: RawTable, cells: Sequence[tuple[int, str]], canonical: dict[str, str]
) -> tuple[int, str] | None:
    return min(((row, letter) for row, letter in cells if row > raw.header_row and letter in canonical), default=None)


def check_row_limit(raw: RawTable) -> RawTable:
    """Add to `raw` itself a reason to hold if its last row is the last that a spreadsheet can have; return `raw`.

    A program may have lost further rows behind it.
    """
    last = raw.table[ROW_NO][-1].as_py() if raw.table.num_rows else 0
    if last in _ROW_LIMITS[raw.form]:
        raw.hold_reasons.append(("rows_at_limit", last, None))
    return raw


def _merged(raw: RawTable, layout: Layout, merged: Sequence[Range], canonical: dict[str, str], rows: set[int]) -> None:
    """Fill merged cells down in the columns that the layout names in `fill_down`; any other merged cell is a fault.

    A merged area keeps the value of its first cell only.
    """
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
                if column == left and canonical_column(name) in layout.fill_down and top + 1 in places:
                    values = changed.setdefault(name, raw.table[name].to_pylist())
                    values[places[row]] = values[places[top + 1]]
                else:
                    raw.faults.append((row, "cell_merged", name))
    for name, values in changed.items():
        position = raw.table.column_names.index(name)
        raw.table = raw.table.set_column(position, name, pa.chunked_array([pa.array(values, pa.string())]))


def _marked(raw: RawTable, marked: dict[int, set[str]]) -> int | None:
    """Return the first row with another look than the row above it; None if all are equal, or if looks alternate."""
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
