"""The suites in a process of their own: a large list is enciphered and loaded while they look at it.

`python -m expectations.aside` serves one parent: pickled (kind, tables, limits) on stdin, pickled verdicts on stdout.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO

import pyarrow as pa

_ROOT = Path(__file__).resolve().parents[1]
# It needs no secret of the parent's environment.
_INHERITED = ("PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SYSTEMROOT", "HOME", "TZ")


class SuiteLost(RuntimeError):  # noqa: N818 - says what happened
    """The process of the suites ended or failed. The text holds no value."""


class Aside:
    """`validate_each` in a child process, which imports Great Expectations at once. A context manager."""

    def __init__(self) -> None:
        environment = {name: os.environ[name] for name in _INHERITED if name in os.environ}
        self._child = subprocess.Popen(
            [sys.executable, "-m", "expectations.aside"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # a traceback may quote values
            cwd=_ROOT,
            env=environment | {"PYTHONPATH": str(_ROOT)},
        )

    def __enter__(self) -> Aside:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None:
            self._child.kill()
        self._child.communicate()  # closes its input: a child that waits ends

    def __call__(self, kind: str, tables: Sequence[pa.Table], limits: Mapping[str, Any]) -> Sequence[tuple[str, ...]]:
        """As `validate_each`. Raises SuiteLost if there is no verdict."""
        assert self._child.stdin and self._child.stdout
        try:
            pickle.dump((kind, list(tables), dict(limits)), self._child.stdin)
            self._child.stdin.flush()
            verdicts, fault = pickle.load(self._child.stdout)
        except (EOFError, OSError, pickle.UnpicklingError):
            raise SuiteLost("the suites' process ended without a verdict: was it out of memory? Run again.") from None
        if fault:
            raise SuiteLost(f"the suite of {kind} failed: {fault}")
        return verdicts  # type: ignore[no-any-return]


def _serve(requests: BinaryIO, answers: BinaryIO) -> None:
    from expectations.groups import validate_each

    validate_each("", [], {})
    while True:
        try:
            kind, tables, limits = pickle.load(requests)
        except EOFError:
            return
        try:
            answer: tuple[Any, str] = validate_each(kind, tables, limits), ""
        except Exception as error:
            answer = (), type(error).__name__
        del tables
        pickle.dump(answer, answers)
        answers.flush()


if __name__ == "__main__":
    # what anybody prints must not come between the answers
    answers, sys.stdout = sys.stdout.buffer, sys.stderr
    _serve(sys.stdin.buffer, answers)
