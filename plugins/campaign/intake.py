"""Steps of the intake DAGs: take in deliveries and check layouts."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from campaign.checked_dates import checked_date
from campaign.dates import DATE_KEY
from campaign.refusals import fail_on_refusal

if TYPE_CHECKING:
    from airflow.sdk import Context

log = logging.getLogger(__name__)


def take_in(pack_code: str, kinds: list[str], context: Context) -> dict[str, Any]:
    """Take in all pending deliveries of these kinds: gate them, and load, hold or reject each.

    `kinds`: kinds of source, such as tax_feed. Returns a dictionary: numbers of deliveries (`committed`, `held`,
    `rejected`, `layout_wrong` = skipped), of `rows` (`clean`, `duplicates`, `quarantined`), `pack_code`, and `seconds`
    (stage -> seconds). Writes the run's business date on the task's asset, so that the assessment that follows uses
    that date. Fails the task without a retry if the pack or a layout is refused.
    """
    from pipeline.intake import run as intake
    from pipeline.runtime.settings import Settings

    date = checked_date(pack_code, context, "take_in")
    with fail_on_refusal():
        report = intake.run(Settings.from_environment(), pack_code, kinds, date).as_dict()
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
