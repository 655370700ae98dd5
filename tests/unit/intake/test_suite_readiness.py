"""The suite gets ready while another process reads the first file; whoever needs its verdict waits for that."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from types import SimpleNamespace
from typing import Any

import pyarrow as pa
import pytest

from expectations import groups, validate_each
from pipeline.intake import gate
from pipeline.intake.gate import suite_in_preparation

ROWS = pa.table({"name": ["甲"]})
PENDING: Any = [SimpleNamespace(kind="roll"), SimpleNamespace(kind="tax_feed")]


def test_a_verdict_waits_until_the_suite_is_ready() -> None:
    read, seen = threading.Event(), []

    def suite(kind: str, tables: Sequence[pa.Table], limits: Mapping[str, Any]) -> list[tuple[str, ...]]:
        if not tables:
            assert read.wait(10), "nothing waits for the suite before its verdict is needed"
        seen.append((kind, len(tables)))
        return [("told",)] * len(tables)

    with suite_in_preparation(suite, PENDING) as ready:
        read.set()
        assert ready.validate("tax_feed", [ROWS, ROWS], {}) == [("told",)] * 2
    assert seen == [("roll", 0), ("tax_feed", 2)]


def test_a_suite_that_cannot_get_ready_gives_no_verdict() -> None:
    def suite(kind: str, tables: Sequence[pa.Table], limits: Mapping[str, Any]) -> list[tuple[str, ...]]:
        if not tables:
            raise ImportError("no suite")
        raise AssertionError("a verdict without a suite")

    with suite_in_preparation(suite, PENDING) as ready, pytest.raises(ImportError, match="no suite"):
        ready.validate("roll", [ROWS], {})


def test_a_copy_is_made_when_the_suite_is_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    """A copy of the process has no such thread, and would wait for ever."""
    read, seen = threading.Event(), []

    def suite(kind: str, tables: Sequence[pa.Table], limits: Mapping[str, Any]) -> list[tuple[str, ...]]:
        assert read.wait(10)
        seen.append("ready")
        return []

    monkeypatch.setattr(gate, "forked", lambda work: seen.append("copied"))
    with suite_in_preparation(suite, PENDING) as ready:
        threading.Timer(0.2, read.set).start()
        ready.start(list)
    assert seen == ["ready", "copied"]


def test_without_deliveries_nothing_gets_ready() -> None:
    def suite(kind: str, tables: Sequence[pa.Table], limits: Mapping[str, Any]) -> list[tuple[str, ...]]:
        raise AssertionError("nobody asked")

    with suite_in_preparation(suite, []):
        pass


def test_without_tables_the_suites_only_get_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    ready: list[bool] = []
    monkeypatch.setattr(groups, "prepare", lambda: ready.append(True))
    assert validate_each("roll", [], {}) == [] and ready == [True]
