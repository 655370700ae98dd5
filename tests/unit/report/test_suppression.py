"""Small counts are hidden, and no other figure of the table gives them back: compared with every table that fits."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.report.suppression import Cell, can_be_computed, hidden_cells, rows_of, shown_table, with_totals

LEAST = 5
Counts = dict[tuple[str, str], int]


def table(*rows: list[int]) -> Counts:
    return {(f"r{r}", f"c{c}"): count for r, row in enumerate(rows) for c, count in enumerate(row)}


SMALL = st.integers(1, 3).flatmap(
    lambda width: st.lists(st.lists(st.sampled_from([0, 1, 1, 2, 3, 5, 6]), min_size=width, max_size=width),
                           min_size=1, max_size=3)
)  # fmt: skip
LARGE = st.integers(1, 7).flatmap(
    lambda width: st.lists(st.lists(st.one_of(st.just(0), st.integers(0, 9), st.integers(0, 4000)), min_size=width,
                                    max_size=width), min_size=1, max_size=9)
)  # fmt: skip


def possible_tables(counts: Counts, hidden: frozenset[Cell]) -> Iterator[dict[Cell, int]]:
    """Yield every table that agrees with all shown figures, and whose hidden figures are at least 1. By brute force."""
    known = with_totals(counts)
    unknown = [cell for cell in counts if cell in hidden]
    most = dict.fromkeys(unknown, 0)
    for row, column in unknown:
        # no count is above a shown total over it; without one, two more than it is will do to show a second table
        bounds = [known[total] for total in ((row, None), (None, column), (None, None)) if total not in hidden]
        most[row, column] = min([known[row, column] + 2, *bounds])
    for values in itertools.product(*(range(1, most[cell] + 1) for cell in unknown)):
        found = with_totals(counts | dict(zip(unknown, values, strict=True)))
        if all(found[cell] == count if cell not in hidden else found[cell] >= 1 for cell, count in known.items()):
            yield found


@given(SMALL)
@settings(max_examples=25, deadline=None)
def test_each_hidden_figure_has_two_possible_values(rows: list[list[int]]) -> None:
    counts = table(*rows)
    hidden = hidden_cells(counts, LEAST)
    seen: dict[Cell, set[int]] = {cell: set() for cell in hidden}
    for found in possible_tables(counts, hidden):
        for cell in hidden:
            seen[cell].add(found[cell])
        if all(len(values) > 1 for values in seen.values()):
            break
    assert {cell for cell, values in seen.items() if len(values) < 2} == set()


@given(LARGE, st.integers(0, 12))
@settings(max_examples=100, deadline=None)
def test_what_is_hidden_is_small_or_protects_what_is_small(rows: list[list[int]], least: int) -> None:
    counts = table(*rows)
    hidden, figures = hidden_cells(counts, least), with_totals(counts)
    assert {cell for cell, count in figures.items() if 0 < count < least} <= hidden
    assert not any(can_be_computed(counts, hidden, cell) for cell in hidden)
    assert all(figures[cell] > 0 for cell in hidden), "a zero is shown"
    if not any(0 < count < least for count in figures.values()):
        assert not hidden
    shown = shown_table(counts, least)
    assert {cell for cell, figure in shown.items() if figure is None} == hidden
    assert all(figure in (None, figures[cell]) for cell, figure in shown.items())


@pytest.mark.parametrize(
    ("rows", "hidden"),
    [
        ([[3, 10, 20]], {("r0", "c0"), ("r0", "c1"), (None, "c0"), (None, "c1")}),
        ([[10, 20], [30, 40]], set()),
        ([[0, 20], [30, 40]], set()),
        # the smallest rectangle around the small count
        ([[3, 10, 90], [10, 11, 90], [90, 90, 90]], {("r0", "c0"), ("r0", "c1"), ("r1", "c0"), ("r1", "c1")}),
    ],
)
def test_as_little_as_possible_is_hidden(rows: list[list[int]], hidden: set[Cell]) -> None:
    assert hidden_cells(table(*rows), LEAST) == hidden


def test_two_ones_whose_sum_is_shown_are_not_enough() -> None:
    """Both are at least 1, so their sum 2 tells both: a third figure is hidden."""
    counts = table([1, 1, 50], [50, 50, 50])
    only_small: frozenset[Cell] = frozenset({("r0", "c0"), ("r0", "c1")})
    assert can_be_computed(counts, only_small, ("r0", "c0"))
    assert len(hidden_cells(counts, LEAST)) > 2


def test_a_single_figure_and_its_totals_are_all_hidden() -> None:
    assert hidden_cells(table([4]), LEAST) == {("r0", "c0"), ("r0", None), (None, "c0"), (None, None)}
    assert hidden_cells(table([4]), 0) == frozenset() == hidden_cells({}, LEAST)


def test_rows_come_in_order_with_the_totals_last() -> None:
    names = [name for name, _ in rows_of(shown_table(table([9], [8]), LEAST))]
    assert names == ["r0", "r1", None]
    assert dict(rows_of(shown_table(table([9], [8]), LEAST)))[None] == {"c0": 17, None: 17}


def test_a_negative_count_is_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        with_totals(table([-1]))
