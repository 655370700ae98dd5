"""Many deliveries at once: results in order, one run of a suite for equal limits, and bounded memory."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from tests.support.files.builders import LAYOUTS, ROLL_SOURCE, TAX_SOURCE, FakeSource, context, number, passing
from tests.support.files.raw_tables import raw_table
from transforms.intake.base.raw_table import RawTable
from transforms.intake.base.reasons import refuse
from transforms.intake.gate.batches import Delivered, gate_files, judge_deliveries, without_wait
from transforms.intake.gate.gate import refused_result
from transforms.intake.layouts.model import Layout

Calls = list[tuple[str, list[int]]]


class FakeReader:
    """A reader without a process: the name of a file is the number of its rows; `bad.csv` cannot be read."""

    def read(
        self,
        path: Path,
        layout: Layout,
        list_mode: str = "full",
        alternatives: Iterable[Layout] = (),
        file_name: str = "",
    ) -> RawTable:
        if path.stem == "bad":
            raise refuse("file_unreadable")
        if path.stem == "bug":
            raise ZeroDivisionError
        size = int(path.stem)
        return raw_table(
            {
                "name": [f"张{chr(0x4E00 + at)}" for at in range(size)],
                "document_number": [number(at + 1) for at in range(size)],
                "unit": ["甲镇"] * size,
            }
        )


def delivered(*names: str, source: FakeSource = ROLL_SOURCE, **changes: Any) -> list[Delivered]:
    return [Delivered(Path(f"{name}.csv"), source, LAYOUTS[source.layout], context(**changes)) for name in names]


@pytest.fixture
def calls() -> Calls:
    return []


@pytest.fixture
def suite(calls: Calls) -> Callable[..., list[tuple[str, ...]]]:
    """A suite that notes kind and sizes of its tables, and fails every table of three rows."""

    def run(kind: str, tables: Sequence[pa.Table], limits: Mapping[str, Any]) -> list[tuple[str, ...]]:
        calls.append((kind, [table.num_rows for table in tables]))
        return [("name_blank",) if table.num_rows == 3 else () for table in tables]

    return run


def test_results_are_in_order_and_only_readable_files_reach_the_suite(calls: Calls, suite: Any) -> None:
    results = list(gate_files(FakeReader(), delivered("2", "bad", "3", "1"), suite))  # type: ignore[arg-type]
    assert [result.decision for result in results] == ["accept", "reject", "hold", "accept"]
    assert [result.row_count for result in results] == [2, 0, 3, 1]
    assert calls == [("roll", [2, 3, 1])]
    assert results[2].reasons[0].code == "gate_failed" and "name_blank" in results[2].reasons[0].message_zh


def test_deliveries_with_other_limits_are_other_runs(calls: Calls, suite: Any) -> None:
    deliveries = [*delivered("1", "2"), *delivered("1", units={"甲镇": "u1"})]
    list(gate_files(FakeReader(), deliveries, suite))  # type: ignore[arg-type]
    assert calls == [("roll", [1, 2]), ("roll", [1])]


def test_a_window_ends_before_the_delivery_that_would_exceed_it(calls: Calls, suite: Any) -> None:
    list(gate_files(FakeReader(), delivered("2", "2", "2", "5", "1"), suite, window_rows=4))  # type: ignore[arg-type]
    assert calls == [("roll", [2, 2]), ("roll", [2]), ("roll", [5]), ("roll", [1])]


def test_results_before_a_failure_of_our_own_are_yielded_first(suite: Any) -> None:
    results: Iterator[Any] = gate_files(FakeReader(), delivered("2", "bug", "1"), suite)  # type: ignore[arg-type]
    assert next(results).row_count == 2
    with pytest.raises(ZeroDivisionError):
        next(results)


class Work:
    """Started work: computed when it is asked for, so that a test sees what was asked and stopped."""

    def __init__(self, work: Callable[[], Any]) -> None:
        self.work, self.asked, self.stopped = work, False, False

    def __call__(self) -> Any:
        self.asked = True
        return self.work()

    def cancel(self) -> None:
        self.stopped = True


def test_a_delivery_that_fills_a_window_comes_before_its_verdict(suite: Any) -> None:
    started: list[Work] = []

    def start(work: Callable[[], Any]) -> Work:
        started.append(Work(work))
        return started[-1]

    judged = judge_deliveries(FakeReader(), delivered("3", "1"), suite, start, window_rows=3)  # type: ignore[arg-type]
    first = next(judged)
    assert first.likely.decision == "accept" and not started[0].asked
    assert first.final().decision == "hold" and started[0].asked
    assert next(judged).final().row_count == 1 and started[0].stopped
    assert len(started) == 1  # the rest is small and runs here


def test_every_table_is_announced_before_it_is_judged() -> None:
    seen: list[int] = []
    judged = judge_deliveries(
        FakeReader(),  # type: ignore[arg-type]
        delivered("2", "bad", "1"),
        passing,
        None,
        on_read=lambda raw: seen.append(raw.row_count),
    )
    assert len(list(judged)) == 3 and seen == [2, 1]


def test_a_final_result_is_there_at_once() -> None:
    result = refused_result(TAX_SOURCE.kind, refuse("file_empty"))
    assert without_wait(result).final() is result is without_wait(result).likely
