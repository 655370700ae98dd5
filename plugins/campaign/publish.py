"""Steps of the publishing DAG."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from campaign.checked_dates import checked_date, checked_days
from campaign.params import CORRECT_KEY
from campaign.refusals import fail_on_refusal

if TYPE_CHECKING:
    from airflow.sdk import Context

log = logging.getLogger(__name__)


def everything_assessed(pack_code: str, context: Context) -> bool:
    """Return whether no delivery up to the last day to publish is pending, and all committed ones are assessed.

    The days to publish are those of the run (`publish_days`). A held delivery is not pending any more. False before the
    first assessment. Changes nothing; a sensor calls it each minute. Raises PublishError if the pack was never loaded.
    """
    from pipeline.publish import run as publishing
    from pipeline.runtime.settings import Settings

    days = checked_days(pack_code, context, None)
    return publishing.watermark_ready(Settings.from_environment(), pack_code, max(days))


def publish(pack_code: str, context: Context) -> list[str]:
    """Publish the reports that are due on the run's days, and return the ids of all new publications, as texts.

    The days are those of `publish_days`: `publish_on` in the run's conf, else the business date. If the conf has
    `"correct": true`, corrections of earlier reports whose figures have changed are published, too. Writes the files
    into the outbox and queues the mails. If a report fails, the task fails after all others are
    published.
    """
    from pipeline.publish import run as publishing
    from pipeline.runtime.settings import Settings

    correct_all = (context["dag_run"].conf or {}).get(CORRECT_KEY) is True
    days = checked_days(pack_code, context, "publish")
    with fail_on_refusal():
        published = publishing.run_days(Settings.from_environment(), pack_code, days, correct_all=correct_all)
    ids = published.due + published.corrected
    log.info("published: %s", ids)
    return ids


def publish_overdue(pack_code: str, context: Context) -> list[str]:
    """Publish the reports that were due before the run's business date and were not made; return their ids, as texts.

    Reports that were due before the first assessment are left out. Queues the mails. If a report fails, for example
    because a delivery is not assessed, the task fails after all others are published.
    """
    from pipeline.publish import run as publishing
    from pipeline.runtime.settings import Settings

    day = checked_date(pack_code, context, "publish_overdue")
    with fail_on_refusal():
        ids = publishing.run_overdue(Settings.from_environment(), pack_code, day)
    log.info("published late: %s", ids)
    return ids
