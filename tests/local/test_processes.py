"""Processes of a state folder: stopped with all descendants, and never confused with a stranger."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from ops.local.processes import Process, stop
from pipeline.health import pid_file

# A leader that starts a child and a grandchild in sessions of their own, and ignores SIGTERM.
STUBBORN = """
import signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
sleep = "time.sleep(300)"
start = f"subprocess.Popen([sys.executable, '-c', 'import time; {sleep}'], start_new_session=True)"
middle = f"import subprocess, sys, time; {start}; {sleep}"
subprocess.Popen([sys.executable, "-c", middle])
time.sleep(300)
"""
POLITE = "import time; time.sleep(300)"


def _start(home: Path, code: str, name: str = "one") -> Process:
    process = Process(home, name)
    process.start([sys.executable, "-c", code], os.environ, home)
    return process


def _family(process: Process, size: int) -> list[psutil.Process]:
    leader = process.running()
    assert leader is not None
    for _ in range(200):
        family = [leader, *leader.children(recursive=True)]
        if len(family) >= size:
            return family
        time.sleep(0.05)
    raise AssertionError("the children did not start")


def _alive(process: psutil.Process) -> bool:
    return process.is_running() and process.status() != psutil.STATUS_ZOMBIE


def test_a_stubborn_family_is_stopped_to_the_last(home: Path) -> None:
    process = _start(home, STUBBORN)
    family = _family(process, 3)
    assert stop([process], patience_seconds=0.5) == ["one"]
    assert [member for member in family if _alive(member)] == []
    assert not process.pid_file.exists()


def test_another_object_finds_and_stops_it(home: Path) -> None:
    _start(home, POLITE)
    second = Process(home, "one")
    leader = second.running()
    assert leader is not None
    assert stop([second]) == ["one"]
    assert not _alive(leader)


def test_starting_twice_starts_once(home: Path) -> None:
    first = _start(home, POLITE)
    second = _start(home, POLITE)
    try:
        assert first.running() == second.running()
    finally:
        stop([first])


@pytest.mark.parametrize("started_before", [1, 10**6])
def test_a_stranger_with_the_recorded_number_is_left_alone(home: Path, started_before: int) -> None:
    stranger = subprocess.Popen([sys.executable, "-c", POLITE])
    try:
        process = Process(home, "one")
        process.pid_file.parent.mkdir()
        boot, _, ticks = pid_file.start_mark(stranger.pid).partition(" ")
        recorded = f"{boot} {int(ticks) - started_before}"
        process.pid_file.write_text(json.dumps({"pid": stranger.pid, "started": recorded}))
        assert process.running() is None
        assert stop([process]) == []
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_the_log_of_an_ended_process_is_shown(home: Path) -> None:
    process = _start(home, "import sys; sys.exit('no such port')")
    for _ in range(200):
        if process.running() is None:
            break
        time.sleep(0.05)
    assert process.running() is None
    assert "no such port" in process.log_tail()


@pytest.mark.parametrize("content", ["", "{", "[]", '{"pid": 1}'])
def test_a_damaged_pid_file_means_not_running(home: Path, content: str) -> None:
    process = Process(home, "one")
    process.pid_file.parent.mkdir()
    process.pid_file.write_text(content)
    assert process.running() is None
