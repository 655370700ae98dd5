"""Reads every pending delivery of its kinds from landing that arrived by the business date.

Writes facts, quarantined rows and the state of each delivery, and updates its asset, which starts the assessment. For
each delivery that waits for a decision it starts a run of `…__decide_held`, once. For each decided delivery it makes
the workbook that goes back to the sender, and notifies the sender by mail. Lists of today whose money is to be assessed
get theirs after the assessment.

A re-run is safe: a delivery is decided once. One run takes all pending deliveries.

On failure: deliveries that are decided stay decided. Read the task's log, correct the cause, clear the task. If
`check_layouts` fails, only the deliveries of the layout that its log names wait: correct the file, and the next run
takes them. A held or rejected delivery is no failure: `campaign held` lists what waits, with its reasons.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from airflow.sdk import DAG, get_current_context, task
from campaign.defaults import INTAKES, defaults, facts_asset
from campaign.params import dated
from campaign_timetables import CampaignIntakeTimetable

from pipeline.runtime.settings import active_packs


def build_dag(pack_code: str, name: str, kinds: list[str], at: dt.time) -> DAG:
    """Build the pack's DAG `<pack_code>__<name>`, which takes in all pending deliveries of `kinds` daily at `at`.

    `name`: last part of the DAG's id and of its asset, a key of `campaign.defaults.INTAKES`. `kinds`: kinds of source,
    such as special_list or tax_feed. `at`: time of day in Asia/Shanghai. The days come from the pack
    (CampaignIntakeTimetable).
    """
    with DAG(
        f"{pack_code}__{name}",
        schedule=CampaignIntakeTimetable(pack_code, at),
        doc_md=__doc__,
        tags=[pack_code, "intake"],
        default_args=defaults(pack_code),
        params=dated(),
        catchup=False,
        max_active_runs=1,
    ) as dag:

        @task(outlets=[facts_asset(pack_code, name)])
        def take_in() -> dict[str, Any]:
            from campaign import intake

            return intake.take_in(pack_code, kinds, get_current_context())

        @task
        def ask_about_held() -> dict[str, int]:
            from campaign import held

            return held.ask_about_held(pack_code, kinds, get_current_context())

        @task
        def give_feedback() -> dict[str, int]:
            from campaign import feedback

            return feedback.give_feedback(pack_code, get_current_context())

        @task
        def check_layouts() -> None:
            from campaign import intake

            intake.check_layouts(pack_code)

        @task
        def send_mail() -> dict[str, int]:
            from campaign import mail

            return mail.send_mail(pack_code)

        taken_in = take_in()
        taken_in >> [ask_about_held(), check_layouts()]
        taken_in >> give_feedback() >> send_mail()
    return dag


for _pack_code in active_packs():
    for _name, (_kinds, _at) in INTAKES.items():
        build_dag(_pack_code, _name, _kinds, _at)
