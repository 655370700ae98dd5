"""Work in a copy of the process: the same result, and whatever happens to the copy, a result."""

from __future__ import annotations

import contextlib
import logging
import os
import signal
import socket
import sys
import time
from pathlib import Path

import psutil
import pytest

from pipeline.runtime import fork
from pipeline.runtime.fork import forked


def open_files() -> dict[str, str]:
    """What this process has open: number -> what it is."""
    found = {}
    for path in Path("/proc/self/fd").iterdir():
        with contextlib.suppress(FileNotFoundError):  # the listing itself
            found[path.name] = str(path.readlink())
    return {number: what for number, what in found.items() if not what.endswith("/fd")}


def test_the_result_comes_from_another_process_while_the_caller_goes_on() -> None:
    later = forked(lambda: (time.sleep(0.2), os.getpid(), [("unit_unknown",), ()]))
    went_on = time.monotonic()
    _, who, verdicts = later()
    assert who != os.getpid() and verdicts == [("unit_unknown",), ()] and time.monotonic() - went_on > 0.1
    assert not psutil.pid_exists(who)  # not even as a zombie


def test_who_does_not_wait_leaves_nothing_behind() -> None:
    before = open_files().keys()
    given_up = forked(lambda: time.sleep(60))
    child = given_up._child
    given_up.cancel()
    given_up.cancel()
    assert not psutil.pid_exists(child) and open_files().keys() == before


def test_without_room_for_a_copy_the_work_is_done_here(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_room() -> int:
        raise BlockingIOError("no process left")

    before = open_files().keys()
    with monkeypatch.context() as patch:
        patch.setattr(os, "fork", no_room)
        later = forked(os.getpid)
    assert later() == os.getpid() and open_files().keys() == before


def test_a_copy_holds_no_connection_of_the_caller() -> None:
    """Otherwise the server would keep the locks of a caller that is gone until its copy ends."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        who, held = forked(lambda: (os.getpid(), open_files()))()
        assert who != os.getpid() and 4 <= len(held) <= 5, "standard streams, what answers, and where nothing goes"
        assert [one for one in held.values() if one.startswith("socket:")] == []
        theirs.sendall(b"still open here")
        assert ours.recv(100) == b"still open here"


def test_a_long_result_arrives_whole() -> None:
    assert forked(lambda: "甲" * 300_000)() == "甲" * 300_000


@pytest.mark.parametrize("end", ["kill", "exit", "raise", "hang"])
def test_what_a_copy_cannot_do_is_done_here(end: str) -> None:
    here = os.getpid()

    def work() -> int:
        if os.getpid() != here:
            if end == "kill":
                os.kill(os.getpid(), signal.SIGKILL)
            if end == "exit":
                sys.exit(1)
            if end == "raise":
                raise ValueError("only there")
            time.sleep(60)
        return os.getpid()

    started = time.monotonic()
    assert forked(work, wait_seconds=1)() == here and time.monotonic() - started < 10


def test_half_an_answer_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    """A copy that is killed while it sends."""
    real = fork._receive
    monkeypatch.setattr(fork, "_receive", lambda *args: real(*args)[:-3])
    here = os.getpid()
    assert forked(lambda: (os.getpid(), "甲" * 99))() == (here, "甲" * 99)


def test_what_the_work_raises_is_raised_here() -> None:
    def work() -> None:
        raise ValueError("no verdict")

    later = forked(work)
    with pytest.raises(ValueError, match="no verdict"):
        later()


def test_a_copy_says_nothing_and_hears_nothing(capfd: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """Its words could hold values; a signal handler of the caller's would tidy up what belongs to the caller."""
    heard = tmp_path / "heard"
    before = signal.signal(signal.SIGTERM, lambda *_: heard.write_text("by the copy"))
    try:

        def work() -> int:
            print("secret")
            logging.getLogger("great_expectations").critical("secret")
            os.write(2, b"secret")
            os.kill(os.getpid(), signal.SIGTERM)
            time.sleep(60)
            return 1

        here = os.getpid()
        assert forked(lambda: work() if os.getpid() != here else 2)() == 2
    finally:
        signal.signal(signal.SIGTERM, before)
    assert "secret" not in "".join(capfd.readouterr()) and not heard.exists()
