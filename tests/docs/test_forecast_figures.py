"""The documented error of the forecast is the one that the page prints and that a test measures."""

from __future__ import annotations

import pytest

from tests.docs.plain_english import ROOT
from transforms.board.forecast import OFF_AT_HALF


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("board.md", "differed from the final count by {} % in the middle and by {} % at most"),
        ("board.zh.md", "推算数与最后人数一般相差 {}%，最多相差 {}%"),
    ],
)
def test_the_documented_error_is_the_measured_one(page: str, text: str) -> None:
    assert text.format(*OFF_AT_HALF) in (ROOT / "docs" / "reference" / page).read_text(encoding="utf-8")
