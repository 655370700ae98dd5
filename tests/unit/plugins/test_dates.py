"""Business date of a DAG run."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

import pytest
from campaign.dates import business_date, choose_business_date, publish_days

LATE_EVENING_UTC = dt.datetime(2019, 12, 30, 17, 0, tzinfo=dt.UTC)  # the 31st in Shanghai


def test_a_date_given_by_hand_comes_first() -> None:
    extras = [{"business_date": "2019-12-15"}]
    assert choose_business_date({"business_date": "2019-11-01"}, extras, LATE_EVENING_UTC) == dt.date(2019, 11, 1)


def test_the_latest_of_the_triggering_assets_is_next() -> None:
    extras = [{"business_date": "2019-12-15"}, {"business_date": "2019-12-16"}, {}]
    assert choose_business_date(None, extras, LATE_EVENING_UTC) == dt.date(2019, 12, 16)


def test_without_a_stated_date_it_is_the_day_in_shanghai() -> None:
    assert choose_business_date({}, [], LATE_EVENING_UTC) == dt.date(2019, 12, 31)


@pytest.mark.parametrize("text", ["31.12.2019", "2019-13-01", 20191231])
def test_a_malformed_date_is_refused(text: object) -> None:
    with pytest.raises(ValueError, match="must look like 2019-12-31"):
        choose_business_date({"business_date": text}, [], LATE_EVENING_UTC)


def _context(conf: dict[str, object], *extras: dict[str, str]) -> dict[str, object]:
    run = SimpleNamespace(conf=conf, logical_date=None, run_after=LATE_EVENING_UTC)
    return {"dag_run": run, "triggering_asset_events": {"asset": [SimpleNamespace(extra=extra) for extra in extras]}}


def test_a_run_without_logical_date_uses_the_moment_it_was_due() -> None:
    assert business_date(_context({})) == dt.date(2019, 12, 31)
    assert business_date(_context({}, {"business_date": "2019-10-01"})) == dt.date(2019, 10, 1)


def test_several_days_may_be_published_in_order() -> None:
    assert publish_days(_context({})) == [dt.date(2019, 12, 31)]
    days = ["2020-01-01", "2019-12-16"]
    assert publish_days(_context({"publish_on": days})) == [dt.date(2019, 12, 16), dt.date(2020, 1, 1)]
