"""Filters the rows of a raw table with everything that is stored per row."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pyarrow as pa

from transforms.intake.base.raw_table import ROW_NO, RawTable
from transforms.text.arrow_columns import Mask


def keep_rows(
    raw: RawTable,
    keep: Mask,
    notes: Iterable[tuple[int, str, str]] = (),
    faults: Iterable[tuple[int, str, str]] = (),
) -> RawTable:
    """Return a new raw table with the rows where `keep` is True; faults and notes of the other rows are dropped.

    `notes`: further (row number, warning code, column letter or ''), also about rows that are dropped. `faults`:
    further (row number, fault code, column in the raw table). `raw` is not changed.
    """
    kept = raw.table if keep.all() else raw.table.filter(pa.array(keep))
    dropped = set(raw.table[ROW_NO].to_numpy()[~keep].tolist())
    return replace(
        raw,
        table=kept,
        numeric={name: cells[keep] for name, cells in raw.numeric.items()},
        faults=[fault for fault in (*raw.faults, *faults) if fault[0] not in dropped],
        notes=[note for note in raw.notes if note[0] not in dropped] + list(notes),
    )
