"""Lists in time in plain Python, a second reading of docs/explanation/semantics.md; imports nothing of the product.

A row is (source, mode, cut_off, op, category, effective, grade). Days are whole numbers. One person. The op
`change` (变更) adds the category and ends the others of its source.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

ADDING = ("add", "change")


class Row(NamedTuple):
    """One row of a list about the person."""

    source: str
    mode: str
    cut_off: int
    op: str
    category: str
    effective: int
    grade: int


class Stay(NamedTuple):
    """One membership: from the first day in to the first day out (None: open), with the grade of its earliest row."""

    category: str
    first: int
    end: int | None
    grade: int


def stays(rows: Sequence[Row], full_lists: Sequence[tuple[str, int]], today: int) -> list[Stay]:
    """Day by day: on each day the person is in a category if some row that began by then has not ended by then."""
    found: list[Stay] = []
    for category in sorted({row.category for row in rows}):
        adds = [row for row in rows if row.op in ADDING and row.category == category and row.effective <= today]
        spans = [(row, end_of(row, rows, full_lists, today)) for row in adds]
        found += merged(category, [(row, end) for row, end in spans if end is None or end > row.effective])
    return found


def end_of(row: Row, rows: Sequence[Row], full_lists: Sequence[tuple[str, int]], today: int) -> int | None:
    ends = [
        one for one in rows
        if is_end_for(one, row) and row.effective <= one.effective <= today
        and not (one.source == row.source and one.cut_off < row.cut_off)
    ]  # fmt: skip
    said = [one.effective for one in ends if not any(moved(one, newer, row, rows, today) for newer in ends)]
    silent = [
        cut_off for source, cut_off in full_lists
        if source == row.source and row.cut_off < cut_off <= today and not names(row, rows, cut_off)
    ]  # fmt: skip
    return min(said + silent, default=None)


def is_end_for(one: Row, row: Row) -> bool:
    """Whether `one` ends the category of `row`: by saying so, or by a change to another category of the same source."""
    if one.op == "change":
        return one.category != row.category and one.source == row.source
    return one.op == "end" and one.category == row.category


def moved(end: Row, newer: Row, row: Row, rows: Sequence[Row], today: int) -> bool:
    """Whether a newer list of the end's source moves the end of the stay; a stay that begins between is another one."""
    if newer.source != end.source or newer.cut_off <= end.cut_off:
        return False
    days = range(min(end.effective, newer.effective), max(end.effective, newer.effective))
    return not any(
        one.op in ADDING and one.category == row.category and row.effective < one.effective <= today
        and one.effective in days
        for one in rows
    )  # fmt: skip


def names(row: Row, rows: Sequence[Row], cut_off: int) -> bool:
    """Whether the source's full list of that cut-off has the person in the category, from whatever day."""
    return any(
        (one.source, one.mode, one.cut_off, one.op, one.category) == (row.source, "full", cut_off, "add", row.category)
        for one in rows
    )


def merged(category: str, spans: Sequence[tuple[Row, int | None]]) -> list[Stay]:
    """Overlapping spans are one stay; spans that only touch are two."""
    ordered = sorted(spans, key=lambda span: (span[0].effective, span[0].cut_off, span[0].grade))
    found: list[Stay] = []
    for row, end in ordered:
        last = found[-1] if found else None
        if last is not None and (last.end is None or row.effective < last.end):
            later = None if last.end is None or end is None else max(last.end, end)
            found[-1] = last._replace(end=later)
        else:
            found.append(Stay(category, row.effective, end, row.grade))
    return found
