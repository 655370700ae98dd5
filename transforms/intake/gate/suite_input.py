"""Input of a suite: the parsed values of a delivery, faults included, and the limits of its kind."""

from __future__ import annotations

import datetime as dt

import pyarrow as pa

from transforms.intake.layouts.model import Layout
from transforms.intake.values.context import Context
from transforms.intake.values.names import MAX_NAME_CHARACTERS
from transforms.intake.values.parser import Parser
from transforms.text.folding import fold

SuiteLimits = tuple[tuple[str, object], ...]
"""Limits as pairs that can be compared and hashed: deliveries with equal limits share a run."""


def suite_table(parser: Parser, as_of: dt.date) -> pa.Table:
    """Return the values that the suite checks: one row per data row, faults included, one column per parsed column.

    `parser`: has parsed all columns of the file. `as_of`: day of delivery, added to every row as the column `as_of`.
    Dates are days since 1970-01-01 and numbers have 64 bits: Great Expectations compares datetimes and short integers
    one by one, but 64-bit numbers all at once.
    """
    plain = {name: _plain_number(values) for name, values in parser.frame.items()}
    days = (as_of - dt.date(1970, 1, 1)).days
    return pa.table(plain | {"as_of": pa.repeat(pa.scalar(days, pa.int64()), parser.size)})


def suite_limits(layout: Layout, context: Context) -> SuiteLimits:
    """Return the limits that the suite (Great Expectations checks) compares values with, as (name, value) pairs.

    The names: earliest_on and statuses (status words), both of the layout; plan_years (payable) and units (known
    names), both of the context; name_characters (the longest name).
    """
    return (
        ("earliest_on", layout.earliest_date),
        ("plan_years", tuple(sorted(context.plan_years))),
        ("units", tuple(sorted({fold(name) for name in context.units}))),
        ("statuses", tuple(layout.status_words)),
        ("name_characters", MAX_NAME_CHARACTERS),
    )


def _plain_number(values: pa.Array) -> pa.Array:
    if pa.types.is_date32(values.type):
        values = values.cast(pa.int32())
    return values.cast(pa.int64()) if pa.types.is_integer(values.type) else values
