"""The raw table: the cells of a sender's file as text, before any value is parsed."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, fields
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

NUMERIC_PREFIX = "numeric:"
ROW_NO = "row_no"
SHEET_STRIDE = 2_000_000
"""Row numbers of the second and further sheets start from (position of the sheet: 1, 2, …) x SHEET_STRIDE."""
PERSON_STRIDE = 200_000_000
"""Row numbers of the second and further persons of a row start from (1, 2, …) x PERSON_STRIDE."""
MOST_PERSONS = 10
MOST_CATEGORIES = 10
"""Most categories of one person in a row. Row numbers of the second and further ones are negative (`category_row`)."""
PERSONAL = ("name", "document_number", "birth_certificate_no", "birth_on", "sex")
"""Columns about a single person of a row."""
COUNTY = "county"
"""Column of a county or district next to the column of townships; both are places, and `unit` is the lower one."""
SECOND_VILLAGE = "second_village"
"""A second column of villages, of which each row fills one. It is united with `village` and never leaves the reader."""
_SECOND_COLUMNS = {COUNTY: "unit", SECOND_VILLAGE: "village"}
PLACE_SEPARATOR = "-"
"""Joins the cells of the columns of a place (所属省, …, 所属街道) in the column `unit`."""
_PLACES = "place_columns"
_META = b"raw"
_OF = ":"
NUMBERED = "/"
"""Separates the key of a layout from a position in it, in the name of a column that only a rule of the layout reads."""


def person_column(canonical: str, person: int) -> str:
    """Return the column name of one person's value in a row that names several persons: `name`, `name:2`, `name:3` …

    `canonical`: canonical column. `person`: place of the person in the row, from 0; person 0 has the plain name.
    """
    return f"{canonical}{_OF}{person + 1}" if person else canonical


def numbered_column(key: str, position: int) -> str:
    """Return the column name of an item of a layout's key (`row_states`, 0 -> `row_states/1`).

    `key`: key of the layout that lists columns. `position`: place in that list, from 0. Such a column is in the raw
    table only until the rules of the layout have been applied.
    """
    return f"{key}{NUMBERED}{position + 1}"


def split_person_column(column: str) -> tuple[str, int]:
    """Split a column name into canonical column and person: 'name:2' gives ('name', 1), 'name' gives ('name', 0).

    Persons of a row count from 0 in the result, from 1 in the column name. It is the inverse of `person_column`.
    """
    canonical, _, number = column.partition(_OF)
    return (canonical, int(number) - 1) if number.isdecimal() else (column, 0)


def canonical_column(column: str) -> str:
    """Return the canonical column that a column of the raw table means; its own name for all but second columns.

    `county` means `unit` as well, `second_village` means `village`: their headers are headers of those. The columns of
    a chain of places (`place_columns/1`) mean `unit`, too.
    """
    return "unit" if column.startswith(f"{_PLACES}{NUMBERED}") else _SECOND_COLUMNS.get(column, column)


def category_row(row_no: int, category: int) -> int:
    """Return the row number of a category of a row that names one person and several categories.

    `row_no`: number of the row in the file. `category`: place of the category in the row, from 0; the first has the
    number of the row, the others take (1, 2, …) x `PERSON_STRIDE` from it.
    """
    return row_no - category * PERSON_STRIDE


def file_order(row_no: int) -> tuple[int, int]:
    """Return the sort key of a row number of the raw table that restores the order of the rows in the sender's file.

    `row_no`: as in the column row_no, which contains the row, the sheet and the person or category in one number. The
    key is (row number without them, person or category from 0), so the persons or categories of one row stay together.
    """
    entry, place = divmod(row_no, PERSON_STRIDE)
    return place, abs(entry)


def row_words(row_no: int) -> str:
    """Format a row number of the raw table in Chinese for the sender, for example 第2个工作表第5行第2人.

    `row_no`: as in the column row_no, which contains the row, the sheet and the person or category in one number. The
    first sheet, and the first person and category of a row, are not named.
    """
    sheet, row = divmod(row_no % PERSON_STRIDE, SHEET_STRIDE)
    return (sheet_place(sheet) if sheet else "") + f"第{row}行" + entry_words(row_no)


def entry_words(row_no: int) -> str:
    """Return 第2人 or 第2类 for a row number of the second person or category of a row; '' for the first.

    `row_no`: as in the column row_no, which contains the row, the sheet and the person or category in one number.
    """
    entry = row_no // PERSON_STRIDE
    return f"第{entry + 1}人" if entry > 0 else f"第{1 - entry}类" if entry < 0 else ""


def sheet_place(position: int) -> str:
    """Format the position of a sheet (from 0 in the workbook) in Chinese: 0 gives 第1个工作表.

    The sheet's name is never used: it may be the name of a person.
    """
    return f"第{position + 1}个工作表"


@dataclass
class RawTable:
    """One row per data row of the sender, in the sender's order, without title, total and footer rows.

    `table`: row_no int32 (as the sender's program numbers rows) and one text column per canonical column of the file.
    `form`: 'xlsx', 'xls' or 'csv'. `header_row`: number of the last row of the header.
    `sheet`: place of the sheet in Chinese, None for a csv.
    `numeric`: canonical column -> mask of the cells that held a number rather than text.
    `malformed`: row numbers with another field count than the header; they are not in `table`.
    `totals`: the total rows, canonical column -> text, with 'row_no'. `letters`: canonical -> column letter.
    `extra`: letters of columns that the layout does not know. `remarks`: warning codes about the whole file.
    `faults`: (row, code, canonical column) of cells that are already bad when read. `notes`: (row, code, letter) of
    rows with a warning. `hold_reasons`: (code, row or None, letter or None) for which a person must decide.
    `fen_per_unit`: fen in one unit of the amount column. `date1904`: day numbers count from 1904.
    `modified_on`: day (ISO) on which the sender's program wrote the file, as stated in the file.
    `layout`: name of the layout that the file was read with.
    `place_texts`: (number of the sheet in the row numbers, 'title', 'sheet' or 'inside', text) that may name the unit
    of the sheet's rows, 'inside' for a title between them; only for a layout with `unit_from`.
    `left_out_receipts`: (row number, receipt number in the one spelling of receipts) of rows of a tax feed that are not
    in `table` because they do not count by the layout's `row_states`.
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
    hold_reasons: list[tuple[str, int | None, str | None]] = field(default_factory=list)
    fen_per_unit: int = 100
    date1904: bool = False
    modified_on: str | None = None
    layout: str = ""
    place_texts: list[tuple[int, str, str]] = field(default_factory=list)
    left_out_receipts: list[tuple[int, str]] = field(default_factory=list)

    def sender_place(self, row_no: int) -> tuple[str | None, int]:
        """Return the place of a row as the sender sees it: sheet (in Chinese, None for a csv) and row number there.

        `row_no`: as in the column row_no, which contains the row, the sheet and the person in one number. Persons of
        one row have one place.
        """
        row_no %= PERSON_STRIDE
        if self.form == "csv" or row_no < SHEET_STRIDE:
            return self.sheet, row_no
        return sheet_place(row_no // SHEET_STRIDE), row_no % SHEET_STRIDE

    @property
    def row_count(self) -> int:
        """Number of data rows in the file, malformed rows included."""
        return int(self.table.num_rows) + len(self.malformed)

    def to_ipc(self) -> pa.Buffer:
        """Write the raw table, with all its fields, into one Arrow IPC stream in memory; `from_ipc` reads it."""
        table = self.table
        for name, mask in self.numeric.items():
            table = table.append_column(NUMERIC_PREFIX + name, pa.array(mask))
        facts = {key: getattr(self, key) for key in _FACTS}
        table = table.replace_schema_metadata({_META: json.dumps(facts, ensure_ascii=False).encode()})
        size = pa.MockOutputStream()  # a growing buffer would be copied at each growth
        with pa.ipc.new_stream(size, table.schema) as writer:
            writer.write_table(table)
        whole = pa.allocate_buffer(size.size())
        with pa.ipc.new_stream(pa.FixedSizeBufferWriter(whole), table.schema) as writer:
            writer.write_table(table)
        return whole

    @classmethod
    def from_ipc(cls, buffer: Any) -> RawTable:
        """Build a raw table, with all its fields, from the Arrow IPC stream that `to_ipc` made.

        `buffer`: the stream, as bytes, a memoryview or an Arrow buffer. The texts are not copied: they stay in it.
        """
        with pa.ipc.open_stream(pa.py_buffer(buffer)) as stream:
            table = stream.read_all()
        facts = json.loads(table.schema.metadata[_META])
        flags = [name for name in table.column_names if name.startswith(NUMERIC_PREFIX)]
        numeric = {name.removeprefix(NUMERIC_PREFIX): table[name].to_numpy() for name in flags}
        return cls(table=table.drop_columns(flags).replace_schema_metadata(None), numeric=numeric, **facts)


_FACTS = tuple(entry.name for entry in fields(RawTable) if entry.name not in ("table", "numeric"))
