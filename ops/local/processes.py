"""Long-running processes of one state folder: start them, find them again, stop them with their descendants.

A process is stopped only if its number and its start match its pid file (`pipeline.health.pid_file`), because the
operating system may give the number to another program later.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import psutil

from pipeline.health import pid_file


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
        pid_file.write(self.pid_file, self._child.pid)

    def running(self) -> psutil.Process | None:
        """Return the running process that the pid file names, or None if there is none. A zombie counts as ended."""
        if self._child is not None:
            self._child.poll()
        return pid_file.running(self.pid_file)

    def end_orphans(self) -> int:
        """End what is left of the session of a process that has ended, and return the number of these processes.

        A killed scheduler leaves its workers and their tasks, which would go on next to those of the next scheduler.
        Does nothing if the process runs, or if the operating system has given its number to another program.
        """
        named = pid_file.recorded(self.pid_file)
        if named is None or self.running() is not None:
            return 0
        pid, started = named
        with contextlib.suppress(psutil.Error):
            if pid_file.start_mark(pid) != started:
                return 0
        orphans = _session_members({pid})
        _kill(orphans)
        return len(orphans)

    def log_tail(self, lines: int = 15) -> str:
        """Return the last `lines` lines of the process's log as one text; an empty text if there is no log."""
        try:
            return "\n".join(self.log_file.read_text(errors="replace").splitlines()[-lines:])
        except OSError:
            return ""


def stop(processes: Sequence[Process], patience_seconds: float = 20.0) -> list[str]:
    """Stop the processes with all their descendants, and return the names of those that were running.

    `processes`: each known by its name and pid file. Sends SIGTERM to them and waits up to `patience_seconds` until
    they end. Then it kills (SIGKILL) what is left of them, their descendants and their sessions, and deletes their pid
    files.
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
    _kill(family | _session_members({leader.pid for _, leader in leaders}))
    for process in processes:
        process.running()  # reaps our own child
        process.pid_file.unlink(missing_ok=True)
    return [process.name for process, _ in leaders]


def stop_alone(process: Process, patience_seconds: float = 60.0) -> bool:
    """Stop a process by SIGTERM, later SIGKILL, and let what it started run on; return whether it was running."""
    leader = process.running()
    for number in (signal.SIGTERM, signal.SIGKILL):
        end = time.monotonic() + patience_seconds
        if process.running() is not None and leader is not None:
            with contextlib.suppress(psutil.Error):
                leader.send_signal(number)
        while process.running() is not None and time.monotonic() < end:
            time.sleep(0.1)
    process.pid_file.unlink(missing_ok=True)
    return leader is not None


def _process_tree(leader: psutil.Process) -> set[psutil.Process]:
    try:
        return {leader, *leader.children(recursive=True)}
    except psutil.Error:
        return set()


def _session_members(sessions: set[int]) -> set[psutil.Process]:
    """Return the living processes of these sessions. A task has a process group of its own, but no session."""
    members = set()
    for process in psutil.process_iter():
        with contextlib.suppress(OSError, psutil.Error):
            if os.getsid(process.pid) in sessions and process.status() != psutil.STATUS_ZOMBIE:
                members.add(process)
    return members


def _kill(family: set[psutil.Process]) -> None:
    """Kill these processes, and wait up to five seconds until they have ended."""
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
