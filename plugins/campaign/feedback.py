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
    """Make missing workbooks, notify their senders, and return counts of workbooks and of rows with findings.

    Lists of persons whose money is to be assessed wait for their assessment; the assessment DAG gives feedback, too.
    """
    from pipeline.feedback import run as feedback
    from pipeline.runtime.settings import Settings

    with fail_on_refusal():
        workbooks = feedback.run(Settings.from_environment(), pack_code, business_date(context), assessed_only=True)
    counts = {"workbooks": len(workbooks), "findings": sum(workbook.finding_rows for workbook in workbooks)}
    log.info("feedback: %s", counts)
    return counts
