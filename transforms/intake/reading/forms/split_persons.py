"""Splits rows that name several persons into one row per person. Runs inside the worker."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from transforms.intake.base.raw_table import (
    PERSON_STRIDE,
    PERSONAL,
    ROW_NO,
    RawTable,
    person_column,
    split_person_column,
)
from transforms.intake.layouts.model import Layout
from transforms.text.arrow_columns import Mask, mask

_NOTHING = pa.array([""])
# Texts in the cells of a person that a family does not have, the strokes in all their widths.
_NOBODY = pa.array(["", "无", "/", "／", "\\", "＼", "-", "－", "–", "—", "——", "0", "０"])


def one_row_per_person(raw: RawTable, layout: Layout) -> RawTable:
    """Return a table with one row per person, in the sender's order, for a layout whose rows name several persons.

    `raw` is not changed, and is returned if it has no columns of further persons. Columns that belong to no single
    person are repeated for each. The row number states the person (`PERSON_STRIDE`). A row that names nobody is kept. A
    further person is not named if all own cells are blank or mean "nobody" (无, -, 0); the first person only if all are
    blank.
    """
    table = raw.table
    persons = [at for at in range(1, len(layout.further_persons) + 1) if _own(table, at)]
    if not persons:
        return raw
    named = {at: _named(table, at, _NOBODY) for at in persons}
    is_other_named = np.logical_or.reduce(list(named.values()))
    named[0] = _named(table, 0, _NOTHING) | ~is_other_named
    names = [name for name in table.column_names if name != ROW_NO and not split_person_column(name)[1]]
    names += [name for name in PERSONAL if name not in names and any(name in _own(table, at) for at in persons)]
    parts = [_of(table, at, named[at], names) for at in sorted(named)]
    whole = pa.concat_tables(parts)
    order = pa.array(np.argsort(whole[ROW_NO].to_numpy() % PERSON_STRIDE, kind="stable"))
    return replace(
        raw,
        table=whole.take(order),
        numeric={name: flag.take(order).to_numpy(zero_copy_only=False) for name, flag in _numeric(raw, named, names)},
        letters={name: letter for name, letter in raw.letters.items() if not split_person_column(name)[1]},
        faults=[person_fault for fault in raw.faults for person_fault in _faults(table, fault, named)],
    )


def _own(table: pa.Table, person: int) -> list[str]:
    """Return the canonical names of the person's own columns in the table. `person`: from 0."""
    return [name for name in PERSONAL if person_column(name, person) in table.column_names]


def _named(table: pa.Table, person: int, nothing: pa.Array) -> Mask:
    """Return which rows have a text other than `nothing` in one of the person's own columns."""
    is_named = np.zeros(table.num_rows, dtype=bool)
    for name in _own(table, person):
        is_named |= ~mask(pc.is_in(pc.utf8_trim_whitespace(table[person_column(name, person)]), nothing))
    return is_named


def _column(table: pa.Table, name: str, person: int) -> str | None:
    """Return the column of `name` for that person, None if the table has none."""
    own = person_column(name, person) if name in PERSONAL else name
    return own if own in table.column_names else None


def _of(table: pa.Table, person: int, rows: Mask, names: list[str]) -> pa.Table:
    chosen = table.filter(pa.array(rows))
    blank = pa.repeat(pa.scalar(""), chosen.num_rows)
    columns = {ROW_NO: pc.add(chosen[ROW_NO], pa.scalar(person * PERSON_STRIDE, pa.int32()))}
    for name in names:
        column = _column(table, name, person)
        columns[name] = blank if column is None else chosen[column]
    return pa.table(columns)


def _numeric(raw: RawTable, named: dict[int, Mask], names: list[str]) -> Iterator[tuple[str, pa.Array]]:
    """Yield column and mask of cells that held numbers, for columns with at least one, in the order of the parts."""
    none = np.zeros(raw.table.num_rows, dtype=bool)
    for name in names:
        columns = {person: raw.numeric.get(_column(raw.table, name, person) or "", none) for person in sorted(named)}
        flag = np.concatenate([columns[person][named[person]] for person in columns])
        if flag.any():
            yield name, pa.array(flag)


def _faults(table: pa.Table, fault: tuple[int, str, str], named: dict[int, Mask]) -> list[tuple[int, str, str]]:
    """Return a fault for the persons that it concerns: one for a person's own cell, everybody for any other cell."""
    row, code, column = fault
    name, person = split_person_column(column)
    if name in PERSONAL:
        return [(row + person * PERSON_STRIDE, code, name)]
    at = pc.index(table[ROW_NO], pa.scalar(row, pa.int32())).as_py()
    return [(row + other * PERSON_STRIDE, code, name) for other in sorted(named) if at >= 0 and named[other][at]]
