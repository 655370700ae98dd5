"""Reads the pack's due days and the deliveries that have come, daily after the intakes; and all assessed persons.

Writes which senders were reminded, and one mail to each sender that owes a delivery since yesterday or longer. Queues
pairs of persons who may be one person with two document numbers (`campaign identity review`).

A re-run is safe: each owed delivery is reminded of once, each pair is queued once. Without a mail server nothing is
sent or recorded.

On failure: nothing was recorded for the sender at which it failed; read the task's log, clear the task. A mail that the
server did not accept waits: `campaign mail list`.
"""

from __future__ import annotations

import datetime as dt

from airflow.sdk import DAG, get_current_context, task
from campaign.defaults import defaults
from campaign_timetables import CampaignIntakeTimetable

from pipeline.runtime.settings import active_packs


def build_dag(pack_code: str) -> DAG:
    """Build the pack's DAG `<pack_code>__remind_senders`, which runs daily at 09:00 (Asia/Shanghai).

    One task queues a reminder to each sender that owes a delivery, and one sends the mails; the third queues pairs of
    persons who may be one person, for an official to check.
    """
    with DAG(
        f"{pack_code}__remind_senders",
        schedule=CampaignIntakeTimetable(pack_code, dt.time(9)),
        doc_md=__doc__,
        tags=[pack_code, "intake"],
        default_args=defaults(pack_code),
        catchup=False,
        max_active_runs=1,
    ) as dag:

        @task
        def remind() -> list[str]:
            from campaign import senders

            return senders.remind(pack_code, get_current_context())

        @task
        def queue_look_alikes() -> int:
            from campaign import senders

            return senders.queue_look_alikes(pack_code)

        @task
        def send_mail() -> dict[str, int]:
            from campaign import mail

            return mail.send_mail(pack_code)

        remind() >> send_mail()
        queue_look_alikes()
    return dag


for _pack_code in active_packs():
    build_dag(_pack_code)
