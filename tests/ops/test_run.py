"""`make run` itself, on a very small locality: interrupted, then through Airflow to the end; nothing stays behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from ops.clean import main as clean
from ops.supervisor import Supervisor
from pipeline.settings import REPOSITORY

PACK = "dongan-2020"
DAGS = 5


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("run") / "home"
    yield folder
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CAMPAIGN_HOME", str(folder))
        assert clean(["--yes"]) == 0
    assert not folder.exists()


def _start(state: Path, log: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "ops.run", "--pack", PACK, "--scale", "0.002", "--seed", "7"]
    with log.open("wb") as out:
        env = os.environ | {"CAMPAIGN_HOME": str(state)}
        return subprocess.Popen(command, cwd=REPOSITORY, env=env, stdout=out, stderr=out)


def _processes_of(state: Path) -> list[psutil.Process]:
    """Living processes whose environment names this state folder."""
    found = []
    for process in psutil.process_iter():
        try:
            ours = process.pid != os.getpid() and process.environ().get("CAMPAIGN_HOME") == str(state)
            if ours and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
        except psutil.Error:
            continue
    return found


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_run_leaves_nothing_behind(state: Path, tmp_path: Path, number: signal.Signals) -> None:
    log = tmp_path / "run.log"
    run = _start(state, log)
    try:
        end = time.monotonic() + 120
        while "api-server" not in Supervisor(state, (PACK,)).running():
            assert run.poll() is None, log.read_text()
            assert time.monotonic() < end
            time.sleep(0.2)
        assert _processes_of(state)
        run.send_signal(number)
        assert run.wait(90) == 130, log.read_text()
    finally:
        run.kill()
        run.wait()
    assert "interrupted" in log.read_text()
    assert _processes_of(state) == []
    assert Supervisor(state, (PACK,)).running() == []


def test_a_run_goes_through_the_scheduler_and_ends_with_extracts(state: Path, tmp_path: Path) -> None:
    log = tmp_path / "run.log"
    run = _start(state, log)
    try:
        code = run.wait(420)
    finally:
        run.kill()
        run.wait()
    said = log.read_text()
    assert code == 0, said[-4000:]
    assert "the scheduler queued every task" in said
    assert _processes_of(state) == []
    assert list((state / "mail").glob("*.eml"))
    assert list((state / "outbox" / PACK).glob("*.xlsx"))
    _every_task_had_a_scheduler_job(state)


def _every_task_had_a_scheduler_job(state: Path) -> None:
    server = Supervisor(state, (PACK,)).server
    server.start()
    try:
        with psycopg.connect(server.url("airflow", "airflow")) as conn:
            rows = conn.execute(
                "SELECT t.dag_id, j.job_type FROM task_instance AS t LEFT JOIN job AS j ON j.id = t.queued_by_job_id"
                " WHERE t.state = 'success'"
            ).fetchall()
    finally:
        server.stop()
    assert len({dag_id for dag_id, _ in rows}) == DAGS
    assert {job_type for _, job_type in rows} == {"SchedulerJob"}
