"""Pid files: which process one names, and whether it still runs. A step of the system clock changes no answer.

A file contains the number of a process and the moment of its start. Both must match, because the operating system may
give the number to another program later.
"""

from __future__ import annotations

import json
from pathlib import Path

import psutil

_PROC = Path("/proc")
_BOOT_ID = _PROC / "sys" / "kernel" / "random" / "boot_id"
_START_TICKS = 19
"""Place of the start, in clock ticks since the boot, among the fields of /proc/PID/stat after the program's name."""


def boot_id() -> str:
    """Return what identifies the present boot of the machine; empty if the operating system does not state it."""
    try:
        return _BOOT_ID.read_text().strip()
    except OSError:
        return ""


def start_mark(pid: int) -> str:
    """Return a text that no other process of this number has ever had. Raises psutil.Error if there is no process.

    On Linux it is counted from the boot, as the times of day that psutil gives move with the system clock. Elsewhere
    the operating system records the time of day at the start and never changes it.
    """
    try:
        fields = (_PROC / str(pid) / "stat").read_text(errors="replace").rpartition(")")[2].split()
        return f"{boot_id()} {fields[_START_TICKS]}"
    except (OSError, IndexError):
        return repr(psutil.Process(pid).create_time())


def write(file: Path, pid: int) -> None:
    """Write the pid file of a process that has just been started; a reader sees the old file or the new one."""
    temporary = file.with_suffix(".new")
    temporary.write_text(json.dumps({"pid": pid, "started": start_mark(pid)}))
    temporary.rename(file)


def recorded(file: Path) -> tuple[int, str] | None:
    """Return number and start mark of a pid file; None if it is missing or damaged."""
    try:
        content = json.loads(file.read_text())
        return int(content["pid"]), str(content["started"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def running(file: Path) -> psutil.Process | None:
    """Return the running process that a pid file names, or None if there is none. A zombie counts as ended."""
    named = recorded(file)
    if named is None:
        return None
    pid, started = named
    try:
        process = psutil.Process(pid)
        return process if start_mark(pid) == started and process.status() != psutil.STATUS_ZOMBIE else None
    except (psutil.Error, ValueError):
        return None
