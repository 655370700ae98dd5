"""Texts that stand on one line: what enters a mail header, a file name or a terminal. Pure."""

from __future__ import annotations

import unicodedata

_REFUSED = frozenset({"Cc", "Zl", "Zp", "Cs"})


def has_control_character(text: str) -> bool:
    """Return whether a text contains a line break, another control character, or half a surrogate pair."""
    return any(unicodedata.category(character) in _REFUSED for character in text)
