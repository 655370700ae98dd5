"""Long-running processes of one state folder: start them, find them again, stop them with their descendants.

A pid file contains a process's number and start time. A process is stopped only if both match, because the operating
system may give the number to another program later.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import psutil

# The system clock may be corrected by this much between two readings of a start time.
START_TIME_TOLERANCE_SECONDS = 2.0


class Process:
    """One named process of the state folder `home`, the leader of a session and process group of its own."""

    def __init__(self, home: Path, name: str) -> None:
        self.name = name
        self.pid_file = home / "run" / f"{name}.pid"
        self.log_file = home / "logs" / f"{name}.log"
        self._child: subprocess.Popen[bytes] | None = None

    def start(self, command: Sequence[str], env: Mapping[str, str], cwd: Path) -> None:
        """Start the command as a background process and write its pid file; do nothing if the process is running.

        `env` is its whole environment, `cwd` its working folder. Its output is appended to the log file. Does not wait
        until it is ready.
        """
        if self.running() is not None:
            return
        for file in (self.pid_file, self.log_file):
            file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with self.log_file.open("ab") as log:
            self._child = subprocess.Popen(
                command,
                env=dict(env),
                cwd=cwd,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        started = psutil.Process(self._child.pid).create_time()
        temporary = self.pid_file.with_suffix(".new")
        temporary.write_text(json.dumps({"pid": self._child.pid, "started": started}))
        temporary.rename(self.pid_file)

    def running(self) -> psutil.Process | None:
        """Return the running process that the pid file names, or None if there is none. A zombie counts as ended."""
        if self._child is not None:
            self._child.poll()
        try:
            recorded = json.loads(self.pid_file.read_text())
            process = psutil.Process(recorded["pid"])
            is_same = abs(process.create_time() - recorded["started"]) < START_TIME_TOLERANCE_SECONDS
            return process if is_same and process.status() != psutil.STATUS_ZOMBIE else None
        except (OSError, ValueError, KeyError, TypeError, psutil.Error):
            return None

    def log_tail(self, lines: int = 15) -> str:
        """Return the last `lines` lines of the process's log as one text; an empty text if there is no log."""
        try:
            return "\n".join(self.log_file.read_text(errors="replace").splitlines()[-lines:])
        except OSError:
            return ""


def stop(processes: Sequence[Process], patience_seconds: float = 20.0) -> list[str]:
    """Stop the processes with all their descendants, and return the names of those that were running.

    `processes`: each known by its name and pid file. Sends SIGTERM to them and waits up to `patience_seconds` until
    they end. Then it kills (SIGKILL) what is left of them, their descendants and their process groups, and deletes
    their pid files.
    """
    leaders = [(process, leader) for process in processes if (leader := process.running()) is not None]
    family: set[psutil.Process] = set()
    for _, leader in leaders:
        family |= _process_tree(leader)
        with contextlib.suppress(psutil.Error):
            leader.send_signal(signal.SIGTERM)
    end = time.monotonic() + patience_seconds
    while any(process.running() for process, _ in leaders) and time.monotonic() < end:
        for _, leader in leaders:
            family |= _process_tree(leader)
        time.sleep(0.1)
    _kill(family, {leader.pid for _, leader in leaders})
    for process in processes:
        process.running()  # reaps our own child
        process.pid_file.unlink(missing_ok=True)
    return [process.name for process, _ in leaders]


def _process_tree(leader: psutil.Process) -> set[psutil.Process]:
    try:
        return {leader, *leader.children(recursive=True)}
    except psutil.Error:
        return set()


def _kill(family: set[psutil.Process], groups: set[int]) -> None:
    """Kill the living processes of the family, and orphans that are still in its process groups."""
    for process in psutil.process_iter():
        with contextlib.suppress(OSError, psutil.Error):
            if os.getpgid(process.pid) in groups and process.status() != psutil.STATUS_ZOMBIE:
                family.add(process)
    for process in family:
        with contextlib.suppress(psutil.Error):
            process.kill()  # psutil compares the start time first, so a reused number is safe
    end = time.monotonic() + 5
    while any(_is_alive(process) for process in family) and time.monotonic() < end:
        time.sleep(0.05)


def _is_alive(process: psutil.Process) -> bool:
    """Return False for a zombie, too: in a container no parent may ever collect it."""
    try:
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
    except psutil.Error:
        return False
