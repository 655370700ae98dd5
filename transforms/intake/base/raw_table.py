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
SHEET_STRIDE = 2_000_000
"""Rows of a second and further sheet with data are numbered from (position of the sheet, 1, 2, …) x this."""
PERSON_STRIDE = 200_000_000
"""Of a row that names several persons the second and further ones are numbered from (1, 2, …) x this."""
MOST_PERSONS = 10
PERSONAL = ("name", "document_number", "birth_certificate_no", "birth_on", "sex")
"""Columns that speak of one person of a row and of nobody else."""
_META = b"raw"
_OF = ":"


def of_person(canonical: str, person: int) -> str:
    """The column of a row's person: 0 the first, whose columns have the plain names, 1 the next …"""
    return f"{canonical}{_OF}{person + 1}" if person else canonical


def whose(column: str) -> tuple[str, int]:
    """The inverse of `of_person`."""
    canonical, _, number = column.partition(_OF)
    return (canonical, int(number) - 1) if number.isdecimal() else (column, 0)


def in_file(row_no: int) -> tuple[int, int]:
    """What rows are sorted by to stand as in the sender's file: persons of a row stay together."""
    person, place = divmod(row_no, PERSON_STRIDE)
    return place, person


def row_words(row_no: int) -> str:
    """A row's number in a list as its sender finds it: sheet, row, and which person of the row."""
    person, place = divmod(row_no, PERSON_STRIDE)
    sheet, row = divmod(place, SHEET_STRIDE)
    return (sheet_place(sheet) if sheet else "") + f"第{row}行" + (f"第{person + 1}人" if person else "")


def sheet_place(position: int) -> str:
    """The sheet as a place: its position from 0, not its name, which a sender may have made of somebody's name."""
    return f"第{position + 1}个工作表"


@dataclass
class RawTable:
    """One row per data row of the sender, in the sender's order; title, total and footer rows are not in it.

    `table`: row_no int32 (as the sender's program numbers rows) and one text column per canonical column of the file.
    `numeric`: canonical column -> mask of the cells that held a number rather than text.
    `malformed`: row numbers whose field count differs from the header's; they are not in `table`.
    `totals`: the total rows, canonical column -> text, with 'row_no'. `letters`: canonical -> column letter.
    `extra`: letters of columns that the layout does not know. `remarks`: warning codes about the whole file.
    `faults`: [row, code, canonical column] of cells that the reading itself found bad. `notes`: [row, code, letter] of
    rows to remark on. `doubts`: [code, row or None, letter or None], why a person must look at the whole.
    `fen_per_unit`: fen in one unit of the amount column. `date1904`: day numbers count from 1904.
    `modified_on`: the day (ISO) on which the sender's program says that it wrote the file.
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
    faults: list[tuple[int, str, str]] = field(default_factory=list)
    notes: list[tuple[int, str, str]] = field(default_factory=list)
    doubts: list[tuple[str, int | None, str | None]] = field(default_factory=list)
    fen_per_unit: int = 100
    date1904: bool = False
    modified_on: str | None = None

    def sender_place(self, row_no: int) -> tuple[str | None, int]:
        """Sheet and row as the sender sees them. Only where several sheets hold data does a row say its sheet."""
        row_no %= PERSON_STRIDE
        if self.form == "csv" or row_no < SHEET_STRIDE:
            return self.sheet, row_no
        return sheet_place(row_no // SHEET_STRIDE), row_no % SHEET_STRIDE

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
        size = pa.MockOutputStream()  # a buffer that grows is copied as often as it does
        with pa.ipc.new_stream(size, table.schema) as writer:
            writer.write_table(table)
        whole = pa.allocate_buffer(size.size())
        with pa.ipc.new_stream(pa.FixedSizeBufferWriter(whole), table.schema) as writer:
            writer.write_table(table)
        return whole

    @classmethod
    def from_ipc(cls, buffer: Any) -> RawTable:
        """The inverse of `to_ipc`, without copying the texts."""
        with pa.ipc.open_stream(pa.py_buffer(buffer)) as stream:
            table = stream.read_all()
        facts = json.loads(table.schema.metadata[_META])
        flags = [name for name in table.column_names if name.startswith(NUMERIC_PREFIX)]
        numeric = {name.removeprefix(NUMERIC_PREFIX): table[name].to_numpy() for name in flags}
        return cls(table=table.drop_columns(flags).replace_schema_metadata(None), numeric=numeric, **facts)


_FACTS = (
    "form", "header_row", "letters", "sheet", "malformed", "totals", "extra", "remarks", "faults", "notes", "doubts",
    "fen_per_unit", "date1904", "modified_on",
)  # fmt: skip
