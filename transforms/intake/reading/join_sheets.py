"""Several sheets of one form (one per town) as one table. Runs inside the worker."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from transforms.intake.base.raw_table import ROW_NO, SHEET_STRIDE, RawTable
from transforms.intake.base.reasons import refuse


def joined(tables: Sequence[RawTable], positions: Sequence[int]) -> RawTable:
    """One raw table; rows of the second sheet and of further ones carry their sheet's position in their number.

    ReadRefused where the sheets do not have the same columns or units: then they are not one list.
    """
    first = tables[0]
    if len(tables) == 1:
        return first
    for one in tables[1:]:
        if set(one.letters) != set(first.letters) or one.fen_per_unit != first.fen_per_unit:
            raise refuse("sheet_ambiguous", sheet=one.sheet, hold=True)
    names = first.table.column_names
    parts = [
        _shifted(one, position if at else 0) for at, (one, position) in enumerate(zip(tables, positions, strict=True))
    ]
    flags = {name for one in parts for name in one.numeric}
    return RawTable(
        table=pa.concat_tables([one.table.select(names) for one in parts]),
        form=first.form,
        header_row=first.header_row,
        letters=first.letters,
        sheet=first.sheet,
        numeric={
            name: np.concatenate([one.numeric.get(name, np.zeros(one.table.num_rows, dtype=bool)) for one in parts])
            for name in flags
        },
        totals=[row for one in parts for row in one.totals],
        extra=sorted({letter for one in parts for letter in one.extra}),
        remarks=sorted({code for one in parts for code in one.remarks}),
        faults=[fault for one in parts for fault in one.faults],
        notes=[note for one in parts for note in one.notes],
        doubts=[doubt for one in parts for doubt in one.doubts],
        fen_per_unit=first.fen_per_unit,
    )


def _shifted(one: RawTable, position: int) -> RawTable:
    if not position:
        return one
    shift = position * SHEET_STRIDE
    numbers = pa.array(one.table[ROW_NO].to_numpy() + np.int32(shift))
    one.table = one.table.set_column(one.table.column_names.index(ROW_NO), ROW_NO, numbers)
    one.faults = [(row + shift, code, column) for row, code, column in one.faults]
    one.notes = [(row + shift, code, letter) for row, code, letter in one.notes]
    one.totals = [{**row, ROW_NO: str(int(row[ROW_NO]) + shift)} for row in one.totals]
    return one
