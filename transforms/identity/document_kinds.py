"""The registry of document kinds: code, Chinese label, pattern and checks of every identity document that is accepted.

A new kind is one entry of `DOCUMENT_KINDS`. The parser of the intake (`transforms.intake.values.parser`), the suites
(`expectations.suites`) and docs/reference/document-kinds.md read the registry, so the entry is the whole change.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Check = Literal["number", "form", "stated_birth"]
"""Checks of a text of one kind.

`number`: an 18-character text must have a right check digit and a possible birth date (GB 11643-1999); birth date and
sex are read from it. Every pair of first digits belongs to exactly one kind with this check. `form`: the pattern is the
whole check; birth date and sex stay unknown. `stated_birth`: accepted in layouts about newborns only, and only in a row
that states a birth date.
"""


@dataclass(frozen=True)
class DocumentKind:
    """One kind of document. `check`: how a number is checked (`number`: check digit, `form`, `stated_birth`).

    `pattern` matches the whole canonical text (`normalise_number`). Python, pandas and Arrow (RE2) all read it: write
    Chinese characters themselves, as RE2 does not know the escape for code points, and use no look-ahead.
    """

    code: str
    label_zh: str
    pattern: str
    check: Check


BIRTH_CERTIFICATE = DocumentKind("birth_certificate", "出生医学证明", r"[A-Z][0-9]{9}", "stated_birth")
DOCUMENT_KINDS = (
    DocumentKind("resident", "居民身份证", r"(?:[0-7][0-9]|8[04-9])[0-9]{15}[0-9X]", "number"),
    DocumentKind("permit", "港澳台居民居住证", r"8[1-3][0-9]{15}[0-9X]", "number"),
    DocumentKind("foreign", "外国人永久居留身份证", r"9[0-9]{16}[0-9X]|[A-Z]{3}[0-9]{12}", "number"),
    # H12345678 is also the form of a passport: the first kind that matches decides
    DocumentKind("travel_permit", "港澳居民来往内地通行证", r"[HM][0-9]{8}(?:[0-9]{2})?", "form"),
    DocumentKind("passport", "护照", r"[A-Z]{1,2}[0-9]{7,8}", "form"),
    DocumentKind("military", "军人证件", r"[一-鿿]{1,2}字第[0-9]{4,8}号?", "form"),
    BIRTH_CERTIFICATE,
)
SHOWN_TO_SUITES = "出生证"
"""Prefix of an accepted document without a number of its own, where the suites look at document numbers.

Without the prefix a birth certificate in a layout that accepts none would pass the suite.
"""
_NOTHING = "^[^\\s\\S]$"


def label_of(code: str, kinds: tuple[DocumentKind, ...] = DOCUMENT_KINDS) -> str:
    """Return the Chinese label of the kind in `kinds` with this code (`passport`). Raises KeyError if there is none."""
    return {kind.code: kind.label_zh for kind in kinds}[code]


@functools.lru_cache(maxsize=8)
def accepted_pattern(kinds: tuple[DocumentKind, ...] = DOCUMENT_KINDS) -> str:
    """Return one anchored regular expression of the document texts that the suites (Great Expectations) accept.

    It matches the canonical texts (`normalise_number`) of the `kinds`. A birth certificate matches only if the text
    begins with 出生证 (`SHOWN_TO_SUITES`), which the parser adds to an accepted certificate.
    """
    return _anchored(
        f"{SHOWN_TO_SUITES}(?:{kind.pattern})" if kind.check == "stated_birth" else kind.pattern for kind in kinds
    )


@functools.lru_cache(maxsize=8)
def form_pattern(kinds: tuple[DocumentKind, ...] = DOCUMENT_KINDS) -> str:
    """Return one anchored regular expression that matches the texts of all of `kinds` with check `form` (passports, …).

    Texts are canonical (`normalise_number`). Their form is the only check. The pattern matches nothing if `kinds` has
    no such kind.
    """
    return _anchored(kind.pattern for kind in kinds if kind.check == "form")


def kind_by_form(text: str, kinds: tuple[DocumentKind, ...] = DOCUMENT_KINDS) -> str | None:
    """Return the code of the first of `kinds` with check `form` whose pattern the text matches; None if there is none.

    `text`: canonical text of a document number (`normalise_number`).
    """
    return next((kind.code for kind in kinds if kind.check == "form" and re.fullmatch(kind.pattern, text)), None)


@functools.lru_cache(maxsize=8)
def number_pattern(kinds: tuple[DocumentKind, ...] = DOCUMENT_KINDS) -> str:
    """Return one anchored regular expression that matches the texts of all kinds with check `number` (a check digit).

    `kinds`: the kinds to include. The pattern also matches the form of such a kind without a check digit (foreign
    residents: three letters, twelve digits). It does not compute check digits.
    """
    return _anchored(kind.pattern for kind in kinds if kind.check == "number")


def number_kinds() -> tuple[str, ...]:
    """Return the codes of the document kinds with check `number` (a check digit), in the order of `DOCUMENT_KINDS`."""
    return tuple(kind.code for kind in DOCUMENT_KINDS if kind.check == "number")


def number_kind(text: str) -> int:
    """Return the position (from 0), in `number_kinds()`, of the document kind whose pattern a canonical text matches.

    `text`: result of `normalise_number`. Raises ValueError if no kind, or more than one kind, with check `number`
    matches.
    """
    numbered = (kind for kind in DOCUMENT_KINDS if kind.check == "number")
    (place,) = (place for place, kind in enumerate(numbered) if re.fullmatch(kind.pattern, text))
    return place


def _anchored(patterns: Iterable[str]) -> str:
    alternatives = "|".join(patterns)
    return f"^(?:{alternatives})$" if alternatives else _NOTHING
