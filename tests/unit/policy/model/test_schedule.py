"""The calendar: spans are ordered, and a series has only the days that its cadence can use."""

from datetime import date

import pytest

from tests.support.packs.entries import entry, refusal_of
from transforms.policy.model.schedule import Clock, Deadline, Publication, Window

DAY, NEXT = date(2019, 12, 30), date(2019, 12, 31)
WINDOW = {"window_id": "main", "group": "everyone"}
SERIES = {"made_by": "product", "report": "progress", "starts_on": DAY, "ends_on": NEXT, "recipients": ("mayor",)}


def test_a_window_of_one_day_is_a_window() -> None:
    entry(Window, **WINDOW, starts_on=DAY, ends_on=DAY)
    assert refusal_of(Window, **WINDOW, starts_on=NEXT, ends_on=DAY) == "starts_on is not after ends_on"


def test_a_tail_is_after_its_window() -> None:
    entry(Window, **WINDOW, starts_on=DAY, ends_on=DAY, tail_until=NEXT)
    assert refusal_of(Window, **WINDOW, starts_on=DAY, ends_on=DAY, tail_until=DAY) == "tail_until is after ends_on"


@pytest.mark.parametrize("cadence", ["day", "ten_day", "half_month", "once"])
@pytest.mark.parametrize("field", ["period_ends_on_day", "due_on_day"])
def test_only_a_monthly_series_has_days_of_the_month(cadence: str, field: str) -> None:
    entry(Publication, **SERIES, cadence="month", **{field: 25})
    text = refusal_of(Publication, **SERIES, cadence=cadence, **{field: 25})
    assert text == "only monthly series have days of the month"


@pytest.mark.parametrize(("day", "is_right"), [(0, False), (1, True), (28, True), (29, False)])
def test_a_day_of_the_month_is_in_every_month(day: int, is_right: bool) -> None:
    if is_right:
        entry(Publication, **SERIES, cadence="month", due_on_day=day)
    else:
        assert refusal_of(Publication, **SERIES, cadence="month", due_on_day=day)


def test_only_a_single_report_has_a_due_day_and_it_is_after_its_last_day() -> None:
    entry(Publication, **SERIES, cadence="once", due_on=date(2020, 1, 1))
    assert refusal_of(Publication, **SERIES, cadence="day", due_on=date(2020, 1, 1)) == "only cadence once has due_on"
    assert refusal_of(Publication, **SERIES, cadence="once", due_on=NEXT) == "due_on is after ends_on"


def test_a_series_goes_to_somebody_and_is_not_over_before_it_begins() -> None:
    assert "at least 1 item" in refusal_of(Publication, **SERIES | {"recipients": ()}, cadence="day")
    assert (
        refusal_of(Publication, **SERIES | {"ends_on": date(2019, 12, 29)}, cadence="day")
        == "starts_on is not after ends_on"
    )


def test_a_task_can_begin_on_the_day_on_which_it_is_due() -> None:
    task = {"role": "town", "task_zh": "动员"}
    entry(Deadline, **task, starts_on=DAY, due_on=DAY)
    assert refusal_of(Deadline, **task, starts_on=NEXT, due_on=DAY) == "starts_on is not after due_on"


@pytest.mark.parametrize(("days", "is_right"), [(0, False), (1, True), (366, True), (367, False)])
def test_a_clock_counts_1_to_366_days(days: int, is_right: bool) -> None:
    values = {"role": "town", "task_zh": "录入", "days": days, "counted_in": "working_days"}
    assert entry(Clock, **values).days == days if is_right else refusal_of(Clock, **values)


def test_a_report_by_people_has_a_reason_and_no_other_has() -> None:
    days = {"cadence": "once", "made_by": "human"}
    entry(Publication, **SERIES | days, reason="会议上讲")
    text = "made_by human has a reason, and nothing else has"
    assert refusal_of(Publication, **SERIES | days) == text
    assert refusal_of(Publication, **SERIES, cadence="once", reason="会议上讲") == text
