"""Show a sender's values in a feedback workbook: numbers masked, control characters visible, long texts cut."""

from __future__ import annotations

import re
import unicodedata

# 15 to 18 digits, as a number written anywhere in a text
_NUMBER = re.compile(r"(?<![0-9A-Za-z])[0-9]{14,17}[0-9Xx](?![0-9A-Za-z])")
_OWN_KEYS = frozenset({"receipt_no"})
_NUMBERS = frozenset({"document_number", "birth_certificate_no", "student_number"})
_SHOWN_CHARACTERS = 500
STAR = "*"


def shown(canonical: str, text: str) -> str:
    """Return the text that a feedback workbook shows in a cell of this canonical column: document numbers are masked.

    A number of 15 to 18 digits in any other column is masked as well, except in a receipt number. Equal texts give
    equal results.
    """
    if canonical in _NUMBERS:
        return masked(visible(text))
    plain = visible(text)
    return plain if canonical in _OWN_KEYS else _NUMBER.sub(lambda match: masked(match.group()), plain)


def masked(number: str, last: int = 0) -> str:
    """Return the number with stars for all but its first six and `last` characters.

    Where the row has a birth date, no last character may be shown: date, sequence and check digit are the number. Of a
    number with fewer than 15 characters, at most two are shown at each end.
    """
    size = len(number)
    head, tail = (6, last) if size >= 15 else (min(2, size // 3), min(2, size // 3))
    return number[:head] + STAR * (size - head - tail) + number[size - tail :] if number else ""


def visible(text: str) -> str:
    """Return the text without outer blanks, with � for each control character, and cut after 500 characters."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if not text.isprintable():
        text = "".join("�" if _is_invisible(character) else character for character in text)
    return text if len(text) <= _SHOWN_CHARACTERS else text[: _SHOWN_CHARACTERS - 1] + "…"


def _is_invisible(character: str) -> bool:
    return character != "\n" and unicodedata.category(character) in ("Cc", "Cs", "Cn")
