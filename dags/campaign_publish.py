"""Reads the ledger's sums, on each day on which the notice asks for a report.

Writes extracts into the outbox with a manifest, and queues one mail per publication and recipient; then sends the mails
that wait. A mail server that is down stops no publication.

A re-run is safe: a published report stays, a mail is sent once.

On failure: if the wait timed out, an assessment is missing: run `…__assess_and_post`, then clear the task. Or a
delivery waits for its layout: see `check_layouts` of the intakes.
"""

from __future__ import annotations

import datetime as dt

from airflow.sdk import DAG, get_current_context, task
from campaign.defaults import defaults
from campaign.params import publishing
from campaign_timetables import CampaignCadenceTimetable

from pipeline.runtime.settings import active_packs


def build_dag(pack_code: str) -> DAG:
    """Build the pack's DAG `<pack_code>__publish_progress`, which publishes the reports that are due.

    It runs at 08:00 (Asia/Shanghai) on each due day of the pack. It first waits, up to 12 hours, until no delivery up
    to that day is pending and all committed ones are assessed; it does not wait for held deliveries.
    """
    with DAG(
        f"{pack_code}__publish_progress",
        schedule=CampaignCadenceTimetable(pack_code),
        doc_md=__doc__,
        tags=[pack_code, "publish"],
        default_args=defaults(pack_code),
        params=publishing(),
        catchup=False,
        max_active_runs=1,
    ) as dag:

        @task.sensor(mode="reschedule", poke_interval=60, timeout=dt.timedelta(hours=12).total_seconds())
        def wait_until_assessed() -> bool:
            from campaign import publish as steps

            return steps.everything_assessed(pack_code, get_current_context())

        @task
        def publish() -> list[str]:
            from campaign import publish as steps

            return steps.publish(pack_code, get_current_context())

        @task
        def send_mail() -> dict[str, int]:
            from campaign import mail

            return mail.send_mail(pack_code)

        wait_until_assessed() >> publish() >> send_mail()
    return dag


for _pack_code in active_packs():
    build_dag(_pack_code)
