"""The watcher starts again what died, up to a limit, whatever the system clock says; it is stopped without the rest."""

from __future__ import annotations

import datetime as dt
import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from ops.local.processes import Process, stop, stop_alone
from ops.local.supervisor import POSTGRES, SERVICES, Supervisor, SupervisorError
from ops.local.watch import Limit, Watcher
from pipeline.health import pid_file, restarts
from pipeline.runtime.clock import SHANGHAI

NOON = dt.datetime(2026, 12, 1, 12, tzinfo=SHANGHAI)
LIMIT = Limit(starts=3, seconds=600, pause_seconds=4)
SLEEP = "import time; time.sleep(300)"


class Rehearsal(Supervisor):
    """A supervisor whose services only pretend: `dead` are not running, `broken` do not start."""

    def __init__(self, home: Path) -> None:
        super().__init__(home, (), lambda text: self.lines.append(text))
        self.lines: list[str] = []
        self.dead: set[str] = set()
        self.broken: set[str] = set()
        self.started: list[str] = []

    def is_running(self, name: str) -> bool:
        return name not in self.dead

    def restart(self, name: str) -> int:
        self.started.append(name)
        if name in self.broken:
            raise SupervisorError("no")
        self.dead.discard(name)
        return 0


class Clock:
    """Readings that the test sets: seconds of the monotonic clock, and a time of day that may jump."""

    def __init__(self) -> None:
        self.seconds, self.day = 0.0, NOON

    def watcher(self, supervisor: Supervisor) -> Watcher:
        return Watcher(supervisor, LIMIT, lambda: self.seconds, lambda: self.day)


@pytest.fixture
def rehearsal(home: Path) -> Rehearsal:
    return Rehearsal(home)


def _kinds(home: Path) -> list[tuple[str, str]]:
    return [(event.service, event.kind) for event in restarts.read(home)]


@pytest.mark.parametrize("name", SERVICES)
def test_a_dead_service_is_started_again_and_recorded(rehearsal: Rehearsal, name: str) -> None:
    watcher = Clock().watcher(rehearsal)
    watcher.look()
    assert rehearsal.started == []
    rehearsal.dead = {name}
    watcher.look()
    watcher.look()
    watcher.check()
    assert rehearsal.started == [name]
    assert _kinds(rehearsal.home) == [("", "watching"), (name, "restarted")]
    assert name in rehearsal.lines[0]


def test_a_service_that_does_not_start_is_given_up_after_longer_and_longer_pauses(rehearsal: Rehearsal) -> None:
    clock = Clock()
    watcher = clock.watcher(rehearsal)
    rehearsal.dead = rehearsal.broken = {"scheduler"}
    moments = []
    for second in range(60):
        clock.seconds = float(second)
        before = len(rehearsal.started)
        watcher.look()
        moments += [second] * (len(rehearsal.started) - before)
    assert moments == [0, 4, 12]
    assert _kinds(rehearsal.home) == [("", "watching"), *[("scheduler", "failed")] * 3, ("scheduler", "given_up")]
    with pytest.raises(SupervisorError, match="scheduler"):
        watcher.check()
    assert set(restarts.given_up(restarts.read(rehearsal.home))) == {"scheduler"}
    clock.watcher(rehearsal)  # `make up` begins anew
    assert not restarts.given_up(restarts.read(rehearsal.home))


def test_a_service_that_dies_rarely_is_never_given_up(rehearsal: Rehearsal) -> None:
    clock = Clock()
    watcher = clock.watcher(rehearsal)
    for count in range(20):
        clock.seconds = count * 300.0
        rehearsal.dead = {"api-server"}
        watcher.look()
    watcher.check()
    assert len(rehearsal.started) == 20


@pytest.mark.parametrize("step", [dt.timedelta(days=-400), dt.timedelta(days=400)])
def test_a_step_of_the_clock_changes_neither_limit_nor_record(rehearsal: Rehearsal, step: dt.timedelta) -> None:
    clock = Clock()
    watcher = clock.watcher(rehearsal)
    for second in (0, 10, 20, 30):
        rehearsal.dead = {"scheduler"}
        clock.seconds = float(second)
        clock.day += step
        watcher.look()
    with pytest.raises(SupervisorError, match="scheduler"):
        watcher.check()
    recent = restarts.restarted_within(restarts.read(rehearsal.home), dt.timedelta(days=1), NOON)
    assert len(recent["scheduler"]) == 3


def test_airflow_waits_for_the_database(rehearsal: Rehearsal) -> None:
    rehearsal.dead, rehearsal.broken = {POSTGRES, "scheduler"}, {POSTGRES}
    watcher = Clock().watcher(rehearsal)
    watcher.look()
    assert rehearsal.started == [POSTGRES]
    rehearsal.broken = set()
    Clock().watcher(rehearsal).look()
    assert rehearsal.started == [POSTGRES, POSTGRES, "scheduler"]


def test_a_record_that_was_cut_off_is_read_up_to_there(home: Path) -> None:
    restarts.append(home, restarts.event("scheduler", "restarted", NOON))
    with restarts.file_of(home).open("a") as file:
        file.write('{"service": "api-ser')
    assert restarts.counts(restarts.read(home)) == {"scheduler": 1}


def test_restarts_before_a_boot_are_measured_by_the_time_of_day(home: Path) -> None:
    old = restarts.Event("scheduler", "restarted", NOON.isoformat(), "another boot", 5.0)
    day = dt.timedelta(days=1)
    assert restarts.restarted_within([old], day, NOON + dt.timedelta(hours=23))
    assert not restarts.restarted_within([old], day, NOON + dt.timedelta(hours=25))


# a scheduler that leaves a worker with a process group of its own, as Airflow's tasks have
LEADER = f"""
import os, subprocess, sys, time
subprocess.Popen([sys.executable, "-c", "import os; os.setpgid(0, 0); {SLEEP}"])
time.sleep(300)
"""


def _wait(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.05)


def _is_alive(process: psutil.Process) -> bool:
    return process.is_running() and process.status() != psutil.STATUS_ZOMBIE


def test_orphans_of_a_killed_process_are_ended_and_nobody_else(home: Path) -> None:
    process, other = Process(home, "scheduler"), Process(home, "other")
    process.start([sys.executable, "-c", LEADER], os.environ, home)
    other.start([sys.executable, "-c", SLEEP], os.environ, home)
    leader = process.running()
    assert leader is not None
    _wait(lambda: len(leader.children()) == 1)
    (worker,) = leader.children()
    _wait(lambda: os.getpgid(worker.pid) == worker.pid)
    assert process.end_orphans() == 0  # it runs
    os.kill(leader.pid, signal.SIGKILL)
    _wait(lambda: process.running() is None)
    assert _is_alive(worker)
    assert process.end_orphans() == 1
    assert not _is_alive(worker)
    assert stop([other]) == ["other"]


def test_a_strangers_session_with_the_recorded_number_is_left_alone(home: Path) -> None:
    stranger, process = Process(home, "stranger"), Process(home, "scheduler")
    stranger.start([sys.executable, "-c", SLEEP], os.environ, home)
    text = stranger.pid_file.read_text()
    process.pid_file.write_text(text.replace('"started": "', '"started": "0'))
    assert process.end_orphans() == 0
    assert stop([stranger]) == ["stranger"]


def test_the_watcher_is_stopped_without_what_it_started(home: Path) -> None:
    watcher = Process(home, "watcher")
    watcher.start([sys.executable, "-c", LEADER], os.environ, home)
    leader = watcher.running()
    assert leader is not None
    _wait(lambda: len(leader.children()) == 1)
    (service,) = leader.children()
    assert stop_alone(watcher)
    assert not _is_alive(leader) and _is_alive(service)
    service.kill()
    assert not stop_alone(watcher)


def test_a_step_of_the_clock_hides_no_process(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    process = Process(home, "scheduler")
    process.start([sys.executable, "-c", SLEEP], os.environ, home)
    original = psutil.Process.create_time
    monkeypatch.setattr(psutil.Process, "create_time", lambda self: original(self) + 86400)
    assert pid_file.running(process.pid_file) is not None
    assert stop([process]) == ["scheduler"]
