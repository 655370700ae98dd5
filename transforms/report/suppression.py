"""Suppress small counts in a table that leaves the bureau, so that no difference of other figures gives them back.

A table with its totals is a circulation: the grand total flows into the rows, each row's total into its cells, each
cell into its column's total, and these into the grand total. Published figures are fixed. A hidden figure can be
computed from the others exactly if no round trip through it can be raised or lowered by one. Zeros are shown, so a
reader knows that a hidden figure is at least 1.
"""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

Cell = tuple[str | None, str | None]
"""Row and column of a figure; None is the total over all rows, or over all columns."""

_Node = tuple[str, str]
_TOP, _BOTTOM = ("top", ""), ("bottom", "")
_TOTAL_COST = 1_000_000_000  # a total is hidden only if nothing else helps


@dataclass(frozen=True)
class _Arc:
    """A step of a round trip: the figure that changes by one, and the node that is reached."""

    cell: Cell
    to: _Node


def with_totals(counts: Mapping[tuple[str, str], int]) -> dict[Cell, int]:
    """Return the counts of persons by (row, column) with the totals of rows, of columns, and of all.

    Raises ValueError for a negative count.
    """
    if any(count < 0 for count in counts.values()):
        raise ValueError("a count of persons is not negative")
    table: dict[Cell, int] = {}
    for (row, column), count in counts.items():
        for cell in ((row, column), (row, None), (None, column), (None, None)):
            table[cell] = table.get(cell, 0) + count
    return table


def hidden_cells(counts: Mapping[tuple[str, str], int], least_shown: int) -> frozenset[Cell]:
    """Return the figures to hide in a table that is shown with all of its totals.

    These are the counts, and totals, from 1 to `least_shown` - 1, and further figures until none of them can be
    computed from what is shown. Further figures are as small as possible, and totals only if nothing else helps.
    `least_shown`: smallest count that may be shown, in persons; 0 or 1 hides nothing.
    """
    table = with_totals(counts)
    hidden = {cell for cell, count in table.items() if 0 < count < least_shown}
    waiting = sorted(hidden, key=str)
    while waiting:
        cell = waiting.pop()
        if not _is_open(table, hidden, cell):
            # a round trip protects every figure on it
            hidden |= _cheapest_trip(table, hidden, cell)
    return frozenset(hidden)


def can_be_computed(counts: Mapping[tuple[str, str], int], hidden: frozenset[Cell], cell: Cell) -> bool:
    """Return whether a hidden figure follows exactly from the figures of the table that are not hidden."""
    return not _is_open(with_totals(counts), set(hidden), cell)


def _is_open(table: Mapping[Cell, int], hidden: set[Cell], cell: Cell) -> bool:
    return _trip(table, hidden, cell, frozenset(hidden)) is not None


def _cheapest_trip(table: Mapping[Cell, int], hidden: set[Cell], cell: Cell) -> set[Cell]:
    """Return the figures of the round trip through a cell that hides least; each count is part of one with its sums."""
    trip = _trip(table, hidden, cell, frozenset(figure for figure, count in table.items() if count))
    assert trip is not None
    return trip


def _trip(table: Mapping[Cell, int], hidden: set[Cell], cell: Cell, usable: frozenset[Cell]) -> set[Cell] | None:
    """Find the cheapest round trip of usable figures that raises, or lowers, a cell by one; None if there is none."""
    arcs: dict[_Node, list[_Arc]] = {}
    for figure in sorted(usable - {cell}, key=str):
        start, end = _ends(figure)
        arcs.setdefault(start, []).append(_Arc(figure, end))
        if table[figure] > 1:
            arcs.setdefault(end, []).append(_Arc(figure, start))
    start, end = _ends(cell)
    trips = [_path(table, hidden, arcs, end, start)]
    if table[cell] > 1:
        trips.append(_path(table, hidden, arcs, start, end))
    possible = [trip for trip in trips if trip is not None]
    return min(possible, key=lambda trip: _cost(table, trip - hidden), default=None)


def _path(
    table: Mapping[Cell, int], hidden: set[Cell], arcs: Mapping[_Node, list[_Arc]], start: _Node, end: _Node
) -> set[Cell] | None:
    """Find the path on which the figures that are not hidden yet cost least; return its figures."""
    order = itertools.count()  # equal costs: the path that was found first
    queue: list[tuple[int, int, _Node, tuple[Cell, ...]]] = [(0, next(order), start, ())]
    seen: set[_Node] = set()
    while queue:
        cost, _, node, path = heapq.heappop(queue)
        if node == end:
            return set(path)
        if node in seen:
            continue
        seen.add(node)
        for arc in arcs.get(node, ()):
            if arc.to not in seen:
                price = 0 if arc.cell in hidden else _cost(table, {arc.cell})
                heapq.heappush(queue, (cost + price, next(order), arc.to, (*path, arc.cell)))
    return None


def _cost(table: Mapping[Cell, int], cells: set[Cell]) -> int:
    return sum(table[cell] + (_TOTAL_COST if None in cell else 0) for cell in cells)


def _ends(cell: Cell) -> tuple[_Node, _Node]:
    """Return the two ends of a figure in the circulation."""
    row, column = cell
    if row is None:
        return (_BOTTOM, _TOP) if column is None else (("column", column), _BOTTOM)
    return (_TOP, ("row", row)) if column is None else (("row", row), ("column", column))


def shown_table(counts: Mapping[tuple[str, str], int], least_shown: int) -> dict[Cell, int | None]:
    """Return the table with its totals; None where a figure is hidden."""
    hidden = hidden_cells(counts, least_shown)
    return {cell: None if cell in hidden else count for cell, count in with_totals(counts).items()}


def rows_of(table: Mapping[Cell, int | None]) -> Iterator[tuple[str | None, dict[str | None, int | None]]]:
    """Yield each row's name with its figures by column, in the order of the counts; the totals (None) come last."""
    names = list(dict.fromkeys(row for row, _ in table if row is not None))
    for name in (*names, None):
        yield name, {column: figure for (row, column), figure in table.items() if row == name}
