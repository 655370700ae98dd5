"""What all tests of a session share because making it anew costs more than most tests: the reader and the verdicts.

Both are those of production. What the reader's child does when it starts, dies or meets a limit is tested by
tests/intake/test_worker.py and tests/badinputs/test_hostile.py, with children of their own.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pyarrow as pa
import pytest

from expectations import groups
from expectations.runner import Outcome
from pipeline import decide, feedback, intake, layout_command
from transforms.intake import Reader


class Lent(Reader):
    """A reader that stays when who borrowed it is done (starting its child costs a second); threads take turns."""

    def __init__(self) -> None:
        super().__init__()
        self._turn = threading.Lock()

    def __exit__(self, *error: object) -> None:
        return None

    def _ask(self, request: dict[str, Any]) -> memoryview:
        with self._turn:
            return super()._ask(request)


@contextmanager
def lent() -> Iterator[Lent]:
    """Whoever in the pipeline opens a reader is lent this one, until the end."""
    one = Lent()
    with pytest.MonkeyPatch.context() as patch:
        for module in (decide, feedback, intake, layout_command):
            patch.setattr(module, "Reader", lambda: one)
        try:
            yield one
        finally:
            one.close()


@contextmanager
def verdicts_kept() -> Iterator[None]:
    """Great Expectations looks once at the same values under the same limits: a third of a second for a small list.

    A verdict is a function of nothing else. Tests that take the same files many times are about what comes after it.
    """
    known: dict[tuple[str, str, str], list[Outcome]] = {}
    real = groups.outcomes

    def outcomes(kind: str, dated: pa.Table, limits: Mapping[str, Any]) -> list[Outcome]:
        key = (kind, _digest(dated), repr([(name, _ordered(limits[name])) for name in sorted(limits)]))
        if key not in known:
            known[key] = real(kind, dated, limits)
        return known[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(groups, "outcomes", outcomes)
        yield


def _digest(table: pa.Table) -> str:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as stream:
        stream.write_table(table)
    return hashlib.sha256(sink.getvalue()).hexdigest()


def _ordered(value: Any) -> Any:
    return sorted(value) if isinstance(value, (set, frozenset)) else value
