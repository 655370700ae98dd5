"""Reads the pack's due days, the deliveries that have come and the reports that were made, daily after the intakes; and
all assessed persons.

Writes which senders were reminded, and one mail to each sender that owes a delivery since yesterday or longer. Queues
pairs of persons who may be one person with two document numbers (`campaign identity review`). Publishes reports that
were due on an earlier day and were not made.

A re-run is safe: each owed delivery is reminded of once, each pair is queued once, each report is made once. Without a
mail server nothing is sent or recorded.

On failure: nothing was recorded for the sender at which it failed; read the task's log, clear the task. A mail that the
server did not accept waits: `campaign mail list`. If `publish_overdue` fails, a report is late: its log states why,
such as a delivery that is not assessed; the next day tries again.
"""

from __future__ import annotations

import datetime as dt

from airflow.sdk import DAG, get_current_context, task
from campaign.defaults import defaults
from campaign.params import dated
from campaign_timetables import CampaignIntakeTimetable

from pipeline.runtime.settings import active_packs


def build_dag(pack_code: str) -> DAG:
    """Build the pack's DAG `<pack_code>__remind_senders`, which runs daily at 09:00 (Asia/Shanghai).

    One task queues a reminder to each sender that owes a delivery, and one sends the mails; one queues pairs of persons
    who may be one person, for an official to check; one publishes reports that are late.
    """
    with DAG(
        f"{pack_code}__remind_senders",
        schedule=CampaignIntakeTimetable(pack_code, dt.time(9)),
        doc_md=__doc__,
        tags=[pack_code, "intake"],
        default_args=defaults(pack_code),
        params=dated(),
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

        @task
        def publish_overdue() -> list[str]:
            from campaign import publish

            return publish.publish_overdue(pack_code, get_current_context())

        remind() >> send_mail()
        publish_overdue()
        queue_look_alikes()
    return dag


for _pack_code in active_packs():
    build_dag(_pack_code)
