"""The gate for many deliveries: one run of a kind's suite for all deliveries with equal limits."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import NamedTuple, Protocol

from transforms.intake.gate.gate import Judged, decide, judge_file
from transforms.intake.gate.suite_input import SuiteLimits
from transforms.intake.layouts.model import Layout
from transforms.intake.reading.reader import Reader
from transforms.intake.values.context import Awaited, Context, GateResult, OnRead, SourceLike, Validate

WINDOW_ROWS = 100_000
"""Rows that are judged and kept in memory before their suites run: a limit on memory that takes many small files."""


class Delivered(NamedTuple):
    """One delivery to gate: its file, the source that it is expected from, the layout to read it with, its context."""

    path: Path
    source: SourceLike
    layout: Layout
    context: Context


Verdicts = Sequence[Sequence[str]]
"""For each table, the codes of the critical expectations that it fails."""


class StartedWork(Protocol):
    """A suite that runs in another process. A call waits for its end, returns its `Verdicts`, or raises its error."""

    def __call__(self) -> Verdicts: ...
    def cancel(self) -> None:
        """Stop the work in the other process if it still runs, and discard its result. Does nothing if it has ended."""


StartWork = Callable[[Callable[[], Verdicts]], StartedWork]
"""Start work in another process, and return at once."""


def gate_files(
    reader: Reader, deliveries: Iterable[Delivered], validate: Validate, window_rows: int = WINDOW_ROWS
) -> Iterator[GateResult]:
    """Read and judge deliveries; yield one result per delivery, in the given order, each equal to that of `gate_file`.

    A `Delivered` has the path of the file, its source, the layout to read it with, and the context to judge by. A
    `GateResult` has the decision (accept, hold or reject) with its reasons, tables of clean rows, faults and warnings,
    and counts of rows. Deliveries of one kind with equal limits share a run of the suite (the Great Expectations checks
    of the kind). `validate(kind, tables, limits)` runs it and returns, for each table, the codes of the critical
    expectations that failed. `window_rows`: most data rows that are kept in memory before their suites run; a larger
    delivery runs alone. If reading a delivery raises (an error of the program, not of the file), earlier results come
    first.
    """
    judged = judge_deliveries(reader, deliveries, validate, None, window_rows=window_rows)
    return (awaited.final() for awaited in judged)


def judge_deliveries(
    reader: Reader,
    deliveries: Iterable[Delivered],
    validate: Validate,
    start_work: StartWork | None,
    on_read: OnRead | None = None,
    window_rows: int = WINDOW_ROWS,
) -> Iterator[Awaited]:
    """Judge deliveries as `gate_files` does; yield for each, in order, a likely result and a function for the final.

    A `Delivered` has the path of the file, its source, layout and context. An `Awaited` has `likely`, the result if the
    suite (Great Expectations checks) finds nothing critical, and `final()`, which returns the final result at once, or
    waits for the delivery's suite. `start_work`: starts in another process the suite of a delivery with at least
    `window_rows` rows, so that the caller can go on meanwhile; None: every result is final. `validate`: as for
    `gate_files`. `window_rows`: most data rows that are kept in memory before their suites run. `on_read` is called
    with each raw table before it is judged; None: nothing is called.
    """
    window: list[Judged] = []
    rows = 0
    for delivery in deliveries:
        try:
            judged = judge_file(reader, *delivery, on_read)
        except Exception:
            yield from _close_window(window, validate)
            raise
        if window and rows + judged.result.row_count > window_rows:
            yield from _close_window(window, validate)
            window, rows = [], 0
        window.append(judged)
        rows += judged.result.row_count
        del judged  # else its values stay in memory while the caller loads the result
        if rows >= window_rows:
            yield from _close_window(window, validate, start_work)
            window, rows = [], 0
    yield from _close_window(window, validate)


def _close_window(window: list[Judged], validate: Validate, start_work: StartWork | None = None) -> Iterator[Awaited]:
    """Yield the results in the window's order, and empty the window.

    A delivery's values are kept until its verdict, its result until it is yielded.
    """
    if start_work and len(window) == 1 and (values := window[0].values) is not None:
        judged = replace(window.pop(), values=None)
        started = start_work(partial(validate, judged.kind, [values], dict(judged.limits)))
        del values
        try:
            yield Awaited(judged.result, lambda: decide(judged, started()[0]))
        finally:
            started.cancel()  # the caller may not have asked for the result
        return
    verdicts = _run_suites(window, validate)
    results = [
        decide(judged, verdicts[place]) if place in verdicts else judged.result for place, judged in enumerate(window)
    ]
    window.clear()
    results.reverse()
    while results:
        yield without_wait(results.pop())


def without_wait(result: GateResult) -> Awaited:
    """Wrap a final result as an `Awaited`, for callers that wait for results.

    An `Awaited` has `likely`, here `result`, and the function `final`, which returns `result` at once.
    """
    return Awaited(result, lambda: result)


def _run_suites(window: list[Judged], validate: Validate) -> dict[int, Sequence[str]]:
    """Return position in the window -> critical failures, for each delivery that has values."""
    groups: dict[tuple[str, SuiteLimits], list[int]] = {}
    for place, judged in enumerate(window):
        if judged.values is not None:
            groups.setdefault((judged.kind, judged.limits), []).append(place)
    verdicts: dict[int, Sequence[str]] = {}
    for (kind, limits), places in groups.items():
        tables = [values for place in places if (values := window[place].values) is not None]
        verdicts |= dict(zip(places, validate(kind, tables, dict(limits)), strict=True))
    return verdicts
