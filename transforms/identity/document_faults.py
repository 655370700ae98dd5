"""What a normalised text is when it is not a plain 18-character number: old, foreign, or which kind of wrong."""

from __future__ import annotations

import re
from typing import NamedTuple

_OLD = re.compile(r"^[0-9]{15}$")
_NEW = re.compile(r"^[0-9]{17}[0-9X]$")
_FOREIGN = re.compile(r"^[A-Z]{3}[0-9]{12}$")
_MASKED = re.compile(r"[*#]|X{2,}|•{2,}")
_SCIENTIFIC = re.compile(r"^[0-9](\.[0-9]+)?E\+?[0-9]+$")
_DIGITS = re.compile(r"^[0-9]+X?$")
CERTIFICATE_FORM = r"^[A-Z][0-9]{9}$"
"""Number of a birth certificate."""
_CERTIFICATE = re.compile(CERTIFICATE_FORM)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
# Sequence numbers that the 15-digit form kept for people of a hundred years and more.
_CENTENARIANS = ("996", "997", "998", "999")


class Judged(NamedTuple):
    """The text to go on with, and the codes of what is wrong or worth a look."""

    text: str
    errors: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


def check_digit(first_17: str) -> str:
    """The check digit (0-9 or X) of the first 17 digits, ISO 7064 MOD 11-2."""
    return "10X98765432"[sum(int(d) * w for d, w in zip(first_17, _WEIGHTS, strict=True)) % 11]


def classify(text: str) -> Judged:
    """Judge one normalised text. 18-character forms pass on to the vectorised checks."""
    if _NEW.match(text):
        return Judged(text)
    if _OLD.match(text):
        warnings: tuple[str, ...] = ("document_upgraded",)
        if text.endswith(_CENTENARIANS):
            warnings += ("document_centenarian",)
        first_17 = text[:6] + "19" + text[6:]
        return Judged(first_17 + check_digit(first_17), warnings=warnings)
    if _FOREIGN.match(text):
        return Judged(text)
    return Judged(text, errors=(_fault(text),))


def _fault(text: str) -> str:
    if not text:
        return "document_blank"
    if _MASKED.search(text):
        return "document_masked"
    if _SCIENTIFIC.match(text):
        return "document_scientific"
    if _CERTIFICATE.match(text):
        return "document_certificate"
    return "document_length" if _DIGITS.match(text) else "document_characters"
