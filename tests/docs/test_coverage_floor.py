"""The floor of coverage fails below it, and asks to be raised above it."""

from __future__ import annotations

import pytest

from tests.coverage_floor import verdict


@pytest.mark.parametrize(
    ("measured", "problem"),
    [(79.99, "below the floor"), (80.0, None), (80.99, None), (81.0, "from 80.0 to 81"), (93.4, "from 80.0 to 93")],
)
def test_the_floor_only_rises(measured: float, problem: str | None) -> None:
    text = verdict(measured, 80.0)
    assert text is None if problem is None else text is not None and problem in text
