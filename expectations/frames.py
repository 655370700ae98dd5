"""Prepare a delivery's parsed values for the suites: join the day of delivery to each value that it limits.

A condition of Great Expectations gets its column and constants. The day of delivery differs between deliveries: as a
constant, it would force one run per delivery; as a part of the value, one run checks many deliveries.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    import pandas as pd

AS_OF = "as_of"
DATED = (
    *("effective_on", "received_on", "collected_on", "transferred_on", "acknowledged_on"),
    *("requested_on", "completed_on"),
)
"""Columns whose values may not be later than the day of delivery."""
DATED_NUMBER = "document_number_as_of"
DAY_SPAN = 1 << 22
"""More than the days of the years 1 to 9999: two days fit into one number below 2**44, which a float keeps exactly."""
EPOCH_ORDINAL = 719_163
"""1970-01-01 counted from 0001-01-01 as day 1, so that no day is negative."""


def with_as_of(table: pa.Table) -> pa.Table:
    """Return the table with the day of delivery joined to the values that may not be later; nulls stay null.

    `table`: parsed values, one row per data row, with the day of delivery in the column `as_of`; not changed. Its dates
    are days since 1970-01-01. In the result, the dates of DATED (such as effective_on) are whole
    numbers that contain both days: as_of x DAY_SPAN + date, each then counted in days from 0001-01-01. For a column
    `document_number` a column `document_number_as_of` is added: '<number>@<as_of as ISO date>'. Raises KeyError if a
    table with such a column has no `as_of`, and ValueError if a row of it is null.
    """
    names = table.column_names
    dated = [name for name in DATED if name in names]
    if dated or "document_number" in names:
        if table[AS_OF].null_count:
            raise ValueError("a row has no day of delivery")
        base = pc.multiply(pc.add(table[AS_OF], EPOCH_ORDINAL), DAY_SPAN)
    for name in dated:
        days = pc.add(base, pc.add(table[name], EPOCH_ORDINAL))
        table = table.set_column(table.column_names.index(name), name, days)
    if "document_number" in names:
        iso = table[AS_OF].cast(pa.int32()).cast(pa.date32()).cast(pa.string())
        table = table.append_column(DATED_NUMBER, pc.binary_join_element_wise(table["document_number"], iso, "@"))
    return table


def to_pandas(table: pa.Table) -> pd.DataFrame:
    """Convert the table to the pandas frame that Great Expectations checks: equal columns and rows."""
    frame: pd.DataFrame = table.to_pandas()
    return frame


def filled(table: pa.Table, column: str) -> int:
    """Count the values in a column of the table that are neither null nor NaN (missing, for Great Expectations).

    Raises KeyError if the table has no such column.
    """
    missing: int = pc.sum(pc.is_null(table[column], nan_is_null=True)).as_py() or 0
    return int(table.num_rows) - missing
