"""Alerts to the operators of a campaign, queued as mails: a task that failed, and what `campaign health` finds."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Literal

from airflow.sdk import BaseNotifier

if TYPE_CHECKING:
    from airflow.sdk import Context

log = logging.getLogger(__name__)


class OperatorNotifier(BaseNotifier):
    """Queues a mail to the operators of a pack, for `on_failure_callback`; each finding is sent once a day.

    `about`: `task` states that the task has failed, `health` states what is wrong with the installation.
    """

    def __init__(self, pack_code: str, about: Literal["task", "health"] = "task") -> None:
        super().__init__()
        self.pack_code, self.about = pack_code, about

    def notify(self, context: Context) -> None:
        """Queue the mails. `context`: of the failed task; only the names of DAG and task are read, no error text."""
        from pipeline.health import alerts
        from pipeline.health.check import check
        from pipeline.runtime.clock import technical_now
        from pipeline.runtime.settings import Settings

        settings = Settings.from_environment()
        if self.about == "health":
            count = alerts.queue_findings(settings, self.pack_code, check(settings))
        else:
            task = context["ti"]
            count = alerts.queue_failed_task(settings, self.pack_code, task.dag_id, task.task_id, technical_now())
        log.info("alerts queued: %d", count)


def check_health(pack_code: str) -> None:
    """Check the installation and a campaign. Fails the task without a retry; each finding is a line of Chinese."""
    from airflow.sdk.exceptions import AirflowFailException

    from pipeline.health.alerts import alerts_of
    from pipeline.health.check import check
    from pipeline.runtime.settings import Settings

    findings = alerts_of(check(Settings.from_environment()), pack_code)
    if findings:
        raise AirflowFailException("\n".join(alert.text_zh for alert in findings))
