"""Reads every pending delivery of its kinds from landing that arrived by the business date.

Writes facts, quarantined rows and the state of each delivery, and updates its asset, which starts the assessment. For
each delivery that waits for a decision it starts a run of `…__decide_held`, once. For each decided delivery it makes
the workbook that goes back to the sender, and notifies the sender by mail. Lists of today whose money is to be assessed
get theirs after the assessment.

Payments come first. Files that are slow to read come last, in a task of their own: the facts of all others are assessed
meanwhile. What exceeds a sender's share of the day (docs/reference/settings.md) waits for the next run, or is taken in
by a run with the parameter `with_postponed`.

A re-run is safe: a delivery is decided once. One run takes all pending deliveries.

On failure: deliveries that are decided stay decided. Read the task's log, correct the cause, clear the task. If
`check_layouts` fails, only the deliveries of the layout that its log names wait: correct the file, and the next run
takes them. A held or rejected delivery is no failure: `campaign held` lists what waits, with its reasons.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from airflow.sdk import DAG, TriggerRule, get_current_context, task
from campaign.defaults import INTAKES, defaults, facts_asset
from campaign.params import taking_in
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
        params=taking_in(),
        catchup=False,
        max_active_runs=1,
    ) as dag:

        @task(outlets=[facts_asset(pack_code, name)])
        def take_in() -> dict[str, Any]:
            from campaign import intake

            return intake.take_in(pack_code, kinds, get_current_context())

        @task(outlets=[facts_asset(pack_code, name)])
        def take_in_slow(taken: Any) -> dict[str, Any]:
            from campaign import intake

            return intake.take_in_slow(pack_code, kinds, taken, get_current_context())

        # These follow `take_in_slow`, which is skipped on most days.
        @task(trigger_rule=TriggerRule.NONE_FAILED)
        def ask_about_held() -> dict[str, int]:
            from campaign import held

            return held.ask_about_held(pack_code, kinds, get_current_context())

        @task(trigger_rule=TriggerRule.NONE_FAILED)
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
        taken_in >> check_layouts()
        take_in_slow(taken_in) >> [ask_about_held(), feedback_given := give_feedback()]
        feedback_given >> send_mail()
    return dag


for _pack_code in active_packs():
    for _name, (_kinds, _at) in INTAKES.items():
        build_dag(_pack_code, _name, _kinds, _at)
