"""Business dates of DAG runs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from pipeline.runtime.clock import SHANGHAI

if TYPE_CHECKING:
    from airflow.sdk import Context

# Key of a run's conf, and of the extra that a task writes on its asset: the business date, as 2019-12-31.
DATE_KEY = "business_date"
# Key of a run's conf, for replays: list of days whose due publications the run makes instead of its business date's.
PUBLISH_DAYS_KEY = "publish_on"


def choose_business_date(
    conf: Mapping[str, Any] | None, asset_extras: Iterable[Mapping[str, Any]], moment: dt.datetime
) -> dt.date:
    """Return a run's business date: from its conf, else the latest in `asset_extras`, else `moment`'s day in Shanghai.

    `conf`: parameters of the DAG run, with the date as text under the key `business_date`; None or without the key: not
    stated. `asset_extras`: the extra of each asset event that triggered the run, with the date under that key, too.
    `moment`: the run's moment, with a time zone. Raises ValueError if a stated date does not look like 2019-12-31.
    """
    stated = (conf or {}).get(DATE_KEY)
    if stated:
        return parse_date(stated)
    dates = [parse_date(extra[DATE_KEY]) for extra in asset_extras if extra.get(DATE_KEY)]
    return max(dates) if dates else moment.astimezone(SHANGHAI).date()


def business_date(context: Context) -> dt.date:
    """Return the business date of the task's run: the conf's, else that of the triggering assets, else the run's day.

    The day of the run is its logical date in Shanghai. Raises ValueError if a stated date does not look like
    2019-12-31.
    """
    run = context["dag_run"]
    events = context.get("triggering_asset_events") or {}
    extras = [event.extra or {} for group in events.values() for event in group]
    return choose_business_date(run.conf, extras, run.logical_date or run.run_after)


def publish_days(context: Context) -> list[dt.date]:
    """List, in order, the days whose due publications the run makes.

    These are the dates of `publish_on` in the run's conf, else only the run's business date. Raises ValueError if a
    date does not look like 2019-12-31.
    """
    days = (context["dag_run"].conf or {}).get(PUBLISH_DAYS_KEY)
    return sorted(parse_date(text) for text in days) if days else [business_date(context)]


def parse_date(text: str) -> dt.date:
    """Parse `text`, an ISO date (2019-12-31) from a run's conf or an asset's extra.

    Raises ValueError for every other value.
    """
    try:
        return dt.date.fromisoformat(text)
    except (TypeError, ValueError):
        raise ValueError(f"a business date must look like 2019-12-31, not {text!r}") from None
