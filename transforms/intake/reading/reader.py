"""The parent's side of reading: one long-lived child process opens every file; the parent enforces the time limit."""

from __future__ import annotations

import json
import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from types import TracebackType
from typing import Any

from transforms.intake.base.raw_table import RawTable
from transforms.intake.base.reasons import ReadRefused, Reason, refuse
from transforms.intake.layouts.model import Layout
from transforms.intake.reading.limits import ANSWER, LENGTH, Limits
from transforms.intake.reading.pipes import PIPE_BYTES, widen_pipe

_ROOT = Path(__file__).resolve().parents[3]
# The child opens hostile files: it gets no secrets of the parent's environment.
_INHERITED = ("PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SYSTEMROOT", "TZ")
# a child that closed its pipes is about to end
_END_SECONDS = 2.0

Answer = tuple[bytes, memoryview]  # status byte (`limits.ANSWER`) and body


class Reader:
    """Reads deliveries in a guarded child process, which is started at need and again after it died. A context manager.

    `limits`: of one file; None means the defaults. `monotonic`: clock of the timeout in seconds, not of the business.
    Attributes: `patience`, bytes of a file -> most seconds for it, None for the limit alone; `busy_seconds`, time spent
    on files so far; `timeouts`, number of files that were given up for their time.
    """

    def __init__(self, limits: Limits | None = None, monotonic: Callable[[], float] = time.monotonic) -> None:
        self.limits = limits or Limits()
        self.patience: Callable[[int], float] | None = None
        self.busy_seconds = 0.0
        self.timeouts = 0
        self._monotonic = monotonic
        self._child: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Reader:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def get_ready(self) -> None:
        """Start the child process if none runs, and return at once. Reads no file.

        The process needs half a second until it is ready; a read that follows waits for it.
        """
        self._running()

    def read(
        self,
        path: Path,
        layout: Layout,
        list_mode: str = "full",
        alternatives: Iterable[Layout] = (),
        file_name: str = "",
        *,
        with_states: bool = False,
    ) -> RawTable:
        """Read one sender's file into a raw table, one row per person.

        Its bytes decide its form; the file's name does not. `file_name`: as the sender wrote it, for forms that state
        their unit or category there only; '' means the path's. A `RawTable` has the cells as texts (`table`: row_no and
        one column per canonical column), the total rows, where the header is, and the faults, warnings and reasons to
        hold that reading found. `path`: the file. `list_mode`: full, change or feed; decides the required columns.
        `alternatives`: layouts of the forms that the source may send instead of `layout`; the raw table names the
        layout that was used. `with_states`: also give the rows that do not count by their state, and the columns of
        states, without a note or a fault about them. Raises ReadRefused with the reasons for the sender, also if the
        child process dies or exceeds its time; the reader stays usable.
        """
        request: dict[str, Any] = {"path": str(path), "layout": _dumped(layout), "list_mode": list_mode}
        request |= {"file_name": file_name or path.name, "with_states": with_states}
        status, body = self._ask({**request, "alternatives": [_dumped(other) for other in alternatives]})
        if status == b"O":
            return RawTable.from_ipc(body)
        raise _refused(body)

    def first_rows(self, path: Path) -> tuple[str, list[list[list[str]]]]:
        """Return the form of a file (csv, xlsx or xls) and the first 50 rows of each visible sheet, as cells.

        A csv gives its rows once for each possible delimiter. They serve to describe an unknown form. Raises
        ReadRefused with the reasons for the sender if the file cannot be opened.
        """
        status, body = self._ask({"path": str(path)})
        if status != b"H":
            raise _refused(body)
        form, heads = json.loads(bytes(body))
        return form, heads

    def explain(
        self, path: Path, layout: Layout, other_layouts: Iterable[Layout], list_mode: str
    ) -> ReadRefused | None:
        """Find why a file's header differs from the layout's; return the refusal to report, None if the file fits.

        A refusal is an exception with the reasons for the sender; it is returned, never raised. `other_layouts`:
        layouts that the file may belong to instead. `list_mode`: full, change or feed. The refusal names another layout
        that fits, or the closest one and the differences.
        """
        request = {"path": str(path), "layout": _dumped(layout), "list_mode": list_mode}
        try:
            refusal = _refused(
                self._ask({**request, "others": [_dumped(other_layout) for other_layout in other_layouts]})[1]
            )
            return refusal if refusal.reasons else None
        except ReadRefused as refusal:
            return refusal

    def _ask(self, request: dict[str, Any]) -> Answer:
        body = json.dumps(request, ensure_ascii=False).encode()
        started = self._monotonic()
        deadline = started + self._seconds_for(Path(request["path"]))
        child = self._running()
        try:
            return self._exchange(child, LENGTH.pack(len(body)) + body, deadline)
        except TimeoutError:
            self._kill()
            raise self._too_slow() from None
        except (EOFError, BrokenPipeError, ConnectionResetError):
            self._kill(seconds_to_end=_END_SECONDS)
            raise self._refusal_of_end(child.returncode) from None
        except BaseException:
            self._kill()  # a half-read answer must not become the next file's
            raise
        finally:
            self.busy_seconds += self._monotonic() - started

    def _seconds_for(self, path: Path) -> float:
        """Return how long to wait for one file."""
        if self.patience is None:
            return self.limits.wall_seconds
        try:
            return min(self.patience(path.stat().st_size), self.limits.wall_seconds)
        except OSError:
            return self.limits.wall_seconds  # the child reports what is wrong with the file

    def _refusal_of_end(self, returncode: int) -> ReadRefused:
        """Return the refusal for a file whose reading ended the child process."""
        if returncode == -signal.SIGXCPU:
            return self._too_slow()
        if returncode == -signal.SIGABRT:  # a library of C++ ends so if it gets no memory
            return refuse("file_memory", hold=True)
        return refuse("file_unsafe")  # a parser crashed

    def _too_slow(self) -> ReadRefused:
        self.timeouts += 1
        return refuse("file_slow", hold=True)

    @property
    def child_pid(self) -> int | None:
        """Process id of the running child, None if there is none."""
        return self._child.pid if self._child and self._child.poll() is None else None

    def close(self) -> None:
        """Stop the child process at once, if one runs: it has nothing to finish. A later read starts a new child."""
        self._kill()

    def _running(self) -> subprocess.Popen[bytes]:
        if self._child is None or self._child.poll() is not None:
            self._kill()
            environment = {name: os.environ[name] for name in _INHERITED if name in os.environ}
            environment |= {"PYTHONPATH": str(_ROOT), "ARROW_DEFAULT_MEMORY_POOL": "system", "OMP_NUM_THREADS": "1"}
            self._child = subprocess.Popen(
                [sys.executable, "-m", "transforms.intake.reading.child", json.dumps(self.limits.as_dict())],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,  # a parser's last words may hold values
                cwd=_ROOT,
                env=environment,
                bufsize=0,
            )
            if self._child.stdout:
                widen_pipe(self._child.stdout.fileno())
        return self._child

    def _exchange(self, child: subprocess.Popen[bytes], message: bytes, deadline: float) -> Answer:
        assert child.stdin and child.stdout
        child.stdin.write(message)
        source = child.stdout.fileno()
        with selectors.DefaultSelector() as selector:
            selector.register(source, selectors.EVENT_READ)
            size, status = ANSWER.unpack(self._receive(source, ANSWER.size, selector, deadline))
            return status, self._receive(source, size, selector, deadline)

    def _receive(self, source: int, size: int, selector: selectors.BaseSelector, deadline: float) -> memoryview:
        whole = memoryview(bytearray(size))
        filled = 0
        while filled < size:
            left = deadline - self._monotonic()
            if left <= 0 or not selector.select(left):
                raise TimeoutError
            got = os.readv(source, [whole[filled : filled + PIPE_BYTES]])
            if got == 0:
                raise EOFError
            filled += got
        return whole

    def _kill(self, seconds_to_end: float = 0) -> None:
        """End the child; one that ends by itself gets `seconds_to_end`, so that its exit code states why."""
        child, self._child = self._child, None
        if child is None:
            return
        try:
            child.wait(seconds_to_end)
        except subprocess.TimeoutExpired:
            child.kill()
        child.wait()
        for pipe in (child.stdin, child.stdout):
            if pipe:
                pipe.close()


def _dumped(layout: Layout) -> str:
    return layout.model_dump_json()


def _refused(body: memoryview) -> ReadRefused:
    refusal = json.loads(bytes(body))
    return ReadRefused(*(Reason(**entry) for entry in refusal["reasons"]), hold=refusal["hold"])
