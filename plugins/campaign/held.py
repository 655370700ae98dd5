"""Steps for held deliveries: ask an official about each, and record the answer."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypedDict

from campaign.checked_dates import check_question
from campaign.dates import DATE_KEY, choose_business_date, parse_date
from campaign.params import DELIVERY_KEY, FORCE_KEY
from campaign.refusals import fail_on_refusal
from pipeline.runtime.clock import SHANGHAI

if TYPE_CHECKING:
    from airflow.sdk import Context

    from pipeline.holds.presentation import Presentation

log = logging.getLogger(__name__)


class QuestionRun(TypedDict):
    """A run of `…__decide_held` to start: its id and its conf."""

    trigger_run_id: str
    conf: dict[str, str]


class AnsweredElsewhere(TypedDict):
    """XCom value of a question that was answered outside Airflow. `decided_on`: business date of the decision."""

    responded_at: None
    decided_on: str | None


def waiting_runs(pack_code: str, kinds: list[str], context: Context) -> list[QuestionRun]:
    """List the runs of `…__decide_held` to start: one per held delivery of these kinds that could be read. Starts none.

    `kinds`: kinds of source, such as tax_feed. Each entry has `trigger_run_id` (id of the run) and `conf` (its
    parameters). The id contains the digest of what the official is shown: Airflow refuses the same question a second
    time, and accepts a new one if the content has changed. The conf has `delivery_id` and, if the conf of the present
    run states one, `business_date`.
    """
    from pipeline.holds import decide
    from pipeline.runtime.settings import Settings

    settings = Settings.from_environment()
    run_conf = context["dag_run"].conf or {}
    stated = {key: run_conf[key] for key in (DATE_KEY, FORCE_KEY) if run_conf.get(key)}
    runs: list[QuestionRun] = []
    for delivery in decide.waiting(settings, pack_code):
        if delivery.kind in kinds:
            shown = decide.show(settings, pack_code, str(delivery.delivery_id))
            if shown.is_unread:
                continue
            conf = {DELIVERY_KEY: shown.delivery_id} | stated
            runs.append({"trigger_run_id": f"held__{shown.delivery_id}__{shown.sha256[:16]}", "conf": conf})
    return runs


def ask_about_held(pack_code: str, kinds: list[str], context: Context) -> dict[str, int]:
    """Start a run of `…__decide_held` for each readable held delivery of these kinds that was not asked about yet.

    A delivery whose content has changed is asked about again. Does not wait for the answers. `kinds`: kinds of source,
    such as tax_feed. Returns {"waiting": held deliveries that can be decided, "asked": runs started now}.
    """
    runs = waiting_runs(pack_code, kinds, context)
    new = sum(start_run(f"{pack_code}__decide_held", run["trigger_run_id"], run["conf"]) for run in runs)
    log.info("waiting for a decision: %s, newly asked: %s", len(runs), new)
    return {"waiting": len(runs), "asked": new}


def start_run(dag_id: str, run_id: str, conf: dict[str, str]) -> bool:
    """Start a DAG run from inside a task and return True; return False if a run with this id exists.

    Does not wait for the run. `dag_id`: whole id, such as `<pack_code>__decide_held`. `conf`: the parameters of the new
    run. Raises RuntimeError if Airflow refuses for another reason. (TriggerDagRunOperator starts only one run per task.
    A task costs a process and seconds, and hundreds of deliveries may be held.)
    """
    from airflow.sdk.exceptions import ErrorType
    from airflow.sdk.execution_time import task_runner
    from airflow.sdk.execution_time.comms import ErrorResponse, TriggerDagRun

    response = task_runner.SUPERVISOR_COMMS.send(TriggerDagRun(dag_id=dag_id, run_id=run_id, conf=conf))
    if isinstance(response, ErrorResponse) and response.error != ErrorType.DAGRUN_ALREADY_EXISTS:
        raise RuntimeError(f"{dag_id} cannot be started: {response.error}")
    return not isinstance(response, ErrorResponse)


def released_before(pack_code: str, context: Context) -> AnsweredElsewhere | None:
    """Return the decision by which the run's delivery was loaded, as the task's XCom value; None if there is none.

    The conf of the task's run names the delivery: {"delivery_id": …}.
    """
    from pipeline.holds import decide
    from pipeline.runtime.settings import Settings

    delivery_id = (context["dag_run"].conf or {}).get(DELIVERY_KEY)
    if not delivery_id:
        return None
    try:
        question = decide.question_state(Settings.from_environment(), pack_code, delivery_id, shown_sha256="")
    except decide.DecisionRefused:
        return None
    if not question.is_loaded or question.decided_on is None:
        return None
    return {"responded_at": None, "decided_on": question.decided_on.isoformat()}


def held_delivery(pack_code: str, context: Context) -> Presentation:
    """Return a held delivery as the official sees it: counts, sums and reasons. Changes nothing.

    The conf of the task's run names the delivery: {"delivery_id": …}. A `Presentation` has these facts as JSON text
    (`content`), its digest `sha256`, which the decision must name, and a Chinese text. Skips the task
    (AirflowSkipException) if the delivery is not held any more. Fails it without a retry (AirflowFailException) if the
    conf names no delivery.
    """
    from airflow.sdk.exceptions import AirflowFailException, AirflowSkipException

    from pipeline.holds import decide
    from pipeline.runtime.settings import Settings

    check_question(pack_code, context)
    delivery_id = (context["dag_run"].conf or {}).get(DELIVERY_KEY)
    if not delivery_id:
        raise AirflowFailException('this run needs the conf {"delivery_id": …}; see `campaign held`')
    try:
        return decide.show(Settings.from_environment(), pack_code, delivery_id)
    except decide.DecisionRefused as refused:
        raise AirflowSkipException(str(refused)) from None


def announce_question(pack_code: str, shown: Presentation, context: Context) -> str:
    """Return what a release would change, as Chinese text with counts and sums, and queue the mail to the approvers.

    The day is that of the run's conf, else the delivery's day of arrival or the last assessed day. No person is in the
    text or in the mail. Changes no facts: the release is tried and rolled back.
    """
    from pipeline.holds import announce, effect
    from pipeline.runtime.settings import Settings

    settings, conf = Settings.from_environment(), context["dag_run"].conf or {}
    stated = parse_date(conf[DATE_KEY]) if conf.get(DATE_KEY) else None
    text = effect.effect_text(settings, pack_code, shown.delivery_id, stated)
    announce.announce(settings, pack_code, shown, text, choose_business_date(conf, [], context["dag_run"].run_after))
    return text


def decide(
    pack_code: str,
    delivery_id: str,
    shown_sha256: str,
    *,
    is_accepted: bool,
    decided_by: str,
    note: str,
    answered_at: dt.datetime,
    conf: Mapping[str, Any] | None,
) -> dict[str, str]:
    """Release (`is_accepted`) or reject a held delivery, and record the decision.

    Returns {"delivery_id": …, "state": its new state}. `delivery_id`: a UUID as text. `shown_sha256`: digest of what
    the official was shown; the decision is refused if the content has changed since. `decided_by` and `note` (reason)
    are recorded. The business date is `business_date` in `conf` (parameters of the run), else the day of `answered_at`
    in Shanghai. Fails the task without a retry (AirflowFailException) if the decision is refused.
    """
    from airflow.sdk.exceptions import AirflowFailException

    from pipeline.holds import decide as step
    from pipeline.runtime.settings import Settings

    date = choose_business_date(conf, [], answered_at)
    verdict: step.Verdict = "accept" if is_accepted else "reject"
    settings = Settings.from_environment()
    try:
        with fail_on_refusal():
            decided = step.decide(settings, pack_code, delivery_id, verdict, decided_by, note, shown_sha256, date)
    except step.DecisionRefused as refused:
        raise AirflowFailException(str(refused)) from None
    log.info("decided: %s is %s", decided.delivery_id, decided.state)
    return {"delivery_id": decided.delivery_id, "state": decided.state}


def settled_elsewhere(pack_code: str, delivery_id: str, shown_sha256: str) -> AnsweredElsewhere | None:
    """Return None while a held delivery waits for the official's answer, else when it was decided outside Airflow.

    Such a result is the task's XCom value: `decided_on`, business date of that decision (ISO text), and `responded_at`,
    which is None. `delivery_id`: a UUID as text. `shown_sha256`: digest of what the official was shown. Skips the task
    if that decision loaded no facts, or if the content has changed (the next intake asks again).
    """
    from airflow.sdk.exceptions import AirflowSkipException

    from pipeline.holds import decide
    from pipeline.runtime.settings import Settings

    question = decide.question_state(Settings.from_environment(), pack_code, delivery_id, shown_sha256)
    if question.is_open:
        return None
    log.info("no answer is needed any more: %s is %s", delivery_id, question.state)
    if not question.is_loaded:
        raise AirflowSkipException(question.text_zh())
    return {"responded_at": None, "decided_on": question.decided_on.isoformat() if question.decided_on else None}


def announce_decision(context: Context) -> None:
    """Write the business date on the task's asset, which starts the assessment of the facts that a release loaded.

    The date is that of the run's conf, else the later of the day of the answer and the run's day.
    """
    date = choose_business_date(context["dag_run"].conf, [], context["dag_run"].run_after)
    for asset in context["task"].outlets:
        context["outlet_events"][asset].extra = {DATE_KEY: max(date, _answer_date(context)).isoformat()}


def _answer_date(context: Context) -> dt.date:
    """Day of the answer in Shanghai; the first day of the calendar if the conf states a date or there is no answer."""
    if (context["dag_run"].conf or {}).get(DATE_KEY):
        return dt.date.min
    answer = context["ti"].xcom_pull(task_ids="ask") or {}
    if answer.get("decided_on"):
        return parse_date(answer["decided_on"])
    moment = answer.get("responded_at")
    moment = dt.datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    return moment.astimezone(SHANGHAI).date() if moment else dt.date.min
