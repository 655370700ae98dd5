"""Approval of a held delivery in Airflow: the question and the effect of an answer, without a scheduler."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import psycopg
import pytest

from pipeline.holds import decide
from pipeline.runtime.settings import REPOSITORY, Settings
from tests.support.files.poverty_list import PACK, person, row
from tests.support.fixtures.held_deliveries import HELD, HandIn, answer, rows, take_in

ANSWERED = dt.datetime(2019, 9, 3, 18, 0, tzinfo=dt.UTC)  # the 4th in Shanghai


@pytest.fixture()
def held(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """The steps for held deliveries, with the test's own settings."""
    monkeypatch.syspath_prepend(str(REPOSITORY / "plugins"))
    monkeypatch.setattr(Settings, "from_environment", classmethod(lambda cls, environ=None: settings))
    from campaign import held as steps

    yield steps
    sys.modules.pop("campaign.approval", None)


class StateStore(dict[str, Any]):
    """Airflow's state store of a task, which survives its retries."""

    def set(self, key: str, value: Any) -> None:
        self[key] = value


def context(**conf: str) -> dict[str, Any]:
    """Return the context of a task whose run has this conf."""
    run = SimpleNamespace(conf=conf, logical_date=None, run_after=ANSWERED)
    return {"dag_run": run, "task_state_store": StateStore(), "task_instance": SimpleNamespace(id="x")}


def approval() -> Any:
    """Return the task that asks."""
    from campaign.approval import HoldApproval

    return HoldApproval(task_id="ask", pack_code=PACK, params={"note": ""})


def question(settings: Settings, delivery_id: str) -> dict[str, str]:
    """Return the arguments that travel from the question to the answer."""
    return {"delivery_id": delivery_id, "shown_sha256": decide.show(settings, PACK, delivery_id).sha256}


def event(option: str, note: str = "核实") -> dict[str, Any]:
    """Return the event that Airflow passes on when the user wang has chosen an option."""
    return {
        "chosen_options": [option],
        "params_input": {"note": note},
        "responded_at": ANSWERED,
        "responded_by_user": {"id": "7", "name": "wang"},
        "timedout": False,
    }


def test_each_held_delivery_gets_one_run_with_the_digest_in_its_id(
    held: Any, settings: Settings, hand_in: HandIn
) -> None:
    delivery_id = hand_in(HELD)
    hand_in([row(40)], period="2019-09")
    take_in(settings)
    (run,) = held.waiting_runs(PACK, ["special_list"], context(business_date="2019-09-02"))
    sha256 = decide.show(settings, PACK, delivery_id).sha256
    assert run == {
        "trigger_run_id": f"held__{delivery_id}__{sha256[:16]}",
        "conf": {"delivery_id": delivery_id, "business_date": "2019-09-02"},
    }
    assert held.waiting_runs(PACK, ["tax_feed"], context()) == []


def test_each_delivery_is_asked_about_once(
    held: Any, settings: Settings, hand_in: HandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    delivery_id = hand_in(HELD)
    take_in(settings)
    started: dict[str, Any] = {}

    def start(dag_id: str, run_id: str, conf: dict[str, Any]) -> bool:
        return run_id not in started and not started.update({run_id: (dag_id, conf)})

    monkeypatch.setattr(held, "start_run", start)
    run = context(business_date="2019-09-02")
    assert held.ask_about_held(PACK, ["special_list"], run) == {"waiting": 1, "asked": 1}
    assert held.ask_about_held(PACK, ["special_list"], run) == {"waiting": 1, "asked": 0}
    assert [(dag_id, conf["delivery_id"]) for dag_id, conf in started.values()] == [
        (f"{PACK}__decide_held", delivery_id)
    ]


def test_the_task_asks_and_waits_without_a_slot(
    held: Any, settings: Settings, hand_in: HandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    from airflow.sdk.exceptions import TaskAwaitingInput

    delivery_id = hand_in(HELD)
    take_in(settings)
    shown = decide.show(settings, PACK, delivery_id)
    asked: dict[str, Any] = {}
    monkeypatch.setattr(
        "airflow.providers.standard.operators.hitl.upsert_hitl_detail", lambda **detail: asked.update(detail)
    )
    with pytest.raises(TaskAwaitingInput) as waits:
        approval().execute(context(delivery_id=delivery_id))
    assert waits.value.kwargs == {"delivery_id": delivery_id, "shown_sha256": shown.sha256}
    assert waits.value.timeout is None
    assert asked["options"] == ["放行", "退回"] and asked["subject"] == shown.subject
    assert shown.sha256 in asked["body"] and "不合格 6" in asked["body"]
    assert "放行后的变化" in asked["body"] and "新增 4，移出 0，变更 0" in asked["body"]
    values = [value for n in range(10) for value in person(n)]
    assert not [value for value in values if value in str(asked)]


def announcement(asset: SimpleNamespace, answer: dict[str, Any], **conf: str) -> dict[str, Any]:
    """Return the context of the task `announce`, with `answer` as the XCom value of the task `ask`."""
    return context(**conf) | {
        "task": SimpleNamespace(outlets=["decided"]),
        "outlet_events": {"decided": asset},
        "ti": SimpleNamespace(xcom_pull=lambda task_ids: answer),
    }


@pytest.mark.parametrize(("option", "state"), [("放行", "committed"), ("退回", "rejected")])
def test_an_answer_is_recorded_with_the_name_of_its_user(
    held: Any, settings: Settings, hand_in: HandIn, option: str, state: str
) -> None:
    delivery_id = hand_in(HELD)
    take_in(settings)
    task, arguments = approval(), question(settings, delivery_id)
    task.execute_complete(context(delivery_id=delivery_id), event(option), **arguments)
    assert rows(settings, "SELECT state FROM landing.delivery") == [(state,)]
    (trail,) = rows(settings, "SELECT outcome, decided_by, note, business_date FROM landing.decision")
    assert trail == (state, "wang (7)", "核实", dt.date(2019, 9, 4))


def test_an_answer_to_changed_content_fails_without_a_retry(held: Any, settings: Settings, hand_in: HandIn) -> None:
    from airflow.sdk.exceptions import AirflowFailException

    delivery_id = hand_in(HELD)
    take_in(settings)
    arguments = question(settings, delivery_id) | {"shown_sha256": "0" * 64}
    with pytest.raises(AirflowFailException, match="已经变化"):
        approval().execute_complete(context(delivery_id=delivery_id), event("放行"), **arguments)
    assert rows(settings, "SELECT state FROM landing.delivery") == [("held",)]


def test_an_option_that_was_not_offered_decides_nothing(held: Any, settings: Settings, hand_in: HandIn) -> None:
    delivery_id = hand_in(HELD)
    take_in(settings)
    task, arguments = approval(), question(settings, delivery_id)
    with pytest.raises(ValueError, match="Approve"):
        task.execute_complete(context(delivery_id=delivery_id), event("Approve"), **arguments)
    assert rows(settings, "SELECT state FROM landing.delivery") == [("held",)]


NO_ANSWER = {"error": "no answer within the time", "error_type": "timeout"}


def test_without_an_answer_the_task_waits_on(held: Any, settings: Settings, hand_in: HandIn) -> None:
    from airflow.sdk.exceptions import TaskAwaitingInput

    delivery_id = hand_in(HELD)
    take_in(settings)
    task, arguments = approval(), question(settings, delivery_id)
    task.response_timeout = dt.timedelta(seconds=7)
    with pytest.raises(TaskAwaitingInput) as waits:
        task.execute_complete(context(delivery_id=delivery_id), NO_ANSWER, **arguments)
    assert (waits.value.method_name, waits.value.timeout) == ("execute_complete", task.response_timeout)
    assert waits.value.kwargs == arguments
    assert rows(settings, "SELECT count(*) FROM landing.decision") == [(0,)]


def test_after_a_decision_elsewhere_the_task_ends_and_the_announcement_has_its_date(
    held: Any, settings: Settings, hand_in: HandIn
) -> None:
    delivery_id = hand_in(HELD)
    take_in(settings)
    task, arguments = approval(), question(settings, delivery_id)
    answer(settings, delivery_id, "accept", business_date=dt.date(2019, 9, 6))
    result = task.execute_complete(context(delivery_id=delivery_id), NO_ANSWER, **arguments)
    asset = SimpleNamespace(extra=None)
    held.announce_decision(announcement(asset, result))
    assert asset.extra == {"business_date": "2019-09-06"}


@pytest.mark.parametrize("meanwhile", ["rejected", "changed"])
def test_the_task_is_skipped_if_the_decision_elsewhere_loaded_nothing(
    held: Any, settings: Settings, hand_in: HandIn, meanwhile: str
) -> None:
    from airflow.sdk.exceptions import AirflowSkipException

    delivery_id = hand_in(HELD)
    take_in(settings)
    task, arguments = approval(), question(settings, delivery_id)
    if meanwhile == "rejected":
        answer(settings, delivery_id, "reject")
    else:
        with psycopg.connect(settings.warehouse_url("owner")) as conn:
            conn.execute("UPDATE landing.delivery SET clean_count = 5")
    with pytest.raises(AirflowSkipException, match={"rejected": "整份退回", "changed": "已经变化"}[meanwhile]):
        task.execute_complete(context(delivery_id=delivery_id), NO_ANSWER, **arguments)


def test_a_delivery_that_is_not_held_is_not_asked_about(held: Any, settings: Settings, hand_in: HandIn) -> None:
    from airflow.sdk.exceptions import AirflowFailException, AirflowSkipException

    delivery_id = hand_in([row(41)])
    take_in(settings)
    with pytest.raises(AirflowSkipException, match="不在待决定之列"):
        held.held_delivery(PACK, context(delivery_id=delivery_id))
    with pytest.raises(AirflowFailException, match="delivery_id"):
        held.held_delivery(PACK, context())


@pytest.mark.parametrize("verdict", ["accept", "reject"])
def test_a_repeated_task_finds_the_decision_that_was_carried_out(
    held: Any, settings: Settings, hand_in: HandIn, verdict: str
) -> None:
    """Airflow repeats a task if the end of its first half is reported late; the assessment must follow all the same."""
    from airflow.sdk.exceptions import AirflowSkipException

    delivery_id = hand_in(HELD)
    take_in(settings)
    answer(settings, delivery_id, verdict)
    if verdict == "accept":
        assert approval().execute(context(delivery_id=delivery_id)) == {
            "responded_at": None,
            "decided_on": "2019-09-01",
        }
    else:
        with pytest.raises(AirflowSkipException, match="不在待决定之列"):
            approval().execute(context(delivery_id=delivery_id))


class Hitl:
    """The questions of Airflow, by their texts."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def ask(self, *, body: str, **_: Any) -> None:
        self.asked.append(body)


@pytest.fixture()
def hitl(monkeypatch: pytest.MonkeyPatch) -> Hitl:
    """The questions of Airflow without its server."""
    questions = Hitl()
    monkeypatch.setattr("airflow.providers.standard.operators.hitl.upsert_hitl_detail", questions.ask)
    return questions


def test_a_repeated_task_asks_again(held: Any, settings: Settings, hand_in: HandIn, hitl: Hitl) -> None:
    from airflow.sdk.exceptions import TaskAwaitingInput

    delivery_id = hand_in(HELD)
    take_in(settings)
    attempt = context(delivery_id=delivery_id)
    for _ in range(2):
        with pytest.raises(TaskAwaitingInput):
            approval().execute(attempt)
    assert len(hitl.asked) == 2
    assert rows(settings, "SELECT count(*) FROM landing.decision") == [(0,)]


def test_a_repeated_task_shows_no_old_text(held: Any, settings: Settings, hand_in: HandIn, hitl: Hitl) -> None:
    """Airflow keeps the text of a question when the task is repeated, so the official would answer to old content."""
    from airflow.sdk.exceptions import AirflowSkipException, TaskAwaitingInput

    delivery_id = hand_in(HELD)
    take_in(settings)
    attempt = context(delivery_id=delivery_id)
    with pytest.raises(TaskAwaitingInput):
        approval().execute(attempt)
    with psycopg.connect(settings.warehouse_url("owner")) as conn:
        conn.execute("UPDATE landing.delivery SET clean_count = 5")
    with pytest.raises(AirflowSkipException, match="content has changed"):
        approval().execute(attempt)
    assert len(hitl.asked) == 1
    assert rows(settings, "SELECT count(*) FROM landing.decision") == [(0,)]


def test_the_announcement_has_the_day_of_the_answer(held: Any) -> None:
    asset = SimpleNamespace(extra=None)
    answer = {"responded_at": ANSWERED + dt.timedelta(days=2)}
    held.announce_decision(announcement(asset, answer))
    assert asset.extra == {"business_date": "2019-09-06"}
    held.announce_decision(announcement(asset, answer, business_date="2019-09-02"))
    assert asset.extra == {"business_date": "2019-09-02"}
