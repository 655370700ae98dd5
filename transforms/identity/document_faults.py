"""Judge a normalised text that is not a plain 18-character number: an old or lettered number, or which fault it has."""

from __future__ import annotations

import re
from typing import NamedTuple

from transforms.identity.document_kinds import BIRTH_CERTIFICATE, number_pattern

_OLD = re.compile(r"^[0-9]{15}$")
_NEW = re.compile(r"^[0-9]{17}[0-9X]$")
_NUMBER = re.compile(number_pattern())
_MASKED = re.compile(r"[*#]|X{2,}|•{2,}")
_SCIENTIFIC = re.compile(r"^[0-9](\.[0-9]+)?E\+?[0-9]+$")
_DIGITS = re.compile(r"^[0-9]+X?$")
_CERTIFICATE = re.compile(f"^(?:{BIRTH_CERTIFICATE.pattern})$")
# A disability certificate is the number, its kind and grade; B and a digit follow when it was issued again.
_DISABILITY_CERTIFICATE = re.compile(r"^([0-9]{17}[0-9X])([1-7])([1-4])(?:B[0-9]?)?$")
_STUDENT_NUMBER = re.compile(
    r"^G([0-9]{17}[0-9X])$"
)  # L and J begin provisional student numbers, which contain no other
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
# The 15-digit form reserved these sequence numbers for persons of a hundred years and more.
_CENTENARIANS = ("996", "997", "998", "999")


class Judged(NamedTuple):
    """One judged text: its canonical form, and the reason codes of its errors and warnings."""

    text: str
    errors: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


class NumberInside(NamedTuple):
    """The document number of 18 characters inside another number, with the code of the remark that states which.

    `kind` (1 to 7) and `grade` (1 to 4): of the disability, as a certificate's number states them; else None.
    """

    number: str
    remark: str
    kind: int | None = None
    grade: int | None = None


def check_digit(first_17: str) -> str:
    """Return the check digit (0-9 or X) for the first 17 digits of a document number, by ISO 7064 MOD 11-2.

    `first_17`: exactly 17 digits. Raises ValueError for anything else.
    """
    return "10X98765432"[sum(int(d) * w for d, w in zip(first_17, _WEIGHTS, strict=True)) % 11]


def number_inside(text: str) -> NumberInside | None:
    """Return the document number inside a disability certificate's or a student number; None for any other text.

    `text`: result of `normalise_number`. A certificate's number is the document number, kind and grade of the
    disability, and B with a digit if it was issued again; a student number is G and the document number. None also if
    the check digit inside is wrong: then the text may be a number with two digits too many.
    """
    match = _DISABILITY_CERTIFICATE.match(text) or _STUDENT_NUMBER.match(text)
    if match is None or match[1][17] != check_digit(match[1][:17]):
        return None
    if match.lastindex == 1:
        return NumberInside(match[1], "document_from_student_number")
    return NumberInside(match[1], "document_from_certificate", int(match[2]), int(match[3]))


def classify(text: str) -> Judged:
    """Judge the form of one normalised document number: return its canonical text, and codes of errors and warnings.

    `text`: result of `normalise_number`. A `Judged` has `text`, `errors` and `warnings`; the codes are reason codes,
    and no errors means that the form is right. A 15-digit number is extended to 18 characters, and the number inside a
    disability certificate's or a student number is taken out, each with a warning. The check digit and the birth date
    of an 18-character number are not checked here: `resident_documents.parse` does that, a column at a time.
    """
    if _NEW.match(text):
        return Judged(text)
    if _OLD.match(text):
        warnings: tuple[str, ...] = ("document_upgraded",)
        if text.endswith(_CENTENARIANS):
            warnings += ("document_centenarian",)
        first_17 = text[:6] + "19" + text[6:]
        return Judged(first_17 + check_digit(first_17), warnings=warnings)
    if _NUMBER.match(text):
        return Judged(text)
    if inside := number_inside(text):
        return Judged(inside.number, warnings=(inside.remark,))
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
