"""The raw table: what a sender's file says, as text, before anything is understood."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

NUMERIC_PREFIX = "numeric:"
ROW_NO = "row_no"
_META = b"raw"


@dataclass
class RawTable:
    """One row per data row of the sender, in the sender's order; title, total and footer rows are not in it.

    `table`: row_no int32 (as the sender's program numbers rows) and one text column per canonical column of the file.
    `numeric`: canonical column -> mask of the cells that held a number rather than text.
    `malformed`: row numbers whose field count differs from the header's; they are not in `table`.
    `totals`: the total rows, canonical column -> text, with 'row_no'. `letters`: canonical -> column letter.
    `extra`: letters of columns that the layout does not know. `remarks`: warning codes about the whole file.
    """

    table: pa.Table
    form: str
    header_row: int
    letters: dict[str, str]
    sheet: str | None = None
    numeric: dict[str, npt.NDArray[np.bool_]] = field(default_factory=dict)
    malformed: list[int] = field(default_factory=list)
    totals: list[dict[str, str]] = field(default_factory=list)
    extra: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    @property
    def row_count(self) -> int:
        """Data rows of the file, malformed ones included."""
        return int(self.table.num_rows) + len(self.malformed)

    def to_ipc(self) -> pa.Buffer:
        """One Arrow stream that carries everything."""
        table = self.table
        for name, mask in self.numeric.items():
            table = table.append_column(NUMERIC_PREFIX + name, pa.array(mask))
        facts = {key: getattr(self, key) for key in _FACTS}
        table = table.replace_schema_metadata({_META: json.dumps(facts, ensure_ascii=False).encode()})
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, table.schema) as writer:
            writer.write_table(table)
        return sink.getvalue()

    @classmethod
    def from_ipc(cls, buffer: Any) -> RawTable:
        """The inverse of `to_ipc`, without copying the texts."""
        with pa.ipc.open_stream(pa.py_buffer(buffer)) as stream:
            table = stream.read_all()
        facts = json.loads(table.schema.metadata[_META])
        flags = [name for name in table.column_names if name.startswith(NUMERIC_PREFIX)]
        numeric = {name.removeprefix(NUMERIC_PREFIX): table[name].to_numpy() for name in flags}
        return cls(table=table.drop_columns(flags).replace_schema_metadata(None), numeric=numeric, **facts)


_FACTS = ("form", "header_row", "letters", "sheet", "malformed", "totals", "extra", "remarks")
