"""Finds rows that a form fills in beforehand (category, unit, date, running number) and in which nobody is named."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from transforms.intake.base.raw_table import ROW_NO, RawTable, split_person_column
from transforms.intake.layouts.model import Layout
from transforms.intake.reading.header import column_position
from transforms.intake.reading.sheet_facts import SheetFacts
from transforms.intake.reading.sheet_notes import Range
from transforms.text.arrow_columns import Mask, mask

_NAMING = ("name", "document_number", "birth_certificate_no")
_NAMING_A_HOUSEHOLD = ("household_head", "household_head_number")
_OF_A_PAYMENT = ("receipt_no", "amount_fen")
MOST_NOTED = 1_000
"""A form may be filled in beforehand down to the last row of a sheet; so many rows are reported."""


def naming_columns(raw: RawTable, layout: Layout) -> list[str]:
    """Return the names of the columns that name a person: name, document number, birth certificate number.

    `raw`: the table as it was read. Every data row has one of these columns filled. In a tax feed, receipt number and
    amount count as well, because a payment is data even without a person; with all members of a household in one cell,
    its head counts as well. Columns of further persons (`name:2`) are included. Empty if the file has none of these.
    """
    return [name for name in raw.table.column_names if is_naming(name, layout)]


def is_naming(column: str, layout: Layout) -> bool:
    """Return whether a column of the raw table (`name`, `name:2`) is one of the `naming_columns` of the layout."""
    keys = (*_NAMING, *_OF_A_PAYMENT) if layout.kind == "tax_feed" else _NAMING
    keys = (*keys, *_NAMING_A_HOUSEHOLD) if layout.members_in_cell else keys
    return split_person_column(column)[0] in keys


Spans = Sequence[tuple[int, int]]
"""First and last row numbers."""


NamedOtherwise = Callable[[], Spans]
"""Returns the rows whose naming cells are merged with the row above, or contain an error value."""


def rows_without_person(raw: RawTable, layout: Layout, named_cells: NamedOtherwise | None = None) -> Mask:
    """Return a mask, True where a row names nobody: a blank row, or a row that the form filled in beforehand.

    A row names nobody if all its `naming_columns` are blank. `named_cells`: called without arguments, returns spans
    (first, last row number) of rows in which such a cell only looks blank; these rows are False. None: there are no
    such rows. All rows are False if the layout has no persons.
    """
    nobody = np.ones(raw.table.num_rows, dtype=bool)
    for name in naming_columns(raw, layout) if "document_number" in layout.columns else ():
        nobody &= mask(pc.equal(pc.utf8_trim_whitespace(raw.table[name]), ""))
        if not nobody.any():
            return nobody
    if "document_number" not in layout.columns:
        return ~nobody
    return nobody & ~_inside(raw.table[ROW_NO].to_numpy(), named_cells()) if named_cells else nobody


def named_otherwise(raw: RawTable, layout: Layout, facts: SheetFacts, merged: Sequence[Range]) -> Spans:
    """Return spans (first, last row number) of rows in which a cell that should name the person only looks blank.

    Such a cell, in one of the `naming_columns`, has an error, no result yet, or is merged with the row above. `facts`:
    facts about the sheet besides its values; here cells with an error or without a result. `merged`: areas of merged
    cells as ((top, left), (bottom, right)), from 0.
    """
    letters = {raw.letters[name] for name in naming_columns(raw, layout)}
    positions = [column_position(letter) for letter in letters]
    unknown = (*facts.errors, *facts.without_value, *facts.stand_ins)
    spans = [(row, row) for row, letter in unknown if letter in letters]
    spans += [
        (top + 2, bottom + 1)
        for (top, left), (bottom, right) in merged
        if bottom > top and any(left <= position <= right for position in positions)
    ]
    return spans


def facts_of_persons(facts: SheetFacts, table: RawTable, raw: RawTable, layout: Layout) -> SheetFacts:
    """Return new facts of a sheet without the uncalculated formulas in rows that name nobody.

    `facts`: what is known of cells besides their values; here which formulas have no result. Kept are such formulas in
    a column that names the person (`naming_columns`) and in total rows. `table`: all rows of the sheet; `raw`: its data
    rows and totals, after other rows were dropped.
    """
    if not facts.without_value and not facts.stand_ins:
        return facts
    letters = {table.letters[name] for name in naming_columns(table, layout)}
    nobody = set(table.table[ROW_NO].filter(pa.array(rows_without_person(table, layout))).to_pylist())
    nobody -= {int(total[ROW_NO]) for total in raw.totals}
    without_value, stand_ins = (
        [(row, letter) for row, letter in cells if letter in letters or row not in nobody]
        for cells in (facts.without_value, facts.stand_ins)
    )
    return replace(facts, without_value=without_value, stand_ins=stand_ins)


def _inside(rows: npt.NDArray[np.int32], spans: Spans) -> Mask:
    """Return which of the ascending `rows` are inside one of the spans."""
    if not len(spans):
        return np.zeros(len(rows), dtype=bool)
    first_last = np.array(spans)
    change = np.zeros(len(rows) + 1, dtype=np.int64)
    np.add.at(change, np.searchsorted(rows, first_last[:, 0]), 1)
    np.add.at(change, np.searchsorted(rows, first_last[:, 1], side="right"), -1)
    return np.cumsum(change)[:-1] > 0
