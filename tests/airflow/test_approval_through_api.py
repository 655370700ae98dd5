"""Held deliveries through `make up`: asked about in Airflow, answered over its public API, while nothing else waits.

One Airflow for the whole file, and five lists. The first is accepted (two officials answer at the same moment), the
second rejected, the third decided by command. The fourth gets a next version meanwhile, and the fifth has no fault.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest

from ops.airflow.api import Api, ApiError, Question
from ops.local.clean import main as clean
from pipeline.holds import decide
from pipeline.landing import deliver as landing
from pipeline.runtime.settings import REPOSITORY, Settings
from tests.support.files.poverty_list import PACK, Row, broken, row, write_poor
from warehouse.embedded.server import Server

pytestmark = pytest.mark.long  # starts a whole Airflow

DAY = dt.date(2019, 9, 2)
USERS = ("wang", "li")
DECIDE, LISTS = f"{PACK}__decide_held", f"{PACK}__intake_lists"
SOUND = 4  # sound rows of each held list


def _mostly_broken(first: int) -> list[Row]:
    """Return ten rows of which six are bad, so that the delivery is held for 半数以上的行不合格."""
    return [row(n) if n < first + SOUND else broken(row(n)) for n in range(first, first + 10)]


@dataclass(frozen=True)
class Place:
    """A running Airflow with its settings, a folder for files, and its environment."""

    settings: Settings
    files: Path
    env: dict[str, str]

    def hand_in(self, period: str, rows: list[Row], version: int = 1) -> str:
        file = write_poor(self.files / f"{period}-{version}.csv", rows)
        on = dt.date.fromisoformat(f"{period}-25")
        announcement = landing.Announcement(file, "poverty_relief", period, "full", on, dt.date(2019, 8, 31), version)
        return landing.deliver(self.settings, PACK, [announcement])[0].delivery_id

    def rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.settings.warehouse_url("owner")) as conn:
            return conn.execute(query, values).fetchall()  # type: ignore[arg-type]

    def state(self, delivery_id: str) -> str:
        return str(self.rows("SELECT state FROM landing.delivery WHERE delivery_id = %s", delivery_id)[0][0])

    def facts(self, delivery_id: str) -> int:
        return int(self.rows("SELECT count(*) FROM core.membership_fact WHERE delivery_id = %s", delivery_id)[0][0])

    def decisions(self, delivery_id: str) -> list[tuple[Any, ...]]:
        query = (
            "SELECT n.verdict, n.outcome, n.decided_by, n.note, n.shown::text, n.shown_sha256,"
            " n.file_sha256 = d.sha256, n.decided_at FROM landing.decision AS n"
            " JOIN landing.delivery AS d USING (campaign_id, delivery_id) WHERE delivery_id = %s"
        )
        return self.rows(query, delivery_id)


def _supervise(env: dict[str, str], action: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "ops.local.supervisor", action]
    return subprocess.run(command, cwd=REPOSITORY, env=env, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """A fresh state folder with two officials, after `make up`."""
    files = tmp_path_factory.mktemp("files")
    env = os.environ | {
        "CAMPAIGN_HOME": str(tmp_path_factory.mktemp("up") / "home"),
        "CAMPAIGN_USERS": ",".join(USERS),
        # As slow as under load: a question is answered before the scheduler has noticed that it waits.
        "AIRFLOW__SCHEDULER__SCHEDULER_IDLE_SLEEP_TIME": "3",
    }
    try:
        done = _supervise(env, "up")
        assert done.returncode == 0, done.stdout + done.stderr
        yield Place(Settings.from_environment(env), files, env)
    finally:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("CAMPAIGN_HOME", env["CAMPAIGN_HOME"])
            assert clean(["--yes"]) == 0


@pytest.fixture(scope="module")
def held(place: Place) -> dict[str, str]:
    """Five lists that the scheduler has taken in: name -> delivery id. Four of them are held."""
    deliveries = {
        "accepted": place.hand_in("2019-04", _mostly_broken(0)),
        "rejected": place.hand_in("2019-05", _mostly_broken(10)),
        "outdated": place.hand_in("2019-06", _mostly_broken(20)),
        "by_command": place.hand_in("2019-07", _mostly_broken(30)),
        "sound": place.hand_in("2019-08", [row(n) for n in range(40, 46)]),
    }
    _take_in(place)
    return deliveries


def _start_intake(place: Place) -> str:
    """Start a run of the intake of lists and return its id."""
    api = Api(place.settings.home)
    _until(lambda: api.dag_is_known(LISTS) and api.dag_is_known(DECIDE), "the DAGs are known")
    return api.trigger(LISTS, {"business_date": DAY.isoformat()})


def _take_in(place: Place) -> None:
    api, run = Api(place.settings.home), _start_intake(place)
    _until(lambda: api.run_state(LISTS, run) in ("success", "failed"), "the intake has ended")
    assert api.run_state(LISTS, run) == "success"


def _until(holds: Callable[[], bool], condition: str, seconds: float = 120) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, f"not within {seconds:.0f} s: {condition}"
        time.sleep(0.2)


def _question(place: Place, delivery_id: str, user: str = "admin") -> Question:
    """Return the approval that waits for an answer about a delivery, as a user of Airflow sees it."""
    api = Api(place.settings.home, user)
    questions: list[Question] = []

    def asked() -> bool:
        questions[:] = [
            q for q in api.questions(DECIDE) if q["task_instance"]["dag_run_id"].split("__")[1] == delivery_id
        ]
        return bool(questions)

    _until(asked, "the question is asked")
    (question,) = questions
    return question


def _ended(place: Place, question: Question) -> dict[str, str | None]:
    """Wait for the end of the question's run, and return the state of each task."""
    api, run = Api(place.settings.home), question["task_instance"]["dag_run_id"]
    _until(lambda: api.run_state(DECIDE, run) in ("success", "failed"), "the run about the delivery has ended")
    return {task["task_id"]: task["state"] for task in api.task_instances(DECIDE, run)}


def test_every_held_delivery_is_asked_about_and_the_sound_one_is_committed(place: Place, held: dict[str, str]) -> None:
    asked = {name: _question(place, held[name], "wang") for name in held if name != "sound"}
    assert place.state(held["sound"]) == "committed" and place.facts(held["sound"]) == 6
    for name, question in asked.items():
        assert question["task_instance"]["state"] == "awaiting_input" and question["options"] == ["放行", "退回"]
        shown = decide.show(place.settings, PACK, held[name])
        content, effect = question["body"].split("\n\n放行后", 1)
        assert (question["subject"], content) == (shown.subject, shown.text_zh())
        assert "记账：" in effect
        assert shown.sha256 in question["body"] and "可入库 4，重复 0，不合格 6" in question["body"]
    assert place.rows("SELECT count(*) FROM landing.decision") == [(0,)]


def test_an_official_can_neither_trigger_nor_pause_nor_change_a_run(place: Place, held: dict[str, str]) -> None:
    api, run = Api(place.settings.home, "wang"), _question(place, held["accepted"])["task_instance"]["dag_run_id"]
    assert api.run_state(DECIDE, run) == "running"
    for refused in (
        lambda: api.trigger(LISTS, {"business_date": DAY.isoformat()}),
        lambda: api.unpause(LISTS),
        lambda: api.abandon(DECIDE),
    ):
        with pytest.raises(ApiError, match=" 403 "):
            refused()


def test_of_two_officials_who_answer_at_once_one_is_recorded(place: Place, held: dict[str, str]) -> None:
    question = _question(place, held["accepted"])
    shown = decide.show(place.settings, PACK, held["accepted"])
    apis = {user: Api(place.settings.home, user) for user in USERS}

    def is_taken(user: str) -> bool:
        try:
            apis[user].answer(question, "放行", f"{user} 已核实")
        except ApiError as refused:
            assert " 409 " in str(refused)
            return False
        return True

    before = dt.datetime.now(dt.UTC)
    with ThreadPoolExecutor(2) as pool:
        (taken,) = [user for user, is_so in zip(USERS, pool.map(is_taken, USERS), strict=True) if is_so]
    assert _ended(place, question) == {"ask": "success", "announce": "success"}
    ((*trail, moment),) = place.decisions(held["accepted"])
    assert trail[:4] == ["accept", "committed", taken, f"{taken} 已核实"]
    assert json.loads(trail[4]) == json.loads(shown.content) and trail[5:] == [shown.sha256, True]
    assert before < moment < dt.datetime.now(dt.UTC)
    assert place.state(held["accepted"]) == "committed" and place.facts(held["accepted"]) == SOUND
    with pytest.raises(ApiError, match=" 409 "):
        apis["li"].answer(question, "退回", "too late")


def test_a_rejected_delivery_loads_nothing(place: Place, held: dict[str, str]) -> None:
    question = _question(place, held["rejected"], "li")
    shown = decide.show(place.settings, PACK, held["rejected"])
    Api(place.settings.home, "li").answer(question, "退回", "请重报")
    assert _ended(place, question) == {"ask": "success", "announce": "skipped"}
    ((*trail, _),) = place.decisions(held["rejected"])
    assert trail[:4] == ["reject", "rejected", "li", "请重报"] and trail[5:] == [shown.sha256, True]
    assert json.loads(trail[4]) == json.loads(shown.content)
    assert place.state(held["rejected"]) == "rejected" and place.facts(held["rejected"]) == 0


def _check_now(place: Place, question: Question) -> bool:
    """Make the approval check now instead of hours later; return False if it is not waiting, or is checking already."""
    with psycopg.connect(Server(place.settings.home).url("airflow", "airflow")) as conn:
        done = conn.execute(
            "UPDATE task_instance SET trigger_timeout = now() WHERE id = %s AND state = 'awaiting_input'"
            " AND trigger_timeout > now() + interval '1 hour'",
            (question["task_instance"]["id"],),
        )
    return done.rowcount == 1


def test_an_answer_in_the_moment_of_the_question_counts(place: Place, held: dict[str, str]) -> None:
    """The scheduler has not yet noticed that the task waits: plain LocalExecutor loses the task and the answer."""
    delivery_id = place.hand_in("2019-03", _mostly_broken(50))
    _start_intake(place)
    question = _question(place, delivery_id)
    Api(place.settings.home, "li").answer(question, "退回", "请重报")
    assert _ended(place, question) == {"ask": "success", "announce": "skipped"}
    api, run = Api(place.settings.home), question["task_instance"]["dag_run_id"]
    assert {task["try_number"] for task in api.task_instances(DECIDE, run) if task["task_id"] == "ask"} == {1}
    assert [trail[:4] for trail in place.decisions(delivery_id)] == [("reject", "rejected", "li", "请重报")]


def test_after_a_decision_by_command_the_approval_ends_by_itself(place: Place, held: dict[str, str]) -> None:
    question = _question(place, held["by_command"])
    assert _check_now(place, question) and not _check_now(place, question)
    _until(lambda: _check_now(place, question), "it has checked, and waits on")
    command = ["release", held["by_command"], "--by", "zhao", "--note", "电话核实", "--yes", "--on", str(DAY)]
    done = subprocess.run(
        [sys.executable, "-m", "pipeline.commands.main", *command],
        cwd=REPOSITORY,
        env=place.env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    api, run = Api(place.settings.home), question["task_instance"]["dag_run_id"]
    _until(
        lambda: _check_now(place, question) or api.run_state(DECIDE, run) == "success", "it checks after the decision"
    )
    assert _ended(place, question) == {"ask": "success", "announce": "success"}
    assert question["subject"] not in {waiting["subject"] for waiting in api.questions(DECIDE)}
    assert [trail[:3] for trail in place.decisions(held["by_command"])] == [("accept", "committed", "zhao")]
    assert place.facts(held["by_command"]) == SOUND


def test_an_answer_after_the_next_version_changes_no_facts(place: Place, held: dict[str, str]) -> None:
    question = _question(place, held["outdated"])
    newer = place.hand_in("2019-06", [row(n) for n in range(20, 26)], version=2)
    _take_in(place)
    assert (place.state(newer), place.state(held["outdated"])) == ("committed", "held")
    Api(place.settings.home, "wang").answer(question, "放行", "")
    assert _ended(place, question)["ask"] == "success"
    assert [trail[:3] for trail in place.decisions(held["outdated"])] == [("accept", "superseded", "wang")]
    assert (place.state(newer), place.state(held["outdated"])) == ("committed", "superseded")


def test_released_facts_are_assessed_by_themselves(place: Place, held: dict[str, str]) -> None:
    mark = "SELECT assessed_no = committed_no AND assess_no > 0 FROM landing.watermark"
    _until(lambda: place.rows(mark) == [(True,)], "everything that was released is assessed")
