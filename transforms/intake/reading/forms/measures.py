"""Turns a wide table of targets (one column a measure) into one row per unit and measure. Runs inside the worker."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from transforms.intake.base.raw_table import NUMBERED, PERSON_STRIDE, ROW_NO, RawTable, numbered_column
from transforms.intake.layouts.model import Layout
from transforms.intake.values.amounts import parse_count
from transforms.text.folding import fold

_GRAND_TOTALS = ("合计", "总计", "共计")
_TOTAL_DIFFERS = "total_differs"


def one_row_per_measure(raw: RawTable, layout: Layout) -> RawTable:
    """Return a table with one row per unit and measure for a layout with `measure_columns`, in the sender's order.

    The other columns of a row are repeated for each of its measures, and the row number states the measure as it states
    a person elsewhere (`PERSON_STRIDE`). A word for the status in the title (草案) outweighs the constant of the form.
    A total row whose figures are not the sums of their columns is a remark (total_differs). `raw` is not changed, and
    is returned if the file has no such column.
    """
    keys = {numbered_column("measure_columns", at): word for at, word in enumerate(layout.measure_columns)}
    measures = {name: word for name, word in keys.items() if name in raw.table.column_names}
    if not measures:
        return raw
    other_names = [name for name in raw.table.column_names if NUMBERED not in name]
    parts = [_part(raw.table, other_names, at, name, word) for at, (name, word) in enumerate(measures.items())]
    whole = pa.concat_tables(parts)
    order = pa.array(np.argsort(whole[ROW_NO].to_numpy() % PERSON_STRIDE, kind="stable"))
    flags = {name: np.tile(raw.numeric[name], len(measures)) for name in other_names if name in raw.numeric}
    nothing = np.zeros(raw.table.num_rows, dtype=bool)
    flags["persons"] = np.concatenate([raw.numeric.get(name, nothing) for name in measures])
    letters = {name: letter for name, letter in raw.letters.items() if NUMBERED not in name}
    differs = [_TOTAL_DIFFERS] if _total_differs(raw, measures) else []
    return replace(
        raw,
        table=_with_status(raw, whole.take(order), layout),
        letters={**letters, "persons": raw.letters[next(iter(measures))]},
        numeric={name: flag[order.to_numpy()] for name, flag in flags.items()},
        faults=[fault for stated in raw.faults for fault in _faults(stated, list(measures))],
        remarks=sorted({*raw.remarks, *differs}),
        totals=[{name: text for name, text in row.items() if NUMBERED not in name} for row in raw.totals],
    )


def _part(table: pa.Table, other_names: Sequence[str], at: int, name: str, word: str) -> pa.Table:
    """Return the rows of one measure, the `at`-th of the file (from 0), with its word and its figures."""
    numbers = pc.add(table[ROW_NO], pa.scalar(at * PERSON_STRIDE, pa.int32()))
    part = table.select(other_names).set_column(other_names.index(ROW_NO), ROW_NO, numbers)
    words = pa.array([word]).take(pa.array(np.zeros(table.num_rows, dtype=np.int8)))
    return part.append_column("measure", pa.chunked_array([words])).append_column("persons", table[name])


def _with_status(raw: RawTable, table: pa.Table, layout: Layout) -> pa.Table:
    """Return the table with the status that the titles state, if they state one and no column of the file does."""
    titles = "".join(fold(text) for _, _, text in raw.place_texts)
    stated = [word for word in layout.status_words if fold(word) in titles]
    if len(stated) != 1 or "status" in raw.letters or "status" not in table.column_names:
        return table
    words = pa.array(stated).take(pa.array(np.zeros(table.num_rows, dtype=np.int8)))
    return table.set_column(table.column_names.index("status"), "status", pa.chunked_array([words]))


def _faults(fault: tuple[int, str, str], measures: Sequence[str]) -> list[tuple[int, str, str]]:
    """Return the faults of the new rows for a fault of a row: of one measure's cell, or of all its measures."""
    row, code, name = fault
    if name in measures:
        return [(row + measures.index(name) * PERSON_STRIDE, code, "persons")]
    return [(row + at * PERSON_STRIDE, code, name) for at in range(len(measures))]


def _total_differs(raw: RawTable, measures: Mapping[str, str]) -> bool:
    """Return whether the last total row (of several: a grand total) states another sum than the rows of a column."""
    if not raw.totals:
        return False
    last = raw.totals[-1]
    if raw.totals[:-1] and not {fold(text) for text in last.values()} & set(_GRAND_TOTALS):
        return False
    for name in measures:
        stated = parse_count(last.get(name, ""))
        counts = [parse_count(text) for text in raw.table[name].to_pylist()]
        known = [count for count in counts if count is not None]
        if stated is not None and len(known) == len(counts) and stated != sum(known):
            return True
    return False
