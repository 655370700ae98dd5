"""Between Airflow and the pipeline: which business date a run stands for, and what goes to XCom (ids and counts)."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
DATE_KEY = "business_date"
# Days whose due publications a run makes, instead of its business date: for replays.
PUBLISH_DAYS_KEY = "publish_on"

log = logging.getLogger(__name__)


def choose_business_date(
    conf: Mapping[str, Any] | None, event_extras: Iterable[Mapping[str, Any]], moment: dt.datetime
) -> dt.date:
    """The date given by hand, else the latest of the assets that triggered the run, else the run's day in Shanghai.

    Raises ValueError if the given text is not a date.
    """
    given = (conf or {}).get(DATE_KEY)
    if given:
        return _date(given)
    dates = [_date(extra[DATE_KEY]) for extra in event_extras if extra.get(DATE_KEY)]
    return max(dates) if dates else moment.astimezone(SHANGHAI).date()


def business_date(context: Mapping[str, Any]) -> dt.date:
    """The business date of the run that this task belongs to."""
    run = context["dag_run"]
    events = context.get("triggering_asset_events") or {}
    extras = [event.extra or {} for group in events.values() for event in group]
    return choose_business_date(run.conf, extras, run.logical_date or run.run_after)


def publish_days(context: Mapping[str, Any]) -> list[dt.date]:
    """The days whose due publications this run makes: usually one, its business date."""
    given = (context["dag_run"].conf or {}).get(PUBLISH_DAYS_KEY)
    return sorted(_date(text) for text in given) if given else [business_date(context)]


@contextmanager
def refusals_told() -> Iterator[None]:
    """A pack that may not be used fails the task at once, with every reason in Chinese: no retry mends it."""
    from airflow.sdk.exceptions import AirflowFailException

    from transforms.policy import PackError

    try:
        yield
    except PackError as error:
        raise AirflowFailException("\n".join(one.text_zh() for one in error.problems)) from None


def take_in(pack_code: str, kinds: list[str], context: Mapping[str, Any]) -> dict[str, Any]:
    """Take all pending deliveries of these kinds; says on its asset for which business date. Returns counts."""
    from pipeline import intake
    from pipeline.settings import Settings

    on = business_date(context)
    with refusals_told():
        report = intake.run(Settings.from_environment(), pack_code, kinds, on).as_dict()
    for asset in context["task"].outlets:
        context["outlet_events"][asset].extra = {DATE_KEY: on.isoformat()}
    log.info("taken in: %s", report)
    return report


def assess(pack_code: str, context: Mapping[str, Any]) -> dict[str, Any]:
    """Assess and post everything committed since the last time. Returns counts."""
    from pipeline import assess as step
    from pipeline.settings import Settings

    with refusals_told():
        report = step.run(Settings.from_environment(), pack_code, business_date(context)).as_dict()
    log.info("assessed: %s", report)
    return report


def everything_assessed(pack_code: str, context: Mapping[str, Any]) -> bool:
    """Whether all that was delivered up to the days to publish is decided and assessed."""
    from pipeline import publish
    from pipeline.settings import Settings

    return publish.watermark_ready(Settings.from_environment(), pack_code, max(publish_days(context)))


def publish(pack_code: str, context: Mapping[str, Any]) -> list[str]:
    """Publish what is due. Returns the publications' ids."""
    from pipeline import publish as step
    from pipeline.settings import Settings

    settings = Settings.from_environment()
    with refusals_told():
        made = [str(one) for on in publish_days(context) for one in step.run(settings, pack_code, on)]
    log.info("published: %s", made)
    return made


def _date(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except (TypeError, ValueError):
        raise ValueError(f"a business date must look like 2019-12-31, not {text!r}") from None
