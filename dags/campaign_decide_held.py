"""Reads one held delivery, which the run's conf names, and asks a person to release or reject it.

Writes the decision with its trail and, on release, the facts; updates its asset, which starts the assessment. While it
waits for the answer it uses no slot, and nothing waits for it. If the delivery is decided by `campaign release` or
`campaign reject`, the run ends by itself within CAMPAIGN_HELD_CHECK_SECONDS.

A re-run is safe: an answer counts once, and only for the content that was shown with it.

On failure: nothing was written; the log states the reason. If the content has changed, the next intake asks again.
`campaign held` and `campaign release` decide without Airflow.
"""

from __future__ import annotations

from airflow.sdk import DAG, Param, get_current_context, task
from campaign.approval import HoldApproval
from campaign.defaults import DECIDED, defaults, facts_asset
from campaign.params import deciding

from pipeline.runtime.settings import active_packs, held_check_interval

# Runs at the same time. Each only waits, and no delivery may wait for the answer about another.
MAX_QUESTIONS = 1000


def build_dag(pack_code: str) -> DAG:
    """Build the pack's DAG `<pack_code>__decide_held`: one run asks an official to release or reject one held delivery.

    It has no schedule: the intake starts a run for each held delivery, or an official starts one with the conf
    `{"delivery_id": …}`. Up to MAX_QUESTIONS runs wait at the same time.
    """
    with DAG(
        f"{pack_code}__decide_held",
        schedule=None,
        doc_md=__doc__,
        tags=[pack_code, "intake"],
        default_args=defaults(pack_code),
        params=deciding(),
        catchup=False,
        max_active_runs=MAX_QUESTIONS,
    ) as dag:

        @task(outlets=[facts_asset(pack_code, DECIDED)])
        def announce() -> None:
            from campaign import held

            held.announce_decision(get_current_context())

        ask = HoldApproval(
            task_id="ask",
            task_display_name="放行或退回",
            pack_code=pack_code,
            execution_timeout=None,
            response_timeout=held_check_interval(),
            params={"note": Param("", type="string", title="理由", maxLength=1000)},
        )
        ask >> announce()
    return dag


for _pack_code in active_packs():
    build_dag(_pack_code)
