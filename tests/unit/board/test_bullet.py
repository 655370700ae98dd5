"""Geometry of bullet bars at their limits."""

from __future__ import annotations

import pytest

from transforms.board.bullet import WIDTH, bullet
from transforms.text.ratio import Ratio


@pytest.mark.parametrize(("persons", "bar"), [(0, 0), (50, 100), (100, 200), (120, WIDTH), (500, WIDTH), (-5, 0)])
def test_the_bar_ends_at_the_edges(persons: int, bar: int) -> None:
    drawn = bullet(Ratio(persons, 100), 9500)
    assert drawn is not None and (drawn.bar, drawn.full, drawn.goal) == (bar, 200, 190)


def test_the_text_states_rate_and_goal_and_judges_exactly() -> None:
    met, missed, without = bullet(Ratio(98, 100), 9800), bullet(Ratio(97_996, 100_000), 9800), bullet(Ratio(1, 2), None)
    assert met is not None and met.is_met and met.text == "98.00%，要求98.00%，已达到"
    assert missed is not None and not missed.is_met and missed.text == "98.00%，要求98.00%，未达到"
    assert without is not None and (without.is_met, without.goal, without.text) == (None, None, "50.00%")


def test_there_is_no_bar_without_a_rate() -> None:
    assert bullet(None, 9500) is None
