"""Joins several sheets of one layout (for example one per town) into one table. Runs inside the worker."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from transforms.intake.base.raw_table import ROW_NO, SHEET_STRIDE, RawTable
from transforms.intake.base.reasons import refuse


def join_sheets(tables: Sequence[RawTable], positions: Sequence[int]) -> RawTable:
    """Join the raw tables of several sheets into one new table, and change the row numbers in the given tables.

    `tables`: at least one, in the order of the sheets; a raw table has the cells as texts, total rows, faults and
    warnings. `positions`: of each table's sheet in the workbook, from 0, as many as `tables`. It is coded into the row
    numbers of the second and further tables (`SHEET_STRIDE`), so that they stay unique. A single table is returned as
    it is. A column that only some of the sheets have is blank in the others: every sheet has the required ones. Raises
    ReadRefused, to hold, if the amount units of the sheets differ.
    """
    first = tables[0]
    if len(tables) == 1:
        return first
    for part in tables[1:]:
        if part.fen_per_unit != first.fen_per_unit:
            raise refuse("sheet_ambiguous", sheet=part.sheet, hold=True)
    names = list(dict.fromkeys(name for part in tables for name in part.table.column_names))
    parts = [
        _shifted(part, position if at else 0) for at, (part, position) in enumerate(zip(tables, positions, strict=True))
    ]
    flags = {name for part in parts for name in part.numeric}
    return RawTable(
        table=pa.concat_tables([_with_columns(part.table, names) for part in parts]),
        form=first.form,
        header_row=first.header_row,
        letters={name: letter for part in reversed(parts) for name, letter in part.letters.items()},
        sheet=first.sheet,
        numeric={
            name: np.concatenate([part.numeric.get(name, np.zeros(part.table.num_rows, dtype=bool)) for part in parts])
            for name in flags
        },
        totals=[row for part in parts for row in part.totals],
        extra=sorted({letter for part in parts for letter in part.extra}),
        remarks=sorted({code for part in parts for code in part.remarks}),
        faults=[fault for part in parts for fault in part.faults],
        notes=[note for part in parts for note in part.notes],
        hold_reasons=[entry for part in parts for entry in part.hold_reasons],
        fen_per_unit=first.fen_per_unit,
        place_texts=[entry for part in parts for entry in part.place_texts],
        left_out_receipts=[entry for part in parts for entry in part.left_out_receipts],
    )


def _with_columns(table: pa.Table, names: Sequence[str]) -> pa.Table:
    """Return the table with the columns `names` in their order; those that it lacks are blank."""
    blank = pa.repeat(pa.scalar(""), table.num_rows)
    return pa.table({name: table[name] if name in table.column_names else blank for name in names})


def _shifted(part: RawTable, position: int) -> RawTable:
    if not position:
        return part
    shift = position * SHEET_STRIDE
    numbers = pa.array(part.table[ROW_NO].to_numpy() + np.int32(shift))
    part.table = part.table.set_column(part.table.column_names.index(ROW_NO), ROW_NO, numbers)
    part.faults = [(row + shift, code, column) for row, code, column in part.faults]
    part.notes = [(row + shift, code, letter) for row, code, letter in part.notes]
    part.hold_reasons = [(code, row and row + shift, letter) for code, row, letter in part.hold_reasons]
    part.place_texts = [(position, source, text) for _, source, text in part.place_texts]
    part.left_out_receipts = [(row + shift, receipt) for row, receipt in part.left_out_receipts]
    part.totals = [{**row, ROW_NO: str(int(row[ROW_NO]) + shift)} for row in part.totals]
    return part
