"""Long-running processes of one state folder: start, recognise again, stop with everything below them.

A pid file holds number and start time. A process is touched only if both fit, so that a number used again by
somebody else's program is left alone.
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

# The clock that start times are computed from may be corrected by this much between two readings.
START_TIME_TOLERANCE_SECONDS = 2.0


class Process:
    """One named process of the state folder `home`; it leads its own session and process group."""

    def __init__(self, home: Path, name: str) -> None:
        self.name = name
        self.pid_file = home / "run" / f"{name}.pid"
        self.log_file = home / "logs" / f"{name}.log"
        self._child: subprocess.Popen[bytes] | None = None

    def start(self, command: Sequence[str], env: Mapping[str, str], cwd: Path) -> None:
        """Start the command unless the process runs already."""
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
        """The process if it is alive and the one that was started, else None. A zombie is not alive."""
        if self._child is not None:
            self._child.poll()
        try:
            noted = json.loads(self.pid_file.read_text())
            process = psutil.Process(noted["pid"])
            same = abs(process.create_time() - noted["started"]) < START_TIME_TOLERANCE_SECONDS
            return process if same and process.status() != psutil.STATUS_ZOMBIE else None
        except (OSError, ValueError, KeyError, TypeError, psutil.Error):
            return None

    def log_tail(self, lines: int = 15) -> str:
        """The last lines of the log, for a message about a process that ended too early."""
        try:
            return "\n".join(self.log_file.read_text(errors="replace").splitlines()[-lines:])
        except OSError:
            return ""


def stop(processes: Sequence[Process], patience_seconds: float = 20.0) -> list[str]:
    """Stop the processes and all their descendants together; returns the names of those that were running.

    First asks the leaders (SIGTERM), then, when patience is over, ends whatever of theirs is left (SIGKILL).
    """
    leaders = [(process, leader) for process in processes if (leader := process.running()) is not None]
    family: set[psutil.Process] = set()
    for _, leader in leaders:
        family |= _with_descendants(leader)
        with contextlib.suppress(psutil.Error):
            leader.send_signal(signal.SIGTERM)
    end = time.monotonic() + patience_seconds
    while any(process.running() for process, _ in leaders) and time.monotonic() < end:
        for _, leader in leaders:
            family |= _with_descendants(leader)
        time.sleep(0.1)
    _end(family, {leader.pid for _, leader in leaders})
    for process in processes:
        process.running()  # reaps our own child
        process.pid_file.unlink(missing_ok=True)
    return [process.name for process, _ in leaders]


def _with_descendants(leader: psutil.Process) -> set[psutil.Process]:
    try:
        return {leader, *leader.children(recursive=True)}
    except psutil.Error:
        return set()


def _end(family: set[psutil.Process], groups: set[int]) -> None:
    """Kill what is left of the family, and members of its process groups that it lost sight of."""
    for process in psutil.process_iter():
        with contextlib.suppress(OSError, psutil.Error):
            if os.getpgid(process.pid) in groups and process.status() != psutil.STATUS_ZOMBIE:
                family.add(process)
    for process in family:
        with contextlib.suppress(psutil.Error):
            process.kill()  # psutil checks the start time first: never a stranger with the same number
    end = time.monotonic() + 5
    while any(_alive(process) for process in family) and time.monotonic() < end:
        time.sleep(0.05)


def _alive(process: psutil.Process) -> bool:
    """A zombie is dead: in a container nobody may ever collect it."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.Error:
        return False
