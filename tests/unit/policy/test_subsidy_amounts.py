"""Shares are exact to the fen, whatever the rounding."""

from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.policy.model.subsidy_amounts import share_of

DECIMAL_OF = {"half_up": ROUND_HALF_UP, "down": ROUND_FLOOR, "up": ROUND_CEILING}


@given(st.integers(0, 10_000_000), st.integers(0, 100_000), st.sampled_from(sorted(DECIMAL_OF)))
def test_a_share_is_what_decimal_arithmetic_says(standard_fen: int, share_bp: int, rounding: str) -> None:
    exact = Decimal(standard_fen) * share_bp / 10_000
    assert share_of(standard_fen, share_bp, rounding) == int(exact.to_integral_value(DECIMAL_OF[rounding]))


@pytest.mark.parametrize(
    ("standard_fen", "share_bp", "half_up", "down", "up"),
    [
        (28000, 9000, 25200, 25200, 25200),
        (25001, 5000, 12501, 12500, 12501),
        (10003, 3333, 3334, 3333, 3334),
        (1, 1, 0, 0, 1),
    ],
)
def test_shares_by_hand(standard_fen: int, share_bp: int, half_up: int, down: int, up: int) -> None:
    found = [share_of(standard_fen, share_bp, rounding) for rounding in ("half_up", "down", "up")]
    assert found == [half_up, down, up]
