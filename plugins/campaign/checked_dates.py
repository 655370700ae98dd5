"""Business dates of DAG runs after their check: a date that a pack can hardly mean needs a reason, as in commands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import TYPE_CHECKING

from campaign.dates import DATE_KEY, business_date, publish_days
from campaign.params import FORCE_KEY, dated, deciding, publishing, refuse_unknown_keys
from campaign.refusals import fail_on_refusal

if TYPE_CHECKING:
    from airflow.sdk import Context


def checked_date(pack_code: str, context: Context, step: str, known: Collection[str] | None = None) -> dt.date:
    """Return the business date of the task's run (`business_date`) after checking that the pack can mean it.

    A run that assets triggered has the date of facts that are loaded, and is not checked. `step`: name of the task, for
    the trail. `known`: names of the DAG's parameters, None for those of `dated`. Fails the task without a retry for an
    unknown parameter, and for an implausible date without `force_reason`.
    """
    refuse_unknown_keys(context, dated() if known is None else known)
    day = business_date(context)
    if not context.get("triggering_asset_events"):
        _check(pack_code, context, [day], step)
    return day


def checked_days(pack_code: str, context: Context, step: str | None) -> list[dt.date]:
    """List the days whose due publications the run makes (`publish_days`), each checked as `checked_date` does.

    `step`: name of the task, None for a task that only waits, so that one run has one entry in the trail.
    """
    refuse_unknown_keys(context, publishing())
    days = publish_days(context)
    _check(pack_code, context, days, step)
    return days


def check_question(pack_code: str, context: Context) -> None:
    """Check the parameters of a run that asks about a held delivery, and its business date if the run states one."""
    refuse_unknown_keys(context, deciding())
    if (context["dag_run"].conf or {}).get(DATE_KEY):
        _check(pack_code, context, [business_date(context)], None)


def _check(pack_code: str, context: Context, days: list[dt.date], step: str | None) -> None:
    from pipeline.policy import business_dates
    from pipeline.runtime.settings import Settings

    reason = str((context["dag_run"].conf or {}).get(FORCE_KEY) or "")
    settings = Settings.from_environment()
    with fail_on_refusal():
        for day in days:
            business_dates.check(settings, pack_code, day, step, reason)
