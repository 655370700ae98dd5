"""The forms in which a master key may be given."""

from __future__ import annotations

import pytest

from pipeline.runtime.master_key import parse_master_key

DIGITS = "0123456789abcdef" * 4


@pytest.mark.parametrize(
    "text", [DIGITS, f"generic://:{DIGITS}@", f"http://user:{DIGITS}@host:1/x", f'{{"password": "{DIGITS}"}}']
)
def test_the_key_is_read(text: str) -> None:
    assert parse_master_key(text) == bytes.fromhex(DIGITS)


@pytest.mark.parametrize("text", ["", DIGITS[2:], DIGITS + "00", "generic://host", '{"login": "x"}', "[]"])
def test_other_texts_are_refused(text: str) -> None:
    with pytest.raises((ValueError, KeyError, TypeError, AttributeError)):
        parse_master_key(text)
