"""A day may lie between the earliest day and the day of its own delivery, both included."""

from __future__ import annotations

import datetime as dt

from expectations.dates import ExpectDayUntilDelivery
from expectations.frames import DAY_SPAN
from tests.unit.expectations.one_expectation import unexpected

EARLIEST = dt.date(1949, 10, 1)
RULE = ExpectDayUntilDelivery(column="day", earliest=EARLIEST.toordinal())


def joined(day: dt.date, delivered: dt.date = dt.date(2019, 12, 10)) -> int:
    return delivered.toordinal() * DAY_SPAN + day.toordinal()


def test_both_bounds_are_allowed_and_the_days_beside_them_are_not() -> None:
    good = [joined(EARLIEST), joined(dt.date(2019, 12, 10))]
    bad = [joined(EARLIEST - dt.timedelta(1)), joined(dt.date(2019, 12, 11))]
    assert unexpected(RULE, [*good, *bad]) == bad


def test_each_day_is_compared_with_its_own_delivery() -> None:
    day = dt.date(2019, 12, 5)
    early, late = joined(day, dt.date(2019, 12, 4)), joined(day, dt.date(2019, 12, 5))
    assert unexpected(RULE, [early, late]) == [early]


def test_a_missing_day_is_no_matter_of_this_rule() -> None:
    assert unexpected(RULE, [None, float(joined(EARLIEST))]) == []


def test_days_are_exact_as_floats() -> None:
    """A column with nulls reaches pandas as floats."""
    last = joined(dt.date(9999, 12, 31), dt.date(9999, 12, 30))
    assert int(float(last)) == last and unexpected(RULE, [None, float(last)]) == [float(last)]
