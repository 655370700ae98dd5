"""The bench of due lists, on a population small enough for seconds: everybody, the window's start, then a usual day."""

from __future__ import annotations

import pytest

from tests.bench.due_list.measured import bench


@pytest.mark.long
def test_three_lists_are_made_and_measured() -> None:
    first, later, usual = bench(2_000, 100, say=lambda _: None)
    assert [made["list_no"] for made in (first, later, usual)] == [1, 2, 3]
    assert first["value"] > 5 * usual["value"] > 0 and all(made["own_peak_bytes"] > 0 for made in (first, later, usual))
