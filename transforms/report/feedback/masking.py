"""Show a sender's values in a feedback workbook: numbers masked, control characters visible, long texts cut."""

from __future__ import annotations

import re
import unicodedata

# 15 to 18 digits, as a number written anywhere in a text
_NUMBER = re.compile(r"(?<![0-9A-Za-z])[0-9]{14,17}[0-9Xx](?![0-9A-Za-z])")
_OWN_KEYS = frozenset({"receipt_no"})
_NUMBERS = frozenset({"document_number", "birth_certificate_no"})
_SHOWN_CHARACTERS = 500
STAR = "*"


def shown(canonical: str, text: str) -> str:
    """Return what the cell of a canonical column shows of a text. Equal texts show equally."""
    if canonical in _NUMBERS:
        return masked(visible(text))
    plain = visible(text)
    return plain if canonical in _OWN_KEYS else _NUMBER.sub(lambda match: masked(match.group()), plain)


def masked(number: str) -> str:
    """Replace all but the first six and last four characters by stars; show fewer of a short number."""
    size = len(number)
    head, tail = (6, 4) if size >= 15 else (min(2, size // 3), min(2, size // 3))
    return number[:head] + STAR * (size - head - tail) + number[size - tail :] if number else ""


def visible(text: str) -> str:
    """Strip a text, replace its control characters by a visible sign, and cut it if it is long."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if not text.isprintable():
        text = "".join("�" if _is_invisible(character) else character for character in text)
    return text if len(text) <= _SHOWN_CHARACTERS else text[: _SHOWN_CHARACTERS - 1] + "…"


def _is_invisible(character: str) -> bool:
    return character != "\n" and unicodedata.category(character) in ("Cc", "Cs", "Cn")
