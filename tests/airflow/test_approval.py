"""The approval in Airflow: what is asked, and what an answer does. Here without a scheduler."""

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

ANSWERED = dt.datetime(2019, 9, 3, 18, 0, tzinfo=dt.UTC)  # already the 4th in Shanghai


@pytest.fixture()
def tasks(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    monkeypatch.syspath_prepend(str(REPOSITORY / "plugins"))
    monkeypatch.setattr(Settings, "from_environment", classmethod(lambda cls, environ=None: settings))
    from campaign import tasks as campaign_tasks

    yield campaign_tasks
    sys.modules.pop("campaign.approval", None)


def context(**conf: str) -> dict[str, Any]:
    return {"dag_run": SimpleNamespace(conf=conf, logical_date=None, run_after=ANSWERED)}


def approval() -> Any:
    from campaign.approval import HoldApproval

    return HoldApproval(task_id="ask", pack_code=PACK, params={"note": ""})


def question(settings: Settings, wanted: str) -> dict[str, str]:
    """What travels from the question to the answer."""
    return {"delivery_id": wanted, "shown_sha256": decide.show(settings, PACK, wanted).sha256}


def event(option: str, note: str = "核实") -> dict[str, Any]:
    return {
        "chosen_options": [option], "params_input": {"note": note}, "responded_at": ANSWERED,
        "responded_by_user": {"id": "7", "name": "wang"}, "timedout": False,
    }  # fmt: skip


def test_one_run_per_held_delivery_whose_id_follows_from_what_is_shown(
    tasks: Any, settings: Settings, hand_in: HandIn
) -> None:
    wanted = hand_in(HELD)
    hand_in([row(40)], period="2019-09")
    take_in(settings)
    (run,) = tasks.waiting_runs(PACK, ["special_list"], context(business_date="2019-09-02"))
    sha256 = decide.show(settings, PACK, wanted).sha256
    assert run == {
        "trigger_run_id": f"held__{wanted}__{sha256[:16]}",
        "conf": {"delivery_id": wanted, "business_date": "2019-09-02"},
    }
    assert tasks.waiting_runs(PACK, ["tax_feed"], context()) == []


def test_each_is_asked_about_once(
    tasks: Any, settings: Settings, hand_in: HandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = hand_in(HELD)
    take_in(settings)
    started: dict[str, Any] = {}

    def start(dag_id: str, run_id: str, conf: dict[str, Any]) -> bool:
        return run_id not in started and not started.update({run_id: (dag_id, conf)})

    monkeypatch.setattr(tasks, "start_run", start)
    said = context(business_date="2019-09-02")
    assert tasks.ask_about_held(PACK, ["special_list"], said) == {"waiting": 1, "asked": 1}
    assert tasks.ask_about_held(PACK, ["special_list"], said) == {"waiting": 1, "asked": 0}
    assert [(dag_id, conf["delivery_id"]) for dag_id, conf in started.values()] == [(f"{PACK}__decide_held", wanted)]


def test_it_asks_and_waits_without_a_slot(
    tasks: Any, settings: Settings, hand_in: HandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    from airflow.sdk.exceptions import TaskAwaitingInput

    wanted = hand_in(HELD)
    take_in(settings)
    shown = decide.show(settings, PACK, wanted)
    asked: dict[str, Any] = {}
    monkeypatch.setattr(
        "airflow.providers.standard.operators.hitl.upsert_hitl_detail", lambda **said: asked.update(said)
    )
    with pytest.raises(TaskAwaitingInput) as waits:
        approval().execute(context(delivery_id=wanted) | {"task_instance": SimpleNamespace(id="x")})
    assert waits.value.kwargs == {"delivery_id": wanted, "shown_sha256": shown.sha256}
    assert waits.value.timeout is None
    assert asked["options"] == ["放行", "退回"] and asked["subject"] == shown.subject
    assert shown.sha256 in asked["body"] and "不合格 6" in asked["body"]
    values = [value for n in range(10) for value in person(n)]
    assert not [value for value in values if value in str(asked)]


@pytest.mark.parametrize(("option", "state"), [("放行", "committed"), ("退回", "rejected")])
def test_an_answer_decides_in_the_name_of_who_gave_it(
    tasks: Any, settings: Settings, hand_in: HandIn, option: str, state: str
) -> None:
    wanted = hand_in(HELD)
    take_in(settings)
    asked, said = approval(), question(settings, wanted)
    asked.execute_complete(context(delivery_id=wanted), event(option), **said)
    assert rows(settings, "SELECT state FROM landing.delivery") == [(state,)]
    (trail,) = rows(settings, "SELECT outcome, decided_by, note, business_date FROM landing.decision")
    assert trail == (state, "wang (7)", "核实", dt.date(2019, 9, 4))


def test_an_answer_to_what_has_changed_fails_for_good(tasks: Any, settings: Settings, hand_in: HandIn) -> None:
    from airflow.sdk.exceptions import AirflowFailException

    wanted = hand_in(HELD)
    take_in(settings)
    said = question(settings, wanted) | {"shown_sha256": "0" * 64}
    with pytest.raises(AirflowFailException, match="已经变化"):
        approval().execute_complete(context(delivery_id=wanted), event("放行"), **said)
    assert rows(settings, "SELECT state FROM landing.delivery") == [("held",)]


def test_an_option_that_was_not_offered_decides_nothing(tasks: Any, settings: Settings, hand_in: HandIn) -> None:
    wanted = hand_in(HELD)
    take_in(settings)
    asked, said = approval(), question(settings, wanted)
    with pytest.raises(ValueError, match="Approve"):
        asked.execute_complete(context(delivery_id=wanted), event("Approve"), **said)
    assert rows(settings, "SELECT state FROM landing.delivery") == [("held",)]


NO_ANSWER = {"error": "no answer within the time", "error_type": "timeout"}


def test_without_an_answer_it_waits_on(tasks: Any, settings: Settings, hand_in: HandIn) -> None:
    from airflow.sdk.exceptions import TaskAwaitingInput

    wanted = hand_in(HELD)
    take_in(settings)
    asked, said = approval(), question(settings, wanted)
    asked.response_timeout = dt.timedelta(seconds=7)
    with pytest.raises(TaskAwaitingInput) as waits:
        asked.execute_complete(context(delivery_id=wanted), NO_ANSWER, **said)
    assert (waits.value.method_name, waits.value.timeout) == ("execute_complete", asked.response_timeout)
    assert waits.value.kwargs == said
    assert rows(settings, "SELECT count(*) FROM landing.decision") == [(0,)]


def test_decided_elsewhere_it_ends_and_the_announcement_tells_the_day(
    tasks: Any, settings: Settings, hand_in: HandIn
) -> None:
    wanted = hand_in(HELD)
    take_in(settings)
    asked, said = approval(), question(settings, wanted)
    answer(settings, wanted, "accept", business_date=dt.date(2019, 9, 6))
    told = asked.execute_complete(context(delivery_id=wanted), NO_ANSWER, **said)
    asset = SimpleNamespace(extra=None)
    task = {
        "task": SimpleNamespace(outlets=["decided"]), "outlet_events": {"decided": asset},
        "ti": SimpleNamespace(xcom_pull=lambda task_ids: told),
    }  # fmt: skip
    tasks.announce_decision(context() | task)
    assert asset.extra == {"business_date": "2019-09-06"}


@pytest.mark.parametrize("meanwhile", ["rejected", "changed"])
def test_where_nothing_came_in_it_ends_as_skipped(
    tasks: Any, settings: Settings, hand_in: HandIn, meanwhile: str
) -> None:
    from airflow.sdk.exceptions import AirflowSkipException

    wanted = hand_in(HELD)
    take_in(settings)
    asked, said = approval(), question(settings, wanted)
    if meanwhile == "rejected":
        answer(settings, wanted, "reject")
    else:
        with psycopg.connect(settings.warehouse_url("owner")) as conn:
            conn.execute("UPDATE landing.delivery SET clean_count = 5")
    with pytest.raises(AirflowSkipException, match={"rejected": "整份退回", "changed": "已经变化"}[meanwhile]):
        asked.execute_complete(context(delivery_id=wanted), NO_ANSWER, **said)


def test_what_waits_no_longer_is_not_asked(tasks: Any, settings: Settings, hand_in: HandIn) -> None:
    from airflow.sdk.exceptions import AirflowFailException, AirflowSkipException

    wanted = hand_in([row(41)])
    take_in(settings)
    with pytest.raises(AirflowSkipException, match="不在待决定之列"):
        tasks.held_delivery(PACK, context(delivery_id=wanted))
    with pytest.raises(AirflowFailException, match="delivery_id"):
        tasks.held_delivery(PACK, context())


def test_the_announcement_tells_the_day_of_the_answer(tasks: Any) -> None:
    asset = SimpleNamespace(extra=None)
    answer = {"responded_at": ANSWERED + dt.timedelta(days=2)}
    said = {
        "task": SimpleNamespace(outlets=["decided"]), "outlet_events": {"decided": asset},
        "ti": SimpleNamespace(xcom_pull=lambda task_ids: answer),
    }  # fmt: skip
    tasks.announce_decision(context() | said)
    assert asset.extra == {"business_date": "2019-09-06"}
    tasks.announce_decision(context(business_date="2019-09-02") | said)
    assert asset.extra == {"business_date": "2019-09-02"}
