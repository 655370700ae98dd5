"""Faults and warnings of rows, collected as masks; every reason of a row is kept, not only the first."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from transforms.intake.values.context import QUARANTINE_SCHEMA
from transforms.text.arrow_columns import Mask


class Findings:
    """What is wrong with which rows of one table."""

    def __init__(self, row_no: npt.NDArray[np.int32]) -> None:
        self.row_no = row_no
        self.faults: dict[tuple[str, str], Mask] = {}
        self.warnings: dict[tuple[str, str], Mask] = {}

    def fault(self, code: str, column: str, mask: Mask) -> None:
        """Rows of the mask go to quarantine for this reason."""
        _note(self.faults, code, column, mask)

    def warn(self, code: str, column: str, mask: Mask) -> None:
        """Rows of the mask are loaded and remarked on."""
        _note(self.warnings, code, column, mask)

    def bad(self) -> Mask:
        """Rows with at least one fault."""
        bad = np.zeros(len(self.row_no), dtype=bool)
        for mask in self.faults.values():
            bad |= mask
        return bad

    def count(self, code: str, column: str | None = None) -> int:
        """Rows with that fault (in that column)."""
        hit = np.zeros(len(self.row_no), dtype=bool)
        for (one, place), mask in self.faults.items():
            if one == code and column in (None, place):
                hit |= mask
        return int(hit.sum())

    def warned(self, code: str) -> Mask:
        """Rows with that warning."""
        hit = np.zeros(len(self.row_no), dtype=bool)
        for (one, _), mask in self.warnings.items():
            hit |= mask if one == code else False
        return hit

    def quarantine(self, malformed: list[int]) -> pa.Table:
        """One entry per row, reason and column, in row order; malformed rows included."""
        return _table(self.faults, self.row_no, [(row, "row_fields", "") for row in malformed])

    def warning_table(self, loaded: Mask, file_warnings: list[tuple[int, str, str]]) -> pa.Table:
        """The same for warnings, of the rows that were loaded, and of the file."""
        return _table({key: mask & loaded for key, mask in self.warnings.items()}, self.row_no, file_warnings)


def _note(into: dict[tuple[str, str], Mask], code: str, column: str, mask: Mask) -> None:
    if mask.any():
        into[code, column] = into[code, column] | mask if (code, column) in into else mask


def _table(
    found: dict[tuple[str, str], Mask], row_no: npt.NDArray[np.int32], more: list[tuple[int, str, str]]
) -> pa.Table:
    rows = [row_no[mask] for mask in found.values()]
    counts = [len(part) for part in rows]
    codes = [code for code, _ in found]
    columns = [column for _, column in found]
    kinds = np.repeat(np.arange(len(found)), counts)
    table = pa.table(
        {
            "row_no": pa.array(np.concatenate([*rows, np.array([one[0] for one in more], dtype=np.int32)])),
            "reason_code": pa.array([codes[kind] for kind in kinds] + [one[1] for one in more], pa.string()),
            "column_name": pa.array([columns[kind] for kind in kinds] + [one[2] for one in more], pa.string()),
        }
    ).cast(QUARANTINE_SCHEMA)
    return table.sort_by([(name, "ascending") for name in QUARANTINE_SCHEMA.names])
