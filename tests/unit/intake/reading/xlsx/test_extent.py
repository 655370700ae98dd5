"""Rows and cells come once and in order, within the limits of a sheet."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from transforms.intake.base.reasons import ReadRefused
from transforms.intake.reading.limits import Limits
from transforms.intake.reading.xlsx.extent import Extent

SMALL = replace(Limits(), columns=3, workbook_rows=100, workbook_cells=200)


def ended(extent: Extent) -> Extent:
    extent.check_end()
    return extent


def cells(*places: tuple[int, int]) -> Callable[[Extent], None]:
    def add(extent: Extent) -> None:
        for row, column in places:
            if row != extent.row:
                extent.begin_row(row)
            extent.add_cell(row, column)

    return add


def test_rows_and_cells_reach_as_far_as_they_stand() -> None:
    extent = Extent("表", SMALL)
    extent.add_rows([b"1", b"4"], 2)
    cells((5, 1), (5, 3))(extent)
    assert (extent.rows, extent.width, extent.height, extent.row) == (3, 3, 5, 5)
    ended(extent)


@pytest.mark.parametrize(
    "add",
    [
        lambda extent: extent.add_rows([b"3"], 1),
        lambda extent: extent.add_rows([b"5", b"5"], 1),
        lambda extent: extent.begin_row(3),
        lambda extent: extent.begin_row(2),
        cells((4, 2), (4, 2)),
        cells((4, 2), (4, 1)),
        lambda extent: extent.add_cell(4, 1),
    ],
)
def test_what_is_there_twice_is_refused_at_the_end(add: Callable[[Extent], None]) -> None:
    extent = Extent("表", SMALL)
    extent.add_rows([b"2", b"3"], 1)
    add(extent)
    with pytest.raises(ReadRefused, match="cells_twice"):
        ended(extent)


@pytest.mark.parametrize("far", [(101, 1), (1, 4), (67, 3)])
def test_the_area_is_limited(far: tuple[int, int]) -> None:
    with pytest.raises(ReadRefused, match="far_cell"):
        cells(far)(Extent("表", SMALL))


def test_few_rows_far_below_are_refused() -> None:
    extent = Extent("表", Limits())
    extent.add_rows([b"1", b"10000"], 1)
    with pytest.raises(ReadRefused, match="far_cell"):
        ended(extent)


def test_letters_are_numbers() -> None:
    assert [Extent.column_number(letters) for letters in ("A", "z", b"AA", b"XFD")] == [1, 26, 27, 16_384]
