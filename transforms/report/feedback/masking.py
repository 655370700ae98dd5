"""A sender's values as a feedback workbook shows them: document numbers masked, nothing invisible, nothing endless."""

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
    """What the cell of a canonical column shows of a text; the same text always shows the same."""
    if canonical in _NUMBERS:
        return masked(visible(text))
    plain = visible(text)
    return plain if canonical in _OWN_KEYS else _NUMBER.sub(lambda found: masked(found.group()), plain)


def masked(number: str) -> str:
    """First six and last four characters of a number, fewer of a short one; the rest as stars, so the length shows."""
    size = len(number)
    head, tail = (6, 4) if size >= 15 else (min(2, size // 3), min(2, size // 3))
    return number[:head] + STAR * (size - head - tail) + number[size - tail :] if number else ""


def visible(text: str) -> str:
    """The text without line breaks at its ends; control characters show as a replacement, a long text is cut."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if not text.isprintable() and any(unicodedata.category(one) in ("Cc", "Cs", "Cn") and one != "\n" for one in text):
        text = "".join("�" if unicodedata.category(one) in ("Cc", "Cs", "Cn") and one != "\n" else one for one in text)
    return text if len(text) <= _SHOWN_CHARACTERS else text[: _SHOWN_CHARACTERS - 1] + "…"
