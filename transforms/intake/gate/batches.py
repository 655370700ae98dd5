"""The gate for many deliveries: the suite of a kind runs once for all that share its limits, not once for each."""

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
"""Rows that are judged and held before their suites run: bounds the memory, and is many small files."""


class Delivered(NamedTuple):
    """One delivery to gate."""

    path: Path
    source: SourceLike
    layout: Layout
    context: Context


Verdicts = Sequence[Sequence[str]]


class AtWork(Protocol):
    """Some work that was started. Calling it waits for its result."""

    def __call__(self) -> Verdicts: ...
    def give_up(self) -> None:
        """Nobody waits for it any more."""


Start = Callable[[Callable[[], Verdicts]], AtWork]
"""Starts some work."""


def gate_files(
    reader: Reader, deliveries: Iterable[Delivered], validate: Validate, window_rows: int = WINDOW_ROWS
) -> Iterator[GateResult]:
    """The result of each delivery, in the given order, the same as `gate_file` of each alone.

    Takes deliveries as far as their rows fit into a window; a larger one is a window of its own. If our own code
    fails on a delivery, those before it are handed out first.
    """
    return (one.final() for one in gate_ahead(reader, deliveries, validate, None, window_rows=window_rows))


def gate_ahead(
    reader: Reader, deliveries: Iterable[Delivered], validate: Validate, aside: Start | None,
    on_read: OnRead | None = None, window_rows: int = WINDOW_ROWS,
) -> Iterator[Awaited]:  # fmt: skip
    """The same results; a delivery that fills a window is handed out while its suite is at work `aside`. `on_read` is
    shown each table before it is judged."""
    window: list[Judged] = []
    rows = 0
    for one in deliveries:
        try:
            judged = judge_file(reader, *one, on_read)
        except Exception:
            yield from _settled(window, validate)
            raise
        if window and rows + judged.result.row_count > window_rows:
            yield from _settled(window, validate)
            window, rows = [], 0
        window.append(judged)
        rows += judged.result.row_count
        del judged  # its values would stay in memory while the caller loads the result
        if rows >= window_rows:
            yield from _settled(window, validate, aside)
            window, rows = [], 0
    yield from _settled(window, validate)


def _settled(window: list[Judged], validate: Validate, aside: Start | None = None) -> Iterator[Awaited]:
    """Results in the window's order. Values are kept until the verdicts, results until they are handed out."""
    if aside and len(window) == 1 and (values := window[0].values) is not None:
        judged = replace(window.pop(), values=None)
        at_work = aside(partial(validate, judged.kind, [values], dict(judged.limits)))
        del values
        try:
            yield Awaited(judged.result, lambda: decide(judged, at_work()[0]))
        finally:
            at_work.give_up()  # nobody may have waited for it
        return
    verdicts = _verdicts(window, validate)
    results = [
        decide(judged, verdicts[place]) if place in verdicts else judged.result for place, judged in enumerate(window)
    ]
    window.clear()
    results.reverse()
    while results:
        yield known(results.pop())


def known(result: GateResult) -> Awaited:
    """A result for which nothing is waited for any more."""
    return Awaited(result, lambda: result)


def _verdicts(window: list[Judged], validate: Validate) -> dict[int, Sequence[str]]:
    groups: dict[tuple[str, SuiteLimits], list[int]] = {}
    for place, judged in enumerate(window):
        if judged.values is not None:
            groups.setdefault((judged.kind, judged.limits), []).append(place)
    verdicts: dict[int, Sequence[str]] = {}
    for (kind, limits), places in groups.items():
        tables = [values for place in places if (values := window[place].values) is not None]
        verdicts |= dict(zip(places, validate(kind, tables, dict(limits)), strict=True))
    return verdicts
