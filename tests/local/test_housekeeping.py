"""Logs of services rotate while they are written; old history of Airflow goes, the rest stays."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from ops.local import housekeeping
from ops.local.housekeeping import Housekeeping, remove_old_files, remove_old_history, rotate_logs
from ops.local.processes import Process, stop
from ops.local.supervisor import Supervisor
from pipeline.runtime.clock import technical_now
from pipeline.runtime.settings import Settings

WRITER = "import time\nfor n in range(100000): print(n, flush=True); time.sleep(0.01)"


def test_a_log_is_rotated_while_its_service_goes_on_writing(home: Path) -> None:
    service = Process(home, "service")
    service.start([sys.executable, "-c", WRITER], os.environ, home)
    try:
        _wait_for(service.log_file, 40)
        assert rotate_logs(home / "logs", most_bytes=10) == ["service.log"]
        old = service.log_file.with_name("service.log.1").read_text()
        _wait_for(service.log_file, 10)
        new = service.log_file.read_text()
    finally:
        stop([service])
    assert old.startswith("0\n1\n2\n")
    assert "\0" not in new and int(new.split()[1]) > 10, "the service appends to the emptied file"


def _wait_for(file: Path, size: int) -> None:
    end = time.monotonic() + 20
    while not file.exists() or file.stat().st_size < size:
        assert time.monotonic() < end
        time.sleep(0.05)


def test_only_the_latest_old_logs_are_kept_and_small_ones_stay(tmp_path: Path) -> None:
    (tmp_path / "small.log").write_text("ab")
    for number in range(5):
        (tmp_path / "big.log").write_text(str(number) * 10)
        rotate_logs(tmp_path, most_bytes=5, kept=3)
    texts = {file.name: file.read_text()[:1] for file in tmp_path.iterdir()}
    assert texts == {"small.log": "a", "big.log": "", "big.log.1": "4", "big.log.2": "3", "big.log.3": "2"}


def test_old_files_and_empty_folders_go(tmp_path: Path) -> None:
    now = technical_now()
    for name, days in (("a/old.log", 91), ("a/b/older.log", 200), ("c/new.log", 1)):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()
        os.utime(file, (now.timestamp() - days * 86400,) * 2)
    assert remove_old_files(tmp_path, now - dt.timedelta(days=90)) == 2
    assert [str(path.relative_to(tmp_path)) for path in sorted(tmp_path.rglob("*"))] == ["c", "c/new.log"]


def test_the_work_is_due_by_the_monotonic_clock(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []
    monkeypatch.setattr(housekeeping, "rotate_logs", lambda folder: done.append("rotate"))
    monkeypatch.setattr(housekeeping, "remove_old_history", lambda settings: done.append("clean"))
    seconds = [0.0]
    work = Housekeeping(_settings(home), lambda: seconds[0])
    for seconds[0] in (0.0, 30.0, 61.0, 599.0, 601.0, 86400.0, 87002.0):
        work.work()
    assert done.count("rotate") == 5
    end = time.monotonic() + 10
    while done.count("clean") < 2 and time.monotonic() < end:
        time.sleep(0.01)
    assert done.count("clean") == 2


def _settings(home: Path) -> Settings:
    return Settings.from_environment({"CAMPAIGN_HOME": str(home)})


@pytest.mark.long
def test_airflows_old_runs_are_removed_and_young_ones_stay(home: Path) -> None:
    settings = replace(_settings(home), history_days=90)
    supervisor = Supervisor(home, settings.packs)
    supervisor.start_database()
    try:
        supervisor._migrate_airflow()
        with psycopg.connect(supervisor.server.url("airflow", "airflow")) as conn:
            for job_id, days in ((1, 200), (2, 10)):
                conn.execute(
                    "INSERT INTO job (id, state, job_type, start_date, latest_heartbeat) VALUES (%s, 'success',"
                    " 'SchedulerJob', now() - make_interval(days => %s), now() - make_interval(days => %s))",
                    (job_id, days, days),
                )
        assert remove_old_history(settings) == 0, (settings.log_dir / "airflow-clean.log").read_text()[-2000:]
        with psycopg.connect(supervisor.server.url("airflow", "airflow")) as conn:
            assert conn.execute("SELECT id FROM job").fetchall() == [(2,)]
            archives = conn.execute("SELECT tablename FROM pg_tables WHERE tablename LIKE '\\_airflow\\_deleted%'")
            assert archives.fetchall() == []
    finally:
        supervisor.server.destroy()


def test_the_arguments_are_those_of_this_airflow() -> None:
    known = subprocess.run(
        [sys.executable, "-m", "airflow", "db", "clean", "--help"], capture_output=True, text=True, check=True,
        env=os.environ | {"AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": "sqlite:////nowhere/unused.db"},
    ).stdout  # fmt: skip
    options = [part for part in housekeeping.clean_arguments(technical_now()) if part.startswith("--")]
    assert len(options) == 4 and all(option in known for option in options)
