"""Between Airflow and the pipeline: which business date a run stands for, and what goes to XCom (ids and counts)."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
DATE_KEY = "business_date"
# Days whose due publications a run makes, instead of its business date: for replays.
PUBLISH_DAYS_KEY = "publish_on"
# True: reports whose figures have changed since they went out are corrected, too.
CORRECT_KEY = "correct"

log = logging.getLogger(__name__)


def choose_business_date(
    conf: Mapping[str, Any] | None, event_extras: Iterable[Mapping[str, Any]], moment: dt.datetime
) -> dt.date:
    """The date given by hand, else the latest of the assets that triggered the run, else the run's day in Shanghai.

    Raises ValueError if the given text is not a date.
    """
    given = (conf or {}).get(DATE_KEY)
    if given:
        return _date(given)
    dates = [_date(extra[DATE_KEY]) for extra in event_extras if extra.get(DATE_KEY)]
    return max(dates) if dates else moment.astimezone(SHANGHAI).date()


def business_date(context: Mapping[str, Any]) -> dt.date:
    """The business date of the run that this task belongs to."""
    run = context["dag_run"]
    events = context.get("triggering_asset_events") or {}
    extras = [event.extra or {} for group in events.values() for event in group]
    return choose_business_date(run.conf, extras, run.logical_date or run.run_after)


def publish_days(context: Mapping[str, Any]) -> list[dt.date]:
    """The days whose due publications this run makes: usually one, its business date."""
    given = (context["dag_run"].conf or {}).get(PUBLISH_DAYS_KEY)
    return sorted(_date(text) for text in given) if given else [business_date(context)]


@contextmanager
def refusals_told() -> Iterator[None]:
    """A pack or layout that may not be used fails the task at once, with every reason in Chinese: no retry mends it."""
    from airflow.sdk.exceptions import AirflowFailException

    from pipeline.policy.registry import LayoutError
    from transforms.policy import PackError

    try:
        yield
    except PackError as error:
        raise AirflowFailException("\n".join(one.text_zh() for one in error.problems)) from None
    except LayoutError as error:
        raise AirflowFailException(f"版式文件有错误，改好以前用到它的报送不作处理：\n{error}") from None


def take_in(pack_code: str, kinds: list[str], context: Mapping[str, Any]) -> dict[str, Any]:
    """Take all pending deliveries of these kinds; says on its asset for which business date. Returns counts."""
    from pipeline.intake import run as intake
    from pipeline.runtime.settings import Settings

    on = business_date(context)
    with refusals_told():
        report = intake.run(Settings.from_environment(), pack_code, kinds, on).as_dict()
    for asset in context["task"].outlets:
        context["outlet_events"][asset].extra = {DATE_KEY: on.isoformat()}
    log.info("taken in: %s", report)
    return report


def check_layouts() -> None:
    """Fail if a layout is wrong. What uses it waits meanwhile; nothing else does."""
    from pipeline.policy import registry
    from pipeline.runtime.settings import Settings

    with refusals_told():
        registry.check_layouts(Settings.from_environment())


def give_feedback(pack_code: str, context: Mapping[str, Any]) -> dict[str, int]:
    """Make the workbooks that are missing and tell their senders; lists of whom money is secured for wait for their
    assessment, which gives feedback, too. Returns counts."""
    from pipeline.feedback import run as feedback
    from pipeline.runtime.settings import Settings

    with refusals_told():
        made = feedback.run(Settings.from_environment(), pack_code, business_date(context), assessed_only=True)
    counts = {"workbooks": len(made), "findings": sum(one.finding_rows for one in made)}
    log.info("feedback: %s", counts)
    return counts


def waiting_runs(pack_code: str, kinds: list[str], context: Mapping[str, Any]) -> list[dict[str, Any]]:
    """One run of `…__decide_held` per delivery of these kinds that waits for a person. One of which nothing could be
    read waits for its form or its sender, and is not asked about.

    Its id follows from what is shown: the same question is asked once, and anew where its content has changed.
    """
    from pipeline.holds import decide
    from pipeline.runtime.settings import Settings

    settings = Settings.from_environment()
    given = (context["dag_run"].conf or {}).get(DATE_KEY)
    runs = []
    for one in decide.waiting(settings, pack_code):
        if one["kind"] in kinds:
            shown = decide.show(settings, pack_code, one["delivery_id"])
            if shown.is_unread:
                continue
            conf = {"delivery_id": shown.delivery_id} | ({DATE_KEY: given} if given else {})
            runs.append({"trigger_run_id": f"held__{shown.delivery_id}__{shown.sha256[:16]}", "conf": conf})
    return runs


def ask_about_held(pack_code: str, kinds: list[str], context: Mapping[str, Any]) -> dict[str, int]:
    """Start a run of `…__decide_held` for each held delivery that was not asked about as it stands. Returns counts."""
    runs = waiting_runs(pack_code, kinds, context)
    new = sum(start_run(f"{pack_code}__decide_held", run["trigger_run_id"], run["conf"]) for run in runs)
    log.info("waiting for a decision: %s, newly asked: %s", len(runs), new)
    return {"waiting": len(runs), "asked": new}


def start_run(dag_id: str, run_id: str, conf: dict[str, Any]) -> bool:
    """Start a run from inside a task; False if a run with this id exists.

    What TriggerDagRunOperator does at its end, but any number of runs from one task: a process for each held delivery
    costs seconds, and there may be hundreds.
    """
    from airflow.sdk.exceptions import ErrorType
    from airflow.sdk.execution_time import task_runner
    from airflow.sdk.execution_time.comms import ErrorResponse, TriggerDagRun

    told = task_runner.SUPERVISOR_COMMS.send(TriggerDagRun(dag_id=dag_id, run_id=run_id, conf=conf))
    if isinstance(told, ErrorResponse) and told.error != ErrorType.DAGRUN_ALREADY_EXISTS:
        raise RuntimeError(f"{dag_id} cannot be started: {told.error}")
    return not isinstance(told, ErrorResponse)


def held_delivery(pack_code: str, context: Mapping[str, Any]) -> Any:
    """What a person is shown of the run's delivery (`pipeline.holds.presentation.Shown`).

    A delivery that waits no longer ends the run without a question.
    """
    from airflow.sdk.exceptions import AirflowFailException, AirflowSkipException

    from pipeline.holds import decide
    from pipeline.runtime.settings import Settings

    wanted = (context["dag_run"].conf or {}).get("delivery_id")
    if not wanted:
        raise AirflowFailException('this run needs the conf {"delivery_id": …}; see `campaign held`')
    try:
        return decide.show(Settings.from_environment(), pack_code, wanted)
    except decide.DecisionRefused as refused:
        raise AirflowSkipException(str(refused)) from None


def decide(
    pack_code: str, delivery_id: str, shown_sha256: str, is_accepted: bool, decided_by: str, note: str,
    answered_at: dt.datetime, conf: Mapping[str, Any] | None,
) -> dict[str, Any]:  # fmt: skip
    """Carry an answer out, as of the date given by hand, else of the answer's day. A refusal is not tried again."""
    from airflow.sdk.exceptions import AirflowFailException

    from pipeline.holds import decide as step
    from pipeline.runtime.settings import Settings

    on = choose_business_date(conf, [], answered_at)
    settings = Settings.from_environment()
    try:
        with refusals_told():
            verdict: step.Verdict = "accept" if is_accepted else "reject"
            done = step.decide(settings, pack_code, delivery_id, verdict, decided_by, note, shown_sha256, on)
    except step.DecisionRefused as refused:
        raise AirflowFailException(str(refused)) from None
    log.info("decided: %s is %s", done.delivery_id, done.state)
    return {"delivery_id": done.delivery_id, "state": done.state}


def settled_elsewhere(pack_code: str, delivery_id: str, shown_sha256: str) -> dict[str, Any] | None:
    """None while the question is open. Else where it was answered without Airflow: the day, if facts may have come in.

    Ends the task as skipped where nothing came in, or what was shown has changed (the next intake asks anew).
    """
    from airflow.sdk.exceptions import AirflowSkipException

    from pipeline.holds import decide
    from pipeline.runtime.settings import Settings

    now = decide.standing(Settings.from_environment(), pack_code, delivery_id, shown_sha256)
    if now.is_open:
        return None
    log.info("no answer is needed any more: %s is %s", delivery_id, now.state)
    if not now.came_in:
        raise AirflowSkipException(now.text_zh())
    return {"responded_at": None, "decided_on": now.decided_on.isoformat() if now.decided_on else None}


def announce_decision(context: Mapping[str, Any]) -> None:
    """Facts came in by a decision: says on the task's asset for which business date, which starts the assessment."""
    on = choose_business_date(context["dag_run"].conf, [], context["dag_run"].run_after)
    for asset in context["task"].outlets:
        context["outlet_events"][asset].extra = {DATE_KEY: max(on, _answered_on(context)).isoformat()}


def _answered_on(context: Mapping[str, Any]) -> dt.date:
    """The day of the answer, unless a date was given by hand."""
    if (context["dag_run"].conf or {}).get(DATE_KEY):
        return dt.date.min
    answer = context["ti"].xcom_pull(task_ids="ask") or {}
    if answer.get("decided_on"):
        return _date(answer["decided_on"])
    moment = answer.get("responded_at")
    moment = dt.datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    return moment.astimezone(SHANGHAI).date() if moment else dt.date.min


def assess(pack_code: str, context: Mapping[str, Any]) -> dict[str, Any]:
    """Assess and post everything committed since the last time. Returns counts."""
    from pipeline.assess import run as step
    from pipeline.runtime.settings import Settings

    with refusals_told():
        report = step.run(Settings.from_environment(), pack_code, business_date(context)).as_dict()
    log.info("assessed: %s", report)
    return report


def queue_look_alikes(pack_code: str) -> int:
    """Queue who looks like one person under two numbers, for an official to decide. Returns how many pairs are new."""
    from pipeline.identity import review
    from pipeline.runtime.settings import Settings

    new = review.search(Settings.from_environment(), pack_code)
    log.info("%s: %d pairs of persons to check are new", pack_code, new)
    return new


def everything_assessed(pack_code: str, context: Mapping[str, Any]) -> bool:
    """Whether all that was delivered up to the days to publish is decided and assessed."""
    from pipeline.publish import run as publish
    from pipeline.runtime.settings import Settings

    return publish.watermark_ready(Settings.from_environment(), pack_code, max(publish_days(context)))


def publish(pack_code: str, context: Mapping[str, Any]) -> list[str]:
    """Publish what is due. Returns the publications' ids."""
    from pipeline.publish import run as step
    from pipeline.runtime.settings import Settings

    settings = Settings.from_environment()
    with refusals_told():
        made = [str(one) for on in publish_days(context) for one in step.run(settings, pack_code, on)]
        if (context["dag_run"].conf or {}).get(CORRECT_KEY) is True:
            made += step.correct(settings, pack_code)
    log.info("published: %s", made)
    return made


def remind(pack_code: str, context: Mapping[str, Any]) -> list[str]:
    """Remind the senders that owe a delivery. Returns the short names of the sources that got a mail."""
    from pipeline.runtime.settings import Settings
    from pipeline.senders import reminders

    with refusals_told():
        sources = reminders.run(Settings.from_environment(), pack_code, business_date(context))
    log.info("reminded: %s", sources)
    return sources


def _date(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except (TypeError, ValueError):
        raise ValueError(f"a business date must look like 2019-12-31, not {text!r}") from None
