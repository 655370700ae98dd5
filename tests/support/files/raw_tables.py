"""Raw tables and parsers made from columns of text, without a file and without the reader's process."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from tests.support.files.builders import LAYOUTS, context
from transforms.intake.base.raw_table import RawTable
from transforms.intake.reading.header import column_letter
from transforms.intake.values.parser import Parser


def raw_table(columns: Mapping[str, Sequence[str]], first_row: int = 2, **facts: Any) -> RawTable:
    """Make the raw table of a csv whose header is the row before `first_row`. `facts`: fields of RawTable to set."""
    size = len(next(iter(columns.values()), ()))
    texts = {name: pa.chunked_array([pa.array(values, pa.string())]) for name, values in columns.items()}
    rows = pa.array(np.arange(first_row, first_row + size, dtype=np.int32))
    letters = {name: column_letter(at) for at, name in enumerate(columns)}
    values: dict[str, Any] = {"form": "csv", "header_row": first_row - 1, "letters": letters, **facts}
    return RawTable(pa.table({"row_no": rows, **texts}), **values)


def parser(
    columns: Mapping[str, Sequence[str]],
    layout: str = "civil_affairs",
    list_mode: str = "full",
    facts: Mapping[str, Any] | None = None,
    **changes: Any,
) -> Parser:
    """Make the parser of a raw table. `facts`: fields of RawTable; `changes`: fields of the context."""
    return Parser(raw_table(columns, **(facts or {})), LAYOUTS[layout], context(list_mode, **changes))


def faults(parsed: Parser) -> list[tuple[int, str, str]]:
    """List row, reason code and column of each fault, in row order."""
    return [tuple(row.values()) for row in parsed.findings.quarantine([]).to_pylist()]


def warnings(parsed: Parser) -> list[tuple[int, str, str]]:
    """List row, reason code and column of each warning, in row order."""
    every_row = np.ones(parsed.size, dtype=bool)
    return [tuple(row.values()) for row in parsed.findings.warning_table(every_row, []).to_pylist()]
