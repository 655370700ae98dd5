"""Every side effect of a process, in order: statements that write, commits, files in the state folder, mails.

`watch` calls its function right before each; so a kill at the k-th leaves what k - 1 effects did, no more and no less.
"""

from __future__ import annotations

import gc
import json
import os
import re
import signal
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg

_COMMENT = re.compile(r"--[^\n]*")
_WRITES = re.compile(r"\b(INSERT|UPDATE|DELETE|TRUNCATE|COPY|CREATE|DROP|ANALYZE|MERGE)\b", re.IGNORECASE)
_WRITE_FLAGS = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_TRUNC
_FILE_EVENTS = {"os.rename", "os.remove", "os.mkdir", "os.link", "os.symlink", "os.truncate", "os.chmod", "os.rmdir"}


def watch(home: Path, tell: Callable[[str], None]) -> None:
    """Call `tell(what)` right before every side effect of this process from now on."""
    _statements(tell)
    _files(str(home), tell)


def in_fork(home: Path, run: Callable[[], object], kill_at: int | None, log: Path | None = None) -> int:
    """Call `run` in a child that dies right before its `kill_at`-th side effect; return the child's wait status.

    `home`: state folder whose files are watched. `kill_at` one more than there are effects kills right after the last;
    None kills never. `log`: file for the list of the effects, as JSON.
    """
    pid = os.fork()
    if pid:
        return os.waitpid(pid, 0)[1]
    seen: list[str] = []

    def note(effect: str) -> None:
        seen.append(effect)
        if len(seen) == kill_at:
            os.kill(os.getpid(), signal.SIGKILL)

    try:
        gc.disable()  # collecting would copy every page of the parent
        watch(home, note)
        run()
        if log is not None:
            log.write_text(json.dumps(seen), encoding="utf-8")
        if kill_at == len(seen) + 1:
            os.kill(os.getpid(), signal.SIGKILL)
        os._exit(0)
    except BaseException:
        traceback.print_exc()
        os._exit(1)


def _statements(tell: Callable[[str], None]) -> None:
    execute, copy, commit = psycopg.Cursor.execute, psycopg.Cursor.copy, psycopg.Connection.commit

    def watched_execute(self: Any, query: Any, *more: Any, **named: Any) -> Any:
        written = query.decode() if isinstance(query, bytes) else query if isinstance(query, str) else str(query)
        text = _COMMENT.sub("", written).strip()
        if _WRITES.search(text):
            tell(f"sql {' '.join(text.split())[:60]}")
        return execute(self, query, *more, **named)

    def watched_copy(self: Any, statement: Any, *more: Any, **named: Any) -> Any:
        tell(f"sql {statement}"[:60])
        return copy(self, statement, *more, **named)

    def watched_commit(self: Any) -> None:
        if self.info.transaction_status != psycopg.pq.TransactionStatus.IDLE:
            tell("commit")
        commit(self)

    psycopg.Cursor.execute = watched_execute  # type: ignore[method-assign]
    psycopg.Cursor.copy = watched_copy  # type: ignore[method-assign]
    psycopg.Connection.commit = watched_commit  # type: ignore[method-assign]


def _files(home: str, tell: Callable[[str], None]) -> None:
    fsync = os.fsync

    def watched_fsync(handle: int) -> None:
        tell("fsync")
        fsync(handle)

    os.fsync = watched_fsync

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open":
            if isinstance(arguments[2], int) and arguments[2] & _WRITE_FLAGS and str(arguments[0]).startswith(home):
                tell("open for writing")
        elif event == "os.mkdir" and Path(str(arguments[0])).exists():
            return  # an attempt that changes nothing
        elif event in _FILE_EVENTS and str(arguments[0]).startswith(home):
            tell(event)

    sys.addaudithook(hook)
