"""Folds short labels (headers, unit names, yes and no) so that equal labels compare equal, and figures.

Folding a figure must not change its value: marked digits (①, ²) and two adjacent figures are detected first.
"""

from __future__ import annotations

import re
import unicodedata

_BLANKS = re.compile("[\\s\u200b-\u200f\u2060\ufeff]+")
# Circled, raised, bracketed … digits, whole days and months in one character. NFKC makes plain digits of them.
_MARKED_DIGIT = re.compile(
    "([\u00b2\u00b3\u00b9\u00bc-\u00be\u2070\u2074-\u2079\u2080-\u2089\u2150-\u215f\u2189\u2460-\u249b\u24ea\u3192-\u3195"
    "\u3251-\u325f\u3280-\u3289\u32b1-\u32bf\u32c0-\u32cb\u3358-\u3370\u33e0-\u33fe"
    "\U0001d7ce-\U0001d7ff\U0001f100-\U0001f10a\U0001fbf0-\U0001fbf9])"
)
_TWO_FIGURES = re.compile(r"\d\s+\d")
# At most 9 signs: without a limit, the time for a cell full of stars would grow with the square of its length.
_HEADER_DRESS = re.compile(r"^\*{1,9}|(?:[*:]|\((?:必填|选填|必填项|填写)\)){1,9}$")
# Two-byte codes of GB 18030 that mean a private code point in the edition of 2000, which Python and PostgreSQL read,
# and a character of Unicode in newer editions. Found by converting all two-byte codes with Python and with iconv of
# glibc: 25 differ. ICU maps the first 19 as glibc does.
_EDITIONS = {
    0xE7C7: 0x1E3F,
    0xE78D: 0xFE10, 0xE78E: 0xFE12, 0xE78F: 0xFE11, 0xE790: 0xFE13, 0xE791: 0xFE14,
    0xE792: 0xFE15, 0xE793: 0xFE16, 0xE794: 0xFE17, 0xE795: 0xFE18, 0xE796: 0xFE19,
    0xE81E: 0x9FB4, 0xE826: 0x9FB5, 0xE82B: 0x9FB6, 0xE82C: 0x9FB7,
    0xE832: 0x9FB8, 0xE843: 0x9FB9, 0xE854: 0x9FBA, 0xE864: 0x9FBB,
    0xE816: 0x20087, 0xE817: 0x20089, 0xE818: 0x200CC, 0xE831: 0x215D7, 0xE83B: 0x2298F, 0xE855: 0x241FE,
}  # fmt: skip
_OLD_EDITION = re.compile(f"[{''.join(map(chr, _EDITIONS))}]")
OLD_EDITION_RE2 = "".join(rf"\x{{{code:04x}}}" for code in _EDITIONS)
"""The private code points of `new_edition`, to be put between the brackets of a regular expression of Arrow."""
_BRACKETS = str.maketrans("〔〕【】[]", "()()()")


def new_edition(text: str) -> str:
    """Replace, in `text`, the private code points of 25 characters by those that newer editions of GB 18030 give them.

    So a name from a csv equals the name from a workbook: for example, the character of code FE59 is U+E81E in a csv
    that Python decodes, and U+9FB4 in a workbook. Other characters are unchanged.
    """
    return text.translate(_EDITIONS) if _OLD_EDITION.search(text) else text


def fold(label: str) -> str:
    """Return a label in one spelling, for comparison: half-width (NFKC), no blanks, one kind of bracket.

    For headers, unit names and short words; never for names of persons or for numbers. A marked digit is kept: 1① is
    not 11, and ① alone is a mark and not 1.
    """
    return _BLANKS.sub("", half_width(new_edition(label))).translate(_BRACKETS)


def half_width(text: str) -> str:
    """Return a text in half-width characters (NFKC), with marked digits as they are: ① is a mark and not 1."""
    pieces = _MARKED_DIGIT.split(text)  # every second piece is a marked digit
    pieces[::2] = [unicodedata.normalize("NFKC", piece) for piece in pieces[::2]]
    return "".join(pieces)


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
