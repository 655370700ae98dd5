"""Check that shares are exact to the fen, whatever the rounding, and that the person pays what the payers leave."""

from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.policy.model.subsidies import Rounding, Subsidy
from transforms.policy.model.subsidy_amounts import personal_share_fen, share_of

DECIMAL_OF: dict[Rounding, str] = {"half_up": ROUND_HALF_UP, "down": ROUND_FLOOR, "up": ROUND_CEILING}


@given(st.integers(0, 10_000_000), st.integers(0, 100_000), st.sampled_from(sorted(DECIMAL_OF)))
def test_a_share_equals_decimal_arithmetic(standard_fen: int, share_bp: int, rounding: Rounding) -> None:
    """Compare integer arithmetic with exact decimals for any price, share and rounding."""
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
    """Compare with results computed by hand."""
    roundings: tuple[Rounding, ...] = ("half_up", "down", "up")
    assert [share_of(standard_fen, share_bp, rounding) for rounding in roundings] == [half_up, down, up]


FISCAL = {"payer": "fiscal", "share_bp": 5000, "rounding": "half_up"}
AMOUNT = {"kind": "amount", "payer": "fiscal", "amount_fen": 13000}


@pytest.mark.parametrize(
    ("rule", "personal_fen"),
    [
        (AMOUNT, 12000),
        ({**AMOUNT, "amount_fen": 26000}, 0),
        ({"kind": "full", "payer": "medical_aid"}, 0),
        ({"kind": "share", "payer": "medical_aid", "share_bp": 3333, "rounding": "up"}, 16667),
        ({"kind": "parts", "parts": (FISCAL, {"payer": "medical_aid", "rest": True})}, 0),
        ({"kind": "parts", "parts": (FISCAL, {"payer": "medical_aid", "amount_fen": 9000})}, 3500),
        ({"kind": "none", "reason": "只统计"}, 25000),
        ({"kind": "undefined", "reason": "通知未定"}, None),
        ({**AMOUNT, "on_top": True}, None),
        ({**AMOUNT, "paid": "reimbursed"}, 25000),
    ],
)
def test_the_person_pays_the_rest_of_250_yuan(rule: dict[str, Any], personal_fen: int | None) -> None:
    """Check every kind of subsidy, and the ways of paying that change the person's share."""
    cited = {
        "rule_id": "AB-01",
        "requirement_ids": ("AB-01",),
        "clause": "一",
        "quote": "原文",
        "category": "destitute",
    }
    assert personal_share_fen(Subsidy.model_validate({**cited, "category": "destitute", **rule}), 25000) == personal_fen
