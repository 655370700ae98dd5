"""Writes cells as the sender sees them: a date shown as a month, a number with leading zeros. Runs in the worker."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from transforms.intake.base.raw_table import ROW_NO, RawTable, split_person_column
from transforms.intake.reading.number_formats import write_number
from transforms.intake.reading.sheet_facts import SheetFacts
from transforms.text.arrow_columns import Mask, mask

TEXT_COLUMNS = frozenset(
    {"household_no", "receipt_no", "reversed_receipt_no", "channel", "region", "stated_source", "batch"}
)
"""Columns with numbers and words of the sender, in which a spreadsheet program makes dates of 3-5 and 2019-8."""
NUMBER_COLUMNS = frozenset({"household_no", "receipt_no", "reversed_receipt_no"})
"""Columns with numbers of the sender: 123 and 000123 are two numbers."""
_DAY_ZERO = {False: dt.date(1899, 12, 30), True: dt.date(1904, 1, 1)}
_DAY_NUMBER = r"^[1-9][0-9]{0,6}$"


def show_dates(raw: RawTable, facts: SheetFacts, dates: Mapping[str, Mask]) -> RawTable:
    """Change, in the given table, dates shown only as a month or year to that part (2024年05月); return that table.

    Columns with numbers or words of the sender (`TEXT_COLUMNS`, such as receipt numbers) are left: a date there is
    added to the table's faults. `facts`: facts about the sheet besides its values; here which cells show only a month
    or year. `dates`: column of the table -> True for the cells that hold a date. Call it before rows are dropped,
    because the masks have one entry per row.
    """
    rows = raw.table[ROW_NO].to_numpy()
    for name, is_date in dates.items():
        if split_person_column(name)[0] in TEXT_COLUMNS:
            raw.faults += [(row, "cell_date", name) for row in rows[is_date].tolist()]
    for shown, ends in ((facts.months, ((0, 4, "年"), (5, 7, "月"))), (facts.years, ((0, 4, "年"),))):
        for name, letter in raw.letters.items():
            if letter in shown:
                _write(raw, name, np.isin(rows, shown[letter]), dates.get(name), ends)
    return raw


def show_numbers(raw: RawTable, facts: SheetFacts) -> RawTable:
    """Change, in the given table, receipt and household numbers to what their number format shows; return that table.

    A cell with 123 and the format 000000 becomes 000123. `facts`: facts about the sheet besides its values; here the
    cells with such a format. A cell that cannot be written for certain is added to the table's faults. Call it before
    rows are dropped.
    """
    canonical = {letter: name for name, letter in raw.letters.items() if name in NUMBER_COLUMNS}
    for (letter, code), hit_rows in facts.written.items():
        name = canonical.get(letter, "")
        if name not in raw.numeric:
            continue
        rows = raw.table[ROW_NO].to_numpy()
        hit = np.isin(rows, hit_rows) & raw.numeric[name]
        written = [write_number(text, code) for text in raw.table[name].filter(pa.array(hit)).to_pylist()]
        is_clear = np.array([text is not None for text in written], dtype=bool)
        raw.faults += [(row, "cell_number_format", name) for row in rows[hit][~is_clear].tolist()]
        hit[hit] = is_clear
        shown = pa.array([text for text in written if text is not None], pa.string())
        column = raw.table.column_names.index(name)
        raw.table = raw.table.set_column(column, name, _replaced(raw.table[name], hit, shown))
        raw.numeric[name] = raw.numeric[name] & ~hit
    return raw


def _write(raw: RawTable, name: str, hit: Mask, is_date: Mask | None, ends: tuple[tuple[int, int, str], ...]) -> None:
    """Keep only the parts of the dates in the rows `hit`. `ends`: (start, stop, unit) of each part of an ISO date."""
    values = raw.table[name]
    numeric = raw.numeric.get(name)
    if numeric is not None and (numeric & hit).any():  # an old workbook does not state which number is a date
        as_days = numeric & hit & mask(pc.match_substring_regex(values, _DAY_NUMBER))
        values = _replaced(values, as_days, _iso_days(values.filter(pa.array(as_days)), raw.date1904))
        raw.numeric[name] = numeric & ~as_days
        is_date = as_days if is_date is None else is_date | as_days
    if is_date is None:
        return
    hit = hit & is_date
    parts = [part for start, stop, unit in ends for part in (pc.utf8_slice_codeunits(values, start, stop), unit)]
    shown = pc.binary_join_element_wise(*parts, "")
    column = pc.if_else(pa.array(hit), shown, values)
    raw.table = raw.table.set_column(raw.table.column_names.index(name), name, column)


def _iso_days(values: pa.ChunkedArray, date1904: bool) -> pa.Array:
    days = [_DAY_ZERO[date1904] + dt.timedelta(days=int(text)) for text in values.to_pylist()]
    return pa.array([day.isoformat() for day in days], pa.string())


def _replaced(values: pa.ChunkedArray, where: Mask, new: pa.Array) -> pa.ChunkedArray:
    return pa.chunked_array([pc.replace_with_mask(values.combine_chunks(), pa.array(where), new)])
