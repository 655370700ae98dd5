"""Limits of one read. The worker holds itself to them; the parent holds it to the time."""

from __future__ import annotations

import struct
from dataclasses import asdict, dataclass

LENGTH = struct.Struct(">Q")
"""A request to the worker starts with its length in bytes."""
ANSWER = struct.Struct(">Qc")
"""An answer starts with its length in bytes and its status: O table, R refusal.

Head and body are sent apart, so that the numbers in the body (an Arrow stream) are aligned in memory."""


@dataclass(frozen=True)
class Limits:
    """Limits of reading one file; a file that exceeds a limit is refused.

    `cpu_seconds`, `memory_bytes`: of the child process. `wall_seconds`: the longest wait for it. `rows`: of a csv.
    `workbook_rows`, `workbook_cells`: of one sheet. `unpacked_bytes`, `unpack_ratio` (unpacked to packed bytes),
    `package_parts`: of a zip.
    """

    file_bytes: int = 1 << 30
    memory_bytes: int = 6 << 30
    cpu_seconds: int = 180
    wall_seconds: float = 240.0
    rows: int = 20_000_000
    columns: int = 256
    sheets: int = 64
    workbook_rows: int = 1_048_576
    workbook_cells: int = 30_000_000
    unpacked_bytes: int = 2 << 30
    unpack_ratio: int = 100
    package_parts: int = 1_000

    def as_dict(self) -> dict[str, float]:
        """Return the limits as name -> number, for the message to the worker process."""
        return asdict(self)
