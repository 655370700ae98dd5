"""Runs a function in a fresh process, takes its time there, and watches memory from outside, twenty times a second.

To look at the memory of a large family of processes takes milliseconds, in which these cannot get more: the larger they
are, the less often they are looked at, so that no more than a twentieth of a core is spent on it.
"""

from __future__ import annotations

import importlib
import logging
import multiprocessing
import os
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

import psutil

SAMPLE_SECONDS = 0.05
SAMPLE_SHARE = 0.05
FAMILY_SECONDS = 0.5  # listing a family costs more than sampling it
HEARTBEAT_SECONDS = 8.0
SETTLE_SECONDS = 0.5  # until the server has buried a backend, its processor time is nobody's
MIB = 1024 * 1024
Say = Callable[[str], None]


class MeasuredError(RuntimeError):
    """The measured function raised; the text is its error."""


@dataclass(frozen=True)
class Measured:
    """value: what the function returned. seconds: its wall time. Peaks in bytes, each taken over the whole run.

    own: the process and its children (resident, shared pages once). server: the processes of the database (private).
    """

    value: Any
    seconds: float
    own_cpu_seconds: float
    server_cpu_seconds: float
    own_peak_bytes: int
    server_peak_bytes: int


class Family:
    """A process and its descendants, listed again from time to time; they may end at any moment."""

    def __init__(self, pid: int | None) -> None:
        self._pid = pid
        self._members: list[psutil.Process] = []
        self._listed_at = float("-inf")

    def bytes(self, private: bool) -> int:
        """Resident bytes of all members now; private: without what is shared with others (the server's cache)."""
        if time.monotonic() - self._listed_at >= FAMILY_SECONDS:
            self._list()
        total = 0
        for process in self._members:
            try:
                total += _private(process) if private else _own_share(process)
            except psutil.Error:
                continue
        return total

    def cpu_seconds(self) -> float:
        """Processor time of all members and of the children that the head has outlived."""
        self._list()
        total = 0.0
        for place, process in enumerate(self._members):
            try:
                times = process.cpu_times()
            except psutil.Error:
                continue
            total += times.user + times.system
            total += times.children_user + times.children_system if place == 0 else 0.0
        return total

    def _list(self) -> None:
        self._listed_at = time.monotonic()
        try:
            head = psutil.Process(self._pid) if self._pid else None
            self._members = [head, *head.children(recursive=True)] if head else []
        except psutil.Error:
            self._members = []


def _private(process: psutil.Process) -> int:
    """Resident bytes without what is shared; where the platform does not tell what is shared, everything counts."""
    memory = process.memory_info()
    return int(memory.rss - getattr(memory, "shared", 0))


def _own_share(process: psutil.Process) -> int:
    """Resident bytes; a page that a process shares with its copy counts by halves, where the platform tells."""
    try:
        return int(process.memory_full_info().pss)
    except (AttributeError, psutil.AccessDenied):
        return int(process.memory_info().rss)


def measure(
    name: str,
    function: Callable[..., Any],
    *arguments: Any,
    server_pid: int | None = None,
    say: Say = print,
    preload: Sequence[str] = (),
) -> Measured:
    """Call `function(*arguments, say)` in a fresh process; it must be importable, its value must pickle.

    Imports of its module and of `preload` come before the clock starts. Says something at least every ten seconds.
    """
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_serve, args=(theirs, function, arguments, tuple(preload)), daemon=False)
    process.start()
    theirs.close()
    try:
        return _watch(name, process.pid, ours, server_pid, say)
    finally:
        if process.is_alive():
            process.join(5)
        if process.is_alive():
            process.kill()
        process.join()
        ours.close()


def _serve(pipe: Connection, function: Callable[..., Any], arguments: tuple[Any, ...], preload: Sequence[str]) -> None:
    for name in preload:
        importlib.import_module(name)
    logging.disable(logging.INFO)  # libraries that tell what they register
    pipe.send(("started", None))
    started, used = time.monotonic(), _cpu_seconds()
    try:
        value = function(*arguments, lambda text: pipe.send(("said", text)))
    except Exception as error:
        pipe.send(("failed", f"{type(error).__name__}: {error}"))
    else:
        pipe.send(("done", (value, time.monotonic() - started, _cpu_seconds() - used)))


def _cpu_seconds() -> float:
    """Of this process and of the children it has waited for."""
    return sum(os.times()[:4])


def _watch(name: str, pid: int | None, pipe: Connection, server_pid: int | None, say: Say) -> Measured:
    own, server = Family(pid), Family(server_pid)
    own_peak = server_peak = 0
    server_before = 0.0
    started = spoken = time.monotonic()
    last_words = ""
    while True:
        looked = time.monotonic()
        own_now, server_now = own.bytes(private=False), server.bytes(private=True)
        pause = max(SAMPLE_SECONDS, (time.monotonic() - looked) / SAMPLE_SHARE)
        own_peak, server_peak = max(own_peak, own_now), max(server_peak, server_now)
        if time.monotonic() - spoken >= HEARTBEAT_SECONDS:
            spoken = time.monotonic()
            memory = f"{own_now // MIB} MiB, server {server_now // MIB} MiB"
            say(f"  {name}: {spoken - started:.0f} s, {memory}{', ' if last_words else ''}{last_words}")
        if not pipe.poll(pause):
            continue
        try:
            kind, content = pipe.recv()
        except EOFError:
            raise MeasuredError(f"{name}: the process ended without an answer") from None
        if kind == "failed":
            raise MeasuredError(f"{name}: {content}")
        if kind == "said":
            last_words = content
        elif kind == "started":
            own_peak = server_peak = 0
            server_before = server.cpu_seconds()
        else:
            value, seconds, own_cpu = content
            time.sleep(SETTLE_SECONDS if server_pid else 0)
            return Measured(value, seconds, own_cpu, server.cpu_seconds() - server_before, own_peak, server_peak)


@contextmanager
def beating(name: str, say: Say) -> Iterator[None]:
    """Says something every few seconds while the block runs."""
    over = threading.Event()
    started = time.monotonic()

    def beat() -> None:
        while not over.wait(HEARTBEAT_SECONDS):
            say(f"  {name}: {time.monotonic() - started:.0f} s")

    speaker = threading.Thread(target=beat, daemon=True)
    speaker.start()
    try:
        yield
    finally:
        over.set()
        speaker.join()
