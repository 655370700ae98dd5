"""Amounts are exact to the fen; a text that is no amount is a fault, never a guess."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.intake.values.amounts import parse_amount, parse_count


@given(st.integers(0, 10**11))
def test_amounts_are_exact_to_the_fen(fen: int) -> None:
    yuan = Decimal(fen) / 100
    forms = [f"{yuan:.2f}", f"{yuan:,.2f}", f"¥{yuan:.2f}", f"{yuan:.2f}元", f" {yuan:.2f} "]
    assert {parse_amount(form) for form in forms} == {(fen, None)}
    assert {parse_amount(form).fen for form in (f"-{yuan:.2f}", f"({yuan:.2f})", f"{yuan:.2f}-")} == {-fen}


@pytest.mark.parametrize(
    "text",
    [
        "1,23", "1.234,50", "12,34,567", "250.123", "1e3", "2..5", "--5", "元", "٣٨٠", "1_000",
        "250①", "250²", "②5③", "³⁸⁰", "⑴", "250\n380", "25 0", "２５　０", "1 250.00",
    ],
)  # fmt: skip
def test_amounts_that_are_not_guessed(text: str) -> None:
    assert parse_amount(text) == (None, "amount_format")


def test_wan_and_full_width_amounts() -> None:
    assert parse_amount("2.5万元").fen == 2_500_000
    assert parse_amount("-380").fen == -38_000
    assert {
        parse_amount(text).fen for text in ("1,250.00", "１，２５０．００", "1,250 元", "¥ 1,250.00", "1, 250")
    } == {125_000}


@given(st.text(max_size=12))
def test_any_text_is_an_amount_or_has_a_fault(text: str) -> None:
    parsed = parse_amount(text)
    assert (parsed.fen is None) != (parsed.fault is None)


def test_counts() -> None:
    assert [parse_count(text) for text in ("12", "1,200人", "3笔", "0", "", "1.0", "-1", "12①", "1 2")] == [
        12,
        1200,
        3,
        0,
        None,
        None,
        None,
        None,
        None,
    ]
