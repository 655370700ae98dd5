"""Reads facts committed since the last assessment, and the rules of the pack.

Writes dues and the ledger's events in one transaction; then the feedback that contains assessed amounts,
and the mails about it.

A re-run is safe: without changes nothing is written. Several intakes may share one run.

On failure: nothing was written. Read the task's log, correct the cause, clear the task. Meanwhile publishing waits, and
the feedback of today's lists waits for tomorrow's intake, which gives it without amounts. A refused correction of the
pack is not retried: the log names each rule, in Chinese, and how to write it.
"""

from __future__ import annotations

from typing import Any

from airflow.sdk import DAG, AssetAny, get_current_context, task
from campaign.defaults import DECIDED, INTAKES, defaults, facts_asset
from campaign.params import dated

from pipeline.runtime.settings import active_packs


def build_dag(pack_code: str) -> DAG:
    """Build the pack's DAG `<pack_code>__assess_and_post`, which assesses and posts facts and then gives feedback.

    It has no schedule of days: a finished intake or the release of a held delivery starts it. Airflow finds the DAG
    because this module calls the function; one run at a time.
    """
    with DAG(
        f"{pack_code}__assess_and_post",
        schedule=AssetAny(*(facts_asset(pack_code, name) for name in (*INTAKES, DECIDED))),
        doc_md=__doc__,
        tags=[pack_code, "assess"],
        default_args=defaults(pack_code),
        params=dated(),
        catchup=False,
        max_active_runs=1,
    ) as dag:

        @task
        def assess() -> dict[str, Any]:
            from campaign import assess as step

            return step.assess(pack_code, get_current_context())

        @task
        def give_feedback() -> dict[str, int]:
            from campaign import feedback

            return feedback.give_feedback(pack_code, get_current_context())

        @task
        def send_mail() -> dict[str, int]:
            from campaign import mail

            return mail.send_mail(pack_code)

        assess() >> give_feedback() >> send_mail()
    return dag


for _pack_code in active_packs():
    build_dag(_pack_code)
