"""Steps of the intake DAGs: take in deliveries and check layouts."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from campaign.checked_dates import checked_date
from campaign.dates import DATE_KEY
from campaign.params import POSTPONED_KEY, taking_in
from campaign.refusals import fail_on_refusal

if TYPE_CHECKING:
    from airflow.sdk import Context

log = logging.getLogger(__name__)


def take_in(pack_code: str, kinds: list[str], context: Context) -> dict[str, Any]:
    """Take in the pending deliveries of these kinds that are not slow to read; load, hold or reject each.

    `kinds`: kinds of source, such as tax_feed. Returns a dictionary: numbers of deliveries (`committed`, `held`,
    `rejected`, `layout_wrong` = skipped, `slow` and `postponed` = left), of `rows` (`clean`, `duplicates`,
    `quarantined`), `pack_code`, and `seconds` (stage -> seconds). Writes the run's business date on the task's asset,
    so that the assessment that follows uses that date. Fails the task without a retry if the pack or a layout is
    refused.
    """
    return _take_in(pack_code, kinds, context, leave_slow=True)


def take_in_slow(pack_code: str, kinds: list[str], taken: dict[str, Any], context: Context) -> dict[str, Any]:
    """Take in the deliveries that `take_in` left because they are slow to read; return a dictionary as it does.

    `taken`: what `take_in` returned. Raises AirflowSkipException, which skips the task, if it left none. Else as
    `take_in`.
    """
    from airflow.sdk.exceptions import AirflowSkipException

    if not taken["slow"]:
        raise AirflowSkipException("no delivery is slow to read")
    return _take_in(pack_code, kinds, context, leave_slow=False)


def _take_in(pack_code: str, kinds: list[str], context: Context, leave_slow: bool) -> dict[str, Any]:
    from pipeline.intake import run as intake
    from pipeline.runtime.settings import Settings

    date = checked_date(pack_code, context, "take_in", taking_in())
    is_wanted = bool((context["dag_run"].conf or {}).get(POSTPONED_KEY))
    settings = Settings.from_environment()
    with fail_on_refusal():
        report = intake.run(settings, pack_code, kinds, date, leave_slow=leave_slow, with_postponed=is_wanted).as_dict()
    for asset in context["task"].outlets:
        context["outlet_events"][asset].extra = {DATE_KEY: date.isoformat()}
    log.info("taken in: %s", report)
    return report


def check_layouts(pack_code: str) -> None:
    """Check all layout files, and whether the pack fits them; fail the task without a retry if there is a fault.

    Changes nothing, and stops no intake: only deliveries whose layout is faulty wait for its correction.
    """
    from pipeline.policy import registry
    from pipeline.runtime.settings import Settings

    with fail_on_refusal():
        registry.check_layouts(Settings.from_environment(), pack_code)
