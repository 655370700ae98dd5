"""Ratios from integers: half-up, exact comparison, shared ranks."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.text.figures import yuan_decimal, yuan_grouped
from transforms.text.ratio import Ratio, percent, percent_of_bp, ranks, ratio


@pytest.mark.parametrize(
    ("numerator", "denominator", "text"),
    [
        (1, 3, "33.33%"),
        (2, 3, "66.67%"),
        (1, 20_000, "0.01%"),  # 0.005 % is half, so up
        (1, 20_001, "0.00%"),
        (97_995, 100_000, "98.00%"),  # printed as the goal …
        (0, 7, "0.00%"),
        (9, 8, "112.50%"),
    ],
)
def test_percent_is_rounded_half_up_once(numerator: int, denominator: int, text: str) -> None:
    assert percent(Ratio(numerator, denominator)) == text


def test_the_goal_is_compared_exactly_not_as_printed() -> None:
    assert not Ratio(97_995, 100_000).at_least(9800)  # … but it is not reached
    assert Ratio(98_000, 100_000).at_least(9800)


@pytest.mark.parametrize(("numerator", "denominator"), [(None, 5), (5, None), (5, 0), (5, -1)])
def test_a_missing_figure_gives_a_dash(numerator: int | None, denominator: int | None) -> None:
    assert ratio(numerator, denominator) is None
    assert percent(ratio(numerator, denominator)) == "—"


@given(st.integers(0, 10**9), st.integers(1, 10**9))
def test_basis_points_are_within_half_of_the_exact_value(numerator: int, denominator: int) -> None:
    difference = Fraction(Ratio(numerator, denominator).basis_points) - Fraction(numerator * 10_000, denominator)
    assert Fraction(-1, 2) < difference <= Fraction(1, 2)


def test_equal_rates_share_a_rank_and_blanks_have_none() -> None:
    values = [Ratio(1, 2), None, Ratio(50, 100), Ratio(3, 4), Ratio(1, 3)]
    assert ranks(values) == [2, None, 2, 1, 4]
    assert ranks([]) == [] and ranks([None]) == [None]


@pytest.mark.parametrize(
    ("fen", "plain", "grouped"),
    [
        (0, "0.00", "0.00"),
        (5, "0.05", "0.05"),
        (-25, "-0.25", "-0.25"),
        (1_840_975_001, "18409750.01", "18,409,750.01"),
    ],
)
def test_fen_as_yuan(fen: int, plain: str, grouped: str) -> None:
    assert (yuan_decimal(fen), yuan_grouped(fen)) == (plain, grouped)


def test_basis_points_as_text() -> None:
    assert [percent_of_bp(bp) for bp in (9800, 10_000, 5, -5)] == ["98.00%", "100.00%", "0.05%", "-0.05%"]
