"""A number is normalised as it was typed, and never completed, cut or corrected."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.identity.normalise import normalise_number

PLAIN = "11010119900101123X"


@pytest.mark.parametrize(
    "typed",
    [
        "11010119900101123x",
        " 110101 19900101 123X ",
        "110101-19900101-123X",
        "110101\u201019900101\u2212123X",
        "'11010119900101123X",
        "‘11010119900101123X",
        "’11010119900101123X",
        "`11010119900101123X",
        '="11010119900101123X"',
        "１１０１０１１９９００１０１１２３Ｘ",
        "11010119900101123×",
        "\ufeff110101\u200b19900101123X",
    ],
)
def test_every_way_to_type_a_number_gives_its_canonical_text(typed: str) -> None:
    assert normalise_number(typed) == PLAIN


@pytest.mark.parametrize("typed", ["1101011990010112", "110101199001011230000", "11010119900101I23X", "身份证待补", ""])
def test_nothing_is_completed_cut_or_corrected(typed: str) -> None:
    assert normalise_number(typed) == typed


def test_a_marked_digit_stays_marked() -> None:
    assert normalise_number("1101①") == "1101①" and normalise_number("12²") == "12²"


@given(st.text(alphabet="0123456789Xx -'×＂=\"①甲", max_size=24))
def test_a_canonical_text_stays_as_it_is(typed: str) -> None:
    once = normalise_number(typed)
    assert [character for character in once if character.isdigit()] == [
        character for character in typed if character.isdigit()
    ]
    if not once.startswith(("=", "'")):
        assert normalise_number(once) == once
