"""Control characters are found wherever they stand; Chinese, blanks and rare characters are no control characters."""

import pytest

from transforms.text.one_line import has_control_character


@pytest.mark.parametrize("character", ["\n", "\r", "\t", "\0", "\x1b", "\x7f", "\x85", "\u2028", "\u2029", "\ud800"])
@pytest.mark.parametrize("pattern", ["{}月报", "月{}报", "月报{}"])
def test_a_control_character_is_found(character: str, pattern: str) -> None:
    assert has_control_character(pattern.format(character))


@pytest.mark.parametrize("text", ["", "2019-10", "首批（补）", "艾力·买买提　等", "𠮷"])
def test_a_plain_text_has_none(text: str) -> None:
    assert not has_control_character(text)
