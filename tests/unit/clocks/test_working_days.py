"""Working days: holidays and make-up days of the library, a bureau's table above it, and no guess beyond both."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.clocks.working_days import FILE_NAME, NO_TABLE, WorkingDays, WorkingDaysError, read_working_days

POLICIES = Path(__file__).parents[3] / "policies"
HEADER = "date,state,reason\n"


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("from_day", "last"),
    [
        ("2019-09-27", "2019-10-08"),  # Sunday 29 September is a make-up day, 1 to 7 October are off
        ("2019-10-11", "2019-10-15"),  # Saturday 12 October is a make-up day
        ("2020-01-22", "2020-02-04"),  # the Spring Festival of 2020 was extended to 2 February
        ("2019-11-04", "2019-11-07"),
    ],
)
def test_three_working_days_end_on_the_day_that_officials_count(from_day: str, last: str) -> None:
    assert NO_TABLE.after(day(from_day), 3) == day(last)
    assert read_working_days((POLICIES / FILE_NAME).read_text("utf-8")).after(day(from_day), 3) == day(last)


def test_the_table_of_a_bureau_overrides_the_library() -> None:
    table = read_working_days(HEADER + "2019-11-05,off,本县抗洪放假\n2019-11-09,working,补班\n\n")
    assert table.after(day("2019-11-04"), 3) == day("2019-11-08")
    assert table.after(day("2019-11-04"), 4) == day("2019-11-09")
    assert NO_TABLE.after(day("2019-11-04"), 4) == day("2019-11-08")


def test_a_day_beyond_both_is_an_error_that_names_the_table_and_what_to_write() -> None:
    with pytest.raises(WorkingDaysError) as raised:
        NO_TABLE.after(day("2098-12-30"), 3)
    told = str(raised.value)
    assert "2098-12-31" in told or "2098-12-30" in told
    assert "policies/working_days.csv" in told and "2098,complete,文号" in told and ",off," in told
    for state in ("2098-12-31,working,调休", "2099,complete,文号"):
        with pytest.raises(WorkingDaysError, match="没有资料"):
            read_working_days(HEADER + state).after(day("2098-12-30"), 3)


def test_a_year_that_the_table_completes_has_its_weekends_and_its_lines() -> None:
    table = read_working_days(HEADER + "2098-10-01,off,国庆\n2098-09-28,working,调休\n2098,complete,国办发明电\n")
    assert day("2098-09-28").weekday() == 6, "a Sunday"
    assert table.after(day("2098-09-26"), 3) == day("2098-09-30")
    assert table.after(day("2098-09-30"), 1) == day("2098-10-02")


@pytest.mark.parametrize(
    ("lines", "number"),
    [
        ("", 1),
        ("day,state\n", 1),
        *((HEADER + line, 2) for line in (
            "2027-1-1,off,元旦", "2027-01-01,holiday,元旦", "2027-01-01,off,", "2027-01-01,off", "2027,off,元旦",
            "二〇二七,complete,文号", "20270101,off,元旦", "2027-02-30,off,元旦",
        )),
        (HEADER + "2027-01-01,off,元旦\n2027-01-01,working,调休", 3),
        (HEADER + "2027,complete,文号\n\n2027,complete,文号", 4),
    ],
)  # fmt: skip
def test_an_invalid_line_is_named(lines: str, number: int) -> None:
    with pytest.raises(WorkingDaysError, match=f"working_days.csv 第{number}行"):
        read_working_days(lines)


def test_a_term_has_at_least_a_day() -> None:
    with pytest.raises(ValueError, match="at least one"):
        NO_TABLE.after(day("2019-11-04"), 0)


@given(
    st.dates(date(2010, 1, 1), date(2025, 1, 1)),
    st.integers(1, 15),
    st.dictionaries(st.dates(date(2010, 1, 1), date(2025, 6, 1)), st.booleans(), max_size=20),
)
def test_a_term_counts_each_working_day_once_and_ends_on_the_last(
    from_day: date, count: int, days: dict[date, bool]
) -> None:
    table = WorkingDays(days)
    last = table.after(from_day, count)
    between = [from_day + timedelta(at) for at in range(1, (last - from_day).days + 1)]
    assert sum(map(table.is_working, between)) == count and table.is_working(last)
    assert all(table.is_working(each) == state for each, state in days.items())
