"""The fingerprint of figures is the same in blocks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from pipeline.publish.manifest import fingerprint, fingerprint_in_blocks

ROWS = [["某镇", 2020, "charge", 25_000], ["b", 2019, "paid", 0], [date(2020, 1, 1), None]]


@pytest.mark.parametrize("name", ["lines", "a", "z"])
@pytest.mark.parametrize("rows", [[], ROWS[:1], ROWS])
def test_a_fingerprint_in_blocks_is_that_of_all_rows(name: str, rows: list[list[object]]) -> None:
    def each() -> Iterator[list[object]]:
        yield from rows

    figures = {"list_no": 3, "before": {"y": 1, "x": 2}}
    assert fingerprint_in_blocks(figures, name, each()) == fingerprint({**figures, name: rows})
