"""The clock: technical timestamps are in the time zone of the place, whatever that of the machine."""

import datetime as dt

from pipeline.runtime.clock import SHANGHAI, technical_now


def test_a_timestamp_is_the_present_moment_eight_hours_east() -> None:
    before, now, after = dt.datetime.now(dt.UTC), technical_now(), dt.datetime.now(dt.UTC)
    assert before <= now <= after
    assert now.utcoffset() == dt.timedelta(hours=8) and now.tzinfo is SHANGHAI


def test_the_last_evening_hours_of_utc_belong_to_the_next_day() -> None:
    moment = dt.datetime(2019, 12, 31, 16, 0, tzinfo=dt.UTC)
    assert moment.astimezone(SHANGHAI).date() == dt.date(2020, 1, 1)
