"""Step of the assessment DAG."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from campaign.checked_dates import checked_date
from campaign.refusals import fail_on_refusal

if TYPE_CHECKING:
    from airflow.sdk import Context

log = logging.getLogger(__name__)


def assess(pack_code: str, context: Context) -> dict[str, Any]:
    """Assess all facts that were committed since the last assessment, and post them to the ledger.

    Writes dues and the ledger's events in one transaction. Returns a dictionary: `pack_code`, `assess_no` (number of
    the assessment), `committed_no` (number of the last delivery that it includes), `business_date`, `persons`
    (assessed) and `seconds` (stage -> seconds). Fails the task without a retry if the pack or a layout is refused.
    """
    from pipeline.assess import run as step
    from pipeline.runtime.settings import Settings

    date = checked_date(pack_code, context, "assess")
    with fail_on_refusal():
        report = step.run(Settings.from_environment(), pack_code, date).as_dict()
    log.info("assessed: %s", report)
    return report
