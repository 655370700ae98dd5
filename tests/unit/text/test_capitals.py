"""Amounts in capital figures: the examples of the rules, and each amount is read back from its text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.text.capitals import capital_yuan

# the examples of 正确填写票据和结算凭证的基本规定, in the form without the 零 that it leaves to the writer
EXAMPLES = [
    (140_950, "壹仟肆佰零玖元伍角"),
    (600_714, "陆仟零柒元壹角肆分"),
    (168_032, "壹仟陆佰捌拾元叁角贰分"),
    (10_700_053, "壹拾万柒仟元伍角叁分"),
    (1_640_902, "壹万陆仟肆佰零玖元零贰分"),
    (32_504, "叁佰贰拾伍元零肆分"),
]


@pytest.mark.parametrize(
    ("fen", "text"),
    [
        *EXAMPLES,
        (0, "零元整"),
        (1, "壹分"),
        (10, "壹角"),
        (-25_000, "负贰佰伍拾元整"),
        (100_000_000, "壹佰万元整"),
        (1_000_000_005, "壹仟万元零伍分"),
        (10_000_000_100, "壹亿零壹元整"),
        (7_729_100_000_000_000, "柒拾柒万贰仟玖佰壹拾亿元整"),
    ],
)
def test_known_amounts(fen: int, text: str) -> None:
    assert capital_yuan(fen) == text


@given(st.integers(0, 10**17))
def test_the_text_states_the_amount(fen: int) -> None:
    assert _read(capital_yuan(fen)) == fen


@given(st.integers(0, 10**17))
def test_no_nought_is_repeated_or_left_at_the_end_of_yuan(fen: int) -> None:
    text = capital_yuan(fen)
    assert "零零" not in text and ("零元" not in text or fen == 0)


def test_an_amount_that_no_payment_reaches_is_refused() -> None:
    with pytest.raises(ValueError, match="sixteen digits"):
        capital_yuan(10**18)


def _read(text: str) -> int:
    """Read capital figures the other way round: a plain scanner that knows digits and units alone."""
    digits = {character: number for number, character in enumerate("零壹贰叁肆伍陆柒捌玖")}
    units = {"拾": 10, "佰": 100, "仟": 1_000}
    total, part, digit, fen = 0, 0, 0, 0
    for character in text:
        if character in digits:
            digit = digits[character]
        elif character in units:
            part, digit = part + digit * units[character], 0
        elif character in "万亿":
            size = 10_000 if character == "万" else 100_000_000
            # 亿 counts all before it, 万 only what came since 亿
            total = (total + part + digit) * size if character == "亿" else total + (part + digit) * size
            part, digit = 0, 0
        elif character == "元":
            total, part, digit = total + part + digit, 0, 0
        elif character in "角分":
            fen, digit = fen + digit * (10 if character == "角" else 1), 0
    return total * 100 + fen
