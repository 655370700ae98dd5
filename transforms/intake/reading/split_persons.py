"""Rows that name several persons -> one row for each of them. Runs inside the worker."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from transforms.intake.base.raw_table import PERSON_STRIDE, PERSONAL, ROW_NO, RawTable, of_person, whose
from transforms.intake.layouts.model import Layout
from transforms.text.arrow_columns import Mask, mask

_NOTHING = pa.array([""])
# What people write into the cells of a person whom a family does not have, the strokes in all their widths.
_NOBODY = pa.array(["", "无", "/", "／", "\\", "＼", "-", "－", "–", "—", "——", "0", "０"])


def one_row_per_person(raw: RawTable, layout: Layout) -> RawTable:
    """The table with a row for each person that a row names, in the sender's order; who is not named has none.

    What a row says beside its persons' own columns is said of each. A row that names nobody stays as it is. Of a
    further person, cells that all say that there is nobody name nobody; the first person's may not: they are the row's.
    """
    table = raw.table
    persons = [at for at in range(1, len(layout.further_persons) + 1) if _own(table, at)]
    if not persons:
        return raw
    named = {at: _named(table, at, _NOBODY) for at in persons}
    others = np.logical_or.reduce(list(named.values()))
    named[0] = _named(table, 0, _NOTHING) | ~others
    names = [name for name in table.column_names if name != ROW_NO and not whose(name)[1]]
    names += [name for name in PERSONAL if name not in names and any(name in _own(table, at) for at in persons)]
    parts = [_of(table, at, named[at], names) for at in sorted(named)]
    whole = pa.concat_tables(parts)
    order = pa.array(np.argsort(whole[ROW_NO].to_numpy() % PERSON_STRIDE, kind="stable"))
    return replace(
        raw,
        table=whole.take(order),
        numeric={name: flag.take(order).to_numpy(zero_copy_only=False) for name, flag in _numeric(raw, named, names)},
        letters={name: letter for name, letter in raw.letters.items() if not whose(name)[1]},
        faults=[one for fault in raw.faults for one in _faults(table, fault, named)],
    )


def _own(table: pa.Table, person: int) -> list[str]:
    """What the table's columns say of that person alone, by canonical name."""
    return [name for name in PERSONAL if of_person(name, person) in table.column_names]


def _named(table: pa.Table, person: int, nothing: pa.Array) -> Mask:
    """Rows in which anything but `nothing` stands in the person's own columns."""
    found = np.zeros(table.num_rows, dtype=bool)
    for name in _own(table, person):
        found |= ~mask(pc.is_in(pc.utf8_trim_whitespace(table[of_person(name, person)]), nothing))
    return found


def _column(table: pa.Table, name: str, person: int) -> str | None:
    """The column that says `name` of that person; None if none does."""
    own = of_person(name, person) if name in PERSONAL else name
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
    """Which cells held numbers, of the columns in which any did, in the order of the parts."""
    none = np.zeros(raw.table.num_rows, dtype=bool)
    for name in names:
        columns = {person: raw.numeric.get(_column(raw.table, name, person) or "", none) for person in sorted(named)}
        flag = np.concatenate([columns[person][named[person]] for person in columns])
        if flag.any():
            yield name, pa.array(flag)


def _faults(table: pa.Table, fault: tuple[int, str, str], named: dict[int, Mask]) -> list[tuple[int, str, str]]:
    """A fault of a person's own cell is that person's; one of any other cell is everybody's in the row."""
    row, code, column = fault
    name, person = whose(column)
    if name in PERSONAL:
        return [(row + person * PERSON_STRIDE, code, name)]
    at = pc.index(table[ROW_NO], pa.scalar(row, pa.int32())).as_py()
    return [(row + one * PERSON_STRIDE, code, name) for one in sorted(named) if at >= 0 and named[one][at]]
