"""The DAGs of every active campaign: seven per pack, when and in what order. What is done stands in `pipeline/`."""

from __future__ import annotations

import datetime as dt

from airflow.sdk import DAG, Asset, ExceptionRetryPolicy, Param, RetryAction, RetryRule, get_current_context, task
from campaign.approval import HoldApproval
from campaign_timetables import CampaignCadenceTimetable, CampaignIntakeTimetable

from pipeline.runtime.settings import active_packs, held_check_interval

# Only what may be gone a minute later is tried again; wrong data fails at once and says why.
TRANSIENT = ["sqlalchemy.exc.OperationalError", "psycopg.OperationalError", "smtplib.SMTPServerDisconnected",
             "smtplib.SMTPConnectError", "builtins.ConnectionError", "builtins.TimeoutError"]  # fmt: skip
DEFAULTS = {
    "owner": "medical-insurance-bureau",
    "retries": 3,
    "retry_delay": dt.timedelta(minutes=1),
    "retry_policy": ExceptionRetryPolicy(
        rules=[RetryRule(exception=TRANSIENT, action=RetryAction.RETRY)], default=RetryAction.FAIL
    ),
    "execution_timeout": dt.timedelta(hours=4),
}
HELD_AT_ONCE = 1000  # each of them only waits: a delivery must never wait for the answer about another
INTAKES = {
    "intake_roll": (["roll", "employee", "history"], dt.time(6)),
    "intake_lists": (["special_list", "target_table"], dt.time(6, 15)),
    "intake_payments": (["tax_feed"], dt.time(6, 30)),
}


def intake(pack_code: str, name: str) -> Asset:
    """Reads every pending delivery of its kinds from landing, that arrived by the business date.

    Writes facts, quarantine and the deliveries' fate; updates its asset, which starts the assessment. For each delivery
    that waits for a person it starts a run of `…__decide_held`, once; for each that was decided it makes the workbook
    that goes back to the sender, but for lists of today whose money is to be assessed: theirs follow the assessment.
    A re-run is safe: a delivery is decided once. One run takes all that is pending.
    On failure: deliveries already decided stay decided; read the task's log, mend, clear the task. If `check_layouts`
    fails, only the deliveries of the layout that its log names wait: mend the file, the next run takes them. A held or
    rejected delivery is no failure: `campaign held` lists what waits, with its reasons.
    """
    kinds, at = INTAKES[name]
    facts = Asset(name=f"{pack_code}/{name}", uri=f"campaign://{pack_code}/{name}")
    with DAG(
        f"{pack_code}__{name}", schedule=CampaignIntakeTimetable(pack_code, at), doc_md=intake.__doc__,
        tags=[pack_code, "intake"], default_args=DEFAULTS, catchup=False, max_active_runs=1,
    ):  # fmt: skip

        @task(outlets=[facts])
        def take_in() -> dict:
            from campaign import tasks

            return tasks.take_in(pack_code, kinds, get_current_context())

        @task
        def ask_about_held() -> dict:
            from campaign import tasks

            return tasks.ask_about_held(pack_code, kinds, get_current_context())

        @task
        def give_feedback() -> dict:
            from campaign import tasks

            return tasks.give_feedback(pack_code, get_current_context())

        @task
        def check_layouts() -> None:
            from campaign import tasks

            tasks.check_layouts()

        take_in() >> [ask_about_held(), give_feedback(), check_layouts()]
    return facts


def decide_held(pack_code: str) -> Asset:
    """Reads one held delivery, the one that the run's conf names, and asks a person: release it or reject it.

    Writes the decision with its trail, on release the facts; updates its asset, which starts the assessment. While it
    waits for the answer it holds no slot, and nothing waits for it. Where the delivery is decided by
    `campaign release` or `campaign reject`, it ends by itself within CAMPAIGN_HELD_CHECK_SECONDS.
    A re-run is safe: an answer counts once, and only for what was shown with it.
    On failure: nothing was written; the log says why. Where what was shown has changed, the next intake asks anew;
    `campaign held` and `campaign release` decide without Airflow.
    """
    decided = Asset(name=f"{pack_code}/decided", uri=f"campaign://{pack_code}/decided")
    with DAG(
        f"{pack_code}__decide_held", schedule=None, doc_md=decide_held.__doc__, tags=[pack_code, "intake"],
        default_args=DEFAULTS, catchup=False, max_active_runs=HELD_AT_ONCE,
    ):  # fmt: skip

        @task(outlets=[decided])
        def announce() -> None:
            from campaign import tasks

            tasks.announce_decision(get_current_context())

        ask = HoldApproval(
            task_id="ask", task_display_name="放行或退回", pack_code=pack_code, execution_timeout=None,
            response_timeout=held_check_interval(),
            params={"note": Param("", type="string", title="理由", maxLength=1000)},
        )  # fmt: skip
        ask >> announce()
    return decided


def assess_and_post(pack_code: str, facts: list[Asset]) -> None:
    """Reads facts committed since the last assessment, and the rules of the pack.

    Writes dues and the ledger's events, in one transaction; then the feedback that says what was assessed.
    A re-run is safe: without changes nothing is written. Several intakes may share one run.
    On failure: nothing was written; read the task's log, mend, clear the task. Publishing waits meanwhile, and the
    feedback of today's lists until tomorrow's intake, which gives it without amounts. A correction
    of the pack that is refused is not tried again: the log names each rule, in Chinese, and how to write it.
    """
    condition = facts[0]
    for other in facts[1:]:
        condition = condition | other
    with DAG(
        f"{pack_code}__assess_and_post", schedule=condition, doc_md=assess_and_post.__doc__,
        tags=[pack_code, "assess"], default_args=DEFAULTS, catchup=False, max_active_runs=1,
    ):  # fmt: skip

        @task
        def assess() -> dict:
            from campaign import tasks

            return tasks.assess(pack_code, get_current_context())

        @task
        def give_feedback() -> dict:
            from campaign import tasks

            return tasks.give_feedback(pack_code, get_current_context())

        assess() >> give_feedback()


def publish_progress(pack_code: str) -> None:
    """Reads the ledger's sums, on each day on which the notice asks for a report.

    Writes extracts into the outbox with a manifest, and one mail per publication.
    A re-run is safe: a report that was published stays, a mail is sent once.
    On failure: if the wait timed out, an assessment is missing: run `…__assess_and_post`, then clear the task. Or a
    delivery waits for its layout: see `check_layouts` of the intakes.
    """
    with DAG(
        f"{pack_code}__publish_progress", schedule=CampaignCadenceTimetable(pack_code), doc_md=publish_progress.__doc__,
        tags=[pack_code, "publish"], default_args=DEFAULTS, catchup=False, max_active_runs=1,
    ):  # fmt: skip

        @task.sensor(mode="reschedule", poke_interval=60, timeout=dt.timedelta(hours=12).total_seconds())
        def wait_until_assessed() -> bool:
            from campaign import tasks

            return tasks.everything_assessed(pack_code, get_current_context())

        @task
        def publish() -> list:
            from campaign import tasks

            return tasks.publish(pack_code, get_current_context())

        wait_until_assessed() >> publish()


def remind_senders(pack_code: str) -> None:
    """Reads the pack's due days and what has come, daily after the intakes; and everybody who was assessed.

    Writes which senders were reminded, and one mail to each sender that owes something since yesterday or longer; into
    the queue of persons to check, who looks like one person under two numbers (`campaign identity review`).
    A re-run is safe: each owed delivery is reminded of once, each pair is queued once. Without a mail server nothing is
    sent or recorded.
    On failure: a mail that was not taken is not recorded; mend the mail server, clear the task.
    """
    with DAG(
        f"{pack_code}__remind_senders", schedule=CampaignIntakeTimetable(pack_code, dt.time(9)),
        doc_md=remind_senders.__doc__, tags=[pack_code, "intake"], default_args=DEFAULTS, catchup=False,
        max_active_runs=1,
    ):  # fmt: skip

        @task
        def remind() -> list:
            from campaign import tasks

            return tasks.remind(pack_code, get_current_context())

        @task
        def queue_look_alikes() -> int:
            from campaign import tasks

            return tasks.queue_look_alikes(pack_code)

        remind()
        queue_look_alikes()


for _pack_code in active_packs():
    assess_and_post(_pack_code, [*(intake(_pack_code, _name) for _name in INTAKES), decide_held(_pack_code)])
    publish_progress(_pack_code)
    remind_senders(_pack_code)
