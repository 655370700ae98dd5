"""Texts of others for the terminal: hidden characters become visible, all others stay."""

from __future__ import annotations

import pytest

from transforms.text.terminal import terminal_line, terminal_text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("县民政局 2019-10\t第1版\n", "县民政局 2019-10\t第1版\n"),
        ("\u3000全角空格，𠮷，é，\ue81e", "\u3000全角空格，𠮷，é，\ue81e"),
        ("\x1b[2J\x1b]0;title\x07", r"\x1b[2J\x1b]0;title\x07"),
        ("\x9b31m\r\x08\x7f\x00", r"\x9b31m\x0d\x08\x7f\x00"),
        ("报表\u202excod.exe\u2066\u200f\u061c", r"报表\u202excod.exe\u2066\u200f\u061c"),
        ("a\u2028b\u2029c\ufeff\u200b", r"a\u2028b\u2029c\ufeff\u200b"),
        ("bad\udc80\U000e0041", r"bad\udc80\U000e0041"),
    ],
)
def test_hidden_characters_are_visible(text: str, shown: str) -> None:
    assert terminal_text(text) == shown


def test_a_value_stays_in_its_line() -> None:
    assert terminal_line("2019-10\n没有等待决定的报送。\t") == r"2019-10\n没有等待决定的报送。\t"
