"""Collects faults and warnings of rows as masks. Every reason of a row is kept, not only the first."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from transforms.intake.values.context import QUARANTINE_SCHEMA
from transforms.text.arrow_columns import Mask


class Findings:
    """Faults and warnings of one table: (code, column) -> rows."""

    def __init__(self, row_no: npt.NDArray[np.int32]) -> None:
        self.row_no = row_no
        self.faults: dict[tuple[str, str], Mask] = {}
        self.warnings: dict[tuple[str, str], Mask] = {}

    def fault(self, code: str, column: str, mask: Mask) -> None:
        """Record a fault of a canonical column: rows that are True in `mask` will be quarantined.

        `code`: the reason code of the fault.
        """
        _note(self.faults, code, column, mask)

    def warn(self, code: str, column: str, mask: Mask) -> None:
        """Record a warning of a canonical column: rows that are True in `mask` are loaded and reported.

        `code`: the reason code of the warning.
        """
        _note(self.warnings, code, column, mask)

    def excuse(self, column: str) -> None:
        """Remove all faults recorded so far for one canonical column, so that they quarantine no row.

        It is for a column on which no result depends. Warnings stay.
        """
        self.faults = {key: rows for key, rows in self.faults.items() if key[1] != column}

    def bad(self) -> Mask:
        """Return a mask, True where the row has at least one fault."""
        bad = np.zeros(len(self.row_no), dtype=bool)
        for mask in self.faults.values():
            bad |= mask
        return bad

    def count(self, code: str, column: str | None = None) -> int:
        """Count the rows with the fault `code` (a reason code), in one canonical column, or in any column if None."""
        hit = np.zeros(len(self.row_no), dtype=bool)
        for (fault_code, place), mask in self.faults.items():
            if fault_code == code and column in (None, place):
                hit |= mask
        return int(hit.sum())

    def warned(self, code: str) -> Mask:
        """Return a mask, True where the row has the warning `code` (a reason code) in any column."""
        hit = np.zeros(len(self.row_no), dtype=bool)
        for (fault_code, _), mask in self.warnings.items():
            hit |= mask if fault_code == code else False
        return hit

    def quarantine(self, malformed: list[int]) -> pa.Table:
        """Return all faults as a table: row_no, reason_code and column_name, one entry for each fault, in row order.

        `malformed`: numbers of rows with a wrong count of fields; each is added as a fault (`row_fields`) without a
        column.
        """
        return _table(self.faults, self.row_no, [(row, "row_fields", "") for row in malformed])

    def warning_table(self, loaded: Mask, file_warnings: list[tuple[int, str, str]]) -> pa.Table:
        """Return the warnings of loaded rows and of the file: row_no, reason_code and column_name, in row order.

        `loaded`: True where the row is loaded; warnings of other rows are left out. `file_warnings`: (row number, code,
        column letter) to add, about the file.
        """
        return _table({key: mask & loaded for key, mask in self.warnings.items()}, self.row_no, file_warnings)


def _note(into: dict[tuple[str, str], Mask], code: str, column: str, mask: Mask) -> None:
    if mask.any():
        into[code, column] = into[code, column] | mask if (code, column) in into else mask


def _table(
    masks: dict[tuple[str, str], Mask], row_no: npt.NDArray[np.int32], more: list[tuple[int, str, str]]
) -> pa.Table:
    rows = [row_no[mask] for mask in masks.values()]
    counts = [len(part) for part in rows]
    codes = [code for code, _ in masks]
    columns = [column for _, column in masks]
    kinds = np.repeat(np.arange(len(masks)), counts)
    table = pa.table(
        {
            "row_no": pa.array(np.concatenate([*rows, np.array([entry[0] for entry in more], dtype=np.int32)])),
            "reason_code": pa.array([codes[kind] for kind in kinds] + [entry[1] for entry in more], pa.string()),
            "column_name": pa.array([columns[kind] for kind in kinds] + [entry[2] for entry in more], pa.string()),
        }
    ).cast(QUARANTINE_SCHEMA)
    return table.sort_by([(name, "ascending") for name in QUARANTINE_SCHEMA.names])
