"""Reads the state of the installation and of the campaign every hour, at any time of the year: what `campaign health`
shows.

Writes one mail to each operator of the directory about what is wrong, each finding once a day; the DAG `…__send_mail`
sends it.

A re-run is safe: it changes nothing but the mails, and a finding that was sent today is not sent again.

On failure: something is wrong. The log of `check_health` has a line for each finding, which states what to do. If
Airflow itself is dead, this DAG notifies nobody: a timer of the system runs `campaign health --notify` for that.
"""

from __future__ import annotations

import datetime as dt

from airflow.sdk import DAG, task
from campaign.alerts import OperatorNotifier
from campaign.defaults import defaults

from pipeline.runtime.settings import active_packs

EVERY = dt.timedelta(hours=1)


def build_dag(pack_code: str) -> DAG:
    """Build the pack's DAG `<pack_code>__check_health`, which checks the installation and the campaign every hour."""
    with DAG(
        f"{pack_code}__check_health",
        schedule=EVERY,
        start_date=dt.datetime(2019, 1, 1, tzinfo=dt.UTC),
        doc_md=__doc__,
        tags=[pack_code, "health"],
        default_args=defaults(pack_code),
        catchup=False,
        max_active_runs=1,
    ) as dag:

        @task(on_failure_callback=OperatorNotifier(pack_code, "health"))
        def check_health() -> None:
            from campaign import alerts

            alerts.check_health(pack_code)

        check_health()
    return dag


for _pack_code in active_packs():
    build_dag(_pack_code)
