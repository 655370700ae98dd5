"""Step of the intake and assessment DAGs: feedback to senders."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from campaign.dates import business_date
from campaign.refusals import fail_on_refusal

if TYPE_CHECKING:
    from airflow.sdk import Context

log = logging.getLogger(__name__)


def give_feedback(pack_code: str, context: Context) -> dict[str, int]:
    """Make the missing feedback workbooks of decided deliveries whose amounts are assessed; queue the mails.

    Left to a later run: a special-population list of the business date that no assessment includes yet. An earlier list
    without an assessment gets its workbook without amounts. Returns {"workbooks": number of workbooks made, "findings":
    number of cross-check findings in them, such as a person on two lists}. Fails the task without a retry if the pack
    or a layout is refused.
    """
    from pipeline.feedback import run as feedback
    from pipeline.runtime.settings import Settings

    with fail_on_refusal():
        workbooks = feedback.run(Settings.from_environment(), pack_code, business_date(context), assessed_only=True)
    counts = {"workbooks": len(workbooks), "findings": sum(workbook.finding_rows for workbook in workbooks)}
    log.info("feedback: %s", counts)
    return counts
