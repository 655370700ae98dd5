"""Housekeeping of the embedded size: logs of services are rotated, old history of Airflow is removed.

The watcher of `make up` does both. The warehouse, published files and the audit trail are never touched.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

from ops.airflow.environment import airflow_environment
from pipeline.runtime.clock import technical_now
from pipeline.runtime.settings import REPOSITORY, Settings

LOG_BYTES, KEPT_LOGS = 20 * 1024 * 1024, 5
ROTATE_EVERY_SECONDS, CLEAN_EVERY_SECONDS, FIRST_CLEAN_SECONDS = 60.0, 86400.0, 600.0


class Housekeeping:
    """Rotates logs every minute and removes old history once a day. `clock`: monotonic seconds."""

    def __init__(self, settings: Settings, clock: Callable[[], float] = time.monotonic) -> None:
        self._settings, self._clock = settings, clock
        self._rotate_at, self._clean_at = clock(), clock() + FIRST_CLEAN_SECONDS

    def work(self) -> None:
        """Start what is due. The removal runs in a thread, so that the caller goes on watching."""
        now = self._clock()
        if now >= self._rotate_at:
            self._rotate_at = now + ROTATE_EVERY_SECONDS
            rotate_logs(self._settings.log_dir)
        if now >= self._clean_at:
            self._clean_at = now + CLEAN_EVERY_SECONDS
            threading.Thread(target=remove_old_history, args=(self._settings,), daemon=True).start()


def rotate_logs(folder: Path, most_bytes: int = LOG_BYTES, kept: int = KEPT_LOGS) -> list[str]:
    """Move the content of each `*.log` above `most_bytes` to `*.log.1`, older ones on to `*.log.2`; return their names.

    At most `kept` older ones stay. The services go on writing to the same file, which is emptied after the copy; what
    they write in between is lost.
    """
    rotated = []
    for file in sorted(folder.glob("*.log")):
        with contextlib.suppress(OSError):  # a full disk: the next minute tries again
            if file.stat().st_size <= most_bytes:
                continue
            for number in range(kept - 1, 0, -1):
                older = file.with_name(f"{file.name}.{number}")
                if older.exists():
                    older.rename(file.with_name(f"{file.name}.{number + 1}"))
            shutil.copy2(file, file.with_name(f"{file.name}.1"))
            with file.open("r+b") as log:
                log.truncate()
            rotated.append(file.name)
    return rotated


def remove_old_history(settings: Settings, now: dt.datetime | None = None) -> int:
    """Remove Airflow's runs, tasks and logs that are older than `history_days` days; return the exit code of Airflow.

    The output of `airflow db clean` is in `logs/airflow-clean.log`. `now`: None is the present moment.
    """
    before = (now or technical_now()) - dt.timedelta(days=settings.history_days)
    remove_old_files(settings.log_dir / "airflow", before)
    with (settings.log_dir / "airflow-clean.log").open("ab") as log:
        done = subprocess.run(
            [sys.executable, "-m", "airflow", *clean_arguments(before)],
            env=airflow_environment(settings.home, settings.packs),
            cwd=REPOSITORY,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            check=False,
        )
    return done.returncode


def clean_arguments(before: dt.datetime) -> list[str]:
    """Return the arguments of `airflow` that remove everything before a moment; the last run of each DAG stays."""
    moment = before.isoformat(timespec="seconds")
    return ["db", "clean", "--clean-before-timestamp", moment, "--skip-archive", "--error-on-cleanup-failure", "--yes"]


def remove_old_files(folder: Path, before: dt.datetime) -> int:
    """Remove the files below a folder that were changed before a moment, and the folders that are then empty."""
    count = 0
    for path in sorted(folder.rglob("*"), reverse=True):
        with contextlib.suppress(OSError):  # a folder with files, or a file that is gone
            if path.is_dir() and not path.is_symlink():
                path.rmdir()
            elif path.lstat().st_mtime < before.timestamp():
                path.unlink()
                count += 1
    return count
