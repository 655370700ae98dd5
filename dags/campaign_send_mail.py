"""Reads the mails that wait (ledger.mail), every ten minutes, at any time of the year.

Writes how each attempt ended. Each recipient gets its mails in the order in which they were queued; one that cannot be
reached holds no other one up. The tasks `send_mail` of the other DAGs do the same at once after they queued mails.

A re-run is safe: a mail that was sent is not sent again; two runs at once send different mails.

On failure: the database or the settings are wrong; read the task's log. A mail server that is down or that refuses a
mail fails no task: the mail waits, or `campaign mail list` names it with the server's answer.
"""

from __future__ import annotations

import datetime as dt

from airflow.sdk import DAG, task
from campaign.defaults import defaults

from pipeline.runtime.settings import active_packs

EVERY = dt.timedelta(minutes=10)


def build_dag(pack_code: str) -> DAG:
    """Build the pack's DAG `<pack_code>__send_mail`, which sends the waiting mails every ten minutes."""
    with DAG(
        f"{pack_code}__send_mail",
        schedule=EVERY,
        start_date=dt.datetime(2019, 1, 1, tzinfo=dt.UTC),
        doc_md=__doc__,
        tags=[pack_code, "mail"],
        default_args=defaults(pack_code),
        catchup=False,
        max_active_runs=1,
    ) as dag:

        @task
        def send_mail() -> dict[str, int]:
            from campaign import mail

            return mail.send_mail(pack_code)

        send_mail()
    return dag


for _pack_code in active_packs():
    build_dag(_pack_code)
