"""Folds short labels (headers, unit names, yes and no) so that equal labels compare equal, and figures.

Folding a figure must not change its value: marked digits (①, ²) and two adjacent figures are detected first.
"""

from __future__ import annotations

import functools
import re
import unicodedata

from transforms.text.characters import BLANKS, INVISIBLE, one_code

_BLANKS = re.compile(f"[\\s{BLANKS}{INVISIBLE}\u200e\u200f]+")
# Circled, raised, bracketed … digits, whole days and months in one character. NFKC makes plain digits of them.
_MARKED_DIGIT = re.compile(
    "([\u00b2\u00b3\u00b9\u00bc-\u00be\u2070\u2074-\u2079\u2080-\u2089\u2150-\u215f\u2189\u2460-\u249b\u24ea\u3192-\u3195"
    "\u3251-\u325f\u3280-\u3289\u32b1-\u32bf\u32c0-\u32cb\u3358-\u3370\u33e0-\u33fe"
    "\U0001d7ce-\U0001d7ff\U0001f100-\U0001f10a\U0001fbf0-\U0001fbf9])"
)
_TWO_FIGURES = re.compile(r"\d\s+\d")
# At most 9 signs: without a limit, the time for a cell full of stars would grow with the square of its length.
_HEADER_DRESS = re.compile(r"^\*{1,9}|(?:[*:]|\((?:必填|选填|必填项|填写)\)){1,9}$")
_BRACKETS = str.maketrans("〔〕【】[]", "()()()")


def fold(label: str) -> str:
    """Return a label in one spelling, for comparison: half-width (NFKC), one kind of bracket, nothing blank.

    For headers, unit names and short words; never for names of persons or for numbers. A marked digit is kept: 1① is
    not 11, and ① alone is a mark and not 1.
    """
    return _BLANKS.sub("", half_width(one_code(label))).translate(_BRACKETS)


def half_width(text: str) -> str:
    """Return a text in half-width characters (NFKC), with marked digits as they are: ① is a mark and not 1."""
    pieces = _MARKED_DIGIT.split(text)  # every second piece is a marked digit
    pieces[::2] = [unicodedata.normalize("NFKC", piece) for piece in pieces[::2]]
    return "".join(pieces)


@functools.lru_cache(maxsize=4096)
def fold_header(label: str) -> str:
    """Return a column header in one spelling (`fold`), without stars, a final colon, or （必填）."""
    return _HEADER_DRESS.sub("", fold(label))


def has_marked_digit(text: str) -> bool:
    """Return whether the text has a circled, raised or similar digit, which marks a note and is no part of a figure."""
    return _MARKED_DIGIT.search(text) is not None


def has_two_figures(text: str) -> bool:
    """Return whether only white space separates two digits: removing it would make one figure of two."""
    return _TWO_FIGURES.search(text) is not None


def one_figure(text: str) -> str | None:
    """Return a figure (`text`) in half-width characters without white space; None if that would change its value.

    It would for marked digits (1①) and for two figures that only white space separates.
    """
    plain = unicodedata.normalize("NFKC", text)
    return None if has_marked_digit(text) or has_two_figures(plain) else re.sub(r"\s", "", plain)
