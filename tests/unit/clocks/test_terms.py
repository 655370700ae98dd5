"""The last day of a term, in working days with make-up days and in calendar days."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.support.packs.entries import entry
from transforms.clocks.terms import last_day
from transforms.clocks.working_days import NO_TABLE, WorkingDaysError, read_working_days
from transforms.policy.model.schedule import Clock

WORKING = entry(Clock, role="tax", task_zh="审核", days=3, counted_in="working_days", measures="payment_audit")
CALENDAR = entry(Clock, role="tax", task_zh="审核", days=3, counted_in="calendar_days")


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("registered", "working", "calendar"),
    [
        ("2019-09-27", "2019-10-08", "2019-09-30"),
        ("2019-10-11", "2019-10-15", "2019-10-14"),
        ("2020-01-22", "2020-02-04", "2020-01-25"),
    ],
)
def test_holidays_and_make_up_days_count_in_working_days_only(registered: str, working: str, calendar: str) -> None:
    assert last_day(WORKING, day(registered), NO_TABLE) == day(working)
    assert last_day(CALENDAR, day(registered), NO_TABLE) == day(calendar)


def test_a_year_of_no_table_is_an_error_of_working_days_only() -> None:
    with pytest.raises(WorkingDaysError, match=r"policies/working_days\.csv"):
        last_day(WORKING, day("2098-12-30"), NO_TABLE)
    assert last_day(CALENDAR, day("2098-12-30"), NO_TABLE) == day("2099-01-02")


def test_the_table_of_the_bureau_decides() -> None:
    table = read_working_days("date,state,reason\n2019-11-05,off,放假\n2019-11-09,working,补班\n")
    assert last_day(WORKING, day("2019-11-04"), table) == day("2019-11-08")
    assert last_day(WORKING, day("2019-11-06"), table) == day("2019-11-09")
