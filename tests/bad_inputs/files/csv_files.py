"""Writing csv the way senders' programs do, and the ways in which they should not."""

from __future__ import annotations

from typing import Any

from tests.bad_inputs.files.grid import Grid


def field(value: Any, delimiter: str = ",") -> str:
    text = "" if value is None else str(value)
    if any(mark in text for mark in (delimiter, '"', "\n", "\r")):
        return '"' + text.replace('"', '""') + '"'
    return text


def lines_of(grid: Grid, delimiter: str = ",") -> list[str]:
    """One text per line of the grid, quoted where needed."""
    return [delimiter.join(field(cell, delimiter) for cell in row) for row in grid.rows()]


def csv_bytes(grid: Grid, *, delimiter: str = ",", end: str = "\r\n", encoding: str | None = None) -> bytes:
    """The file of a grid, each line with its end, in the form's encoding unless told."""
    return join(lines_of(grid, delimiter), end, encoding or grid.form.encoding)


def join(lines: list[str], end: str = "\r\n", encoding: str = "utf-8") -> bytes:
    return "".join(line + end for line in lines).encode(encoding)
