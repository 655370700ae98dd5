"""Numbers that are texts, such as receipt and household numbers: one spelling, so that equal numbers compare equal."""

from __future__ import annotations

import re

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from transforms.text.arrow_columns import Mask, mask
from transforms.text.characters import BLANKS, INVISIBLE
from transforms.text.folding import half_width

# Blanks of any kind, and characters that are not drawn: soft hyphens, marks of direction, zero-width characters.
_NOT_DRAWN = re.compile(f"[\\s{BLANKS}{INVISIBLE}\u200e\u200f]+")
_DASHES = re.compile("[\u2010-\u2015\u2212\ufe58\ufe63]")
_TEXT_MARKS = "'`\u2018\u2019\u201b"  # by which people mark a spreadsheet cell as text
# What may change: anything but the printable characters of ASCII without small letters and blanks.
_OTHER_RE2 = r"[^!-&(-_{-~]"
_SCIENTIFIC_RE2 = r"^[0-9](?:\.[0-9]+)?E\+?[0-9]{2,3}$"


def number_text(text: str) -> str:
    """Return a receipt or household number in one spelling: half-width, in capital letters, with plain hyphens.

    Blanks and characters that are not drawn (soft hyphen, zero-width blank) are removed wherever they are. Marked
    digits (1①) are kept, and no character is guessed.
    """
    plain = _NOT_DRAWN.sub("", half_width(_NOT_DRAWN.sub("", text)))
    return _DASHES.sub("-", plain).lstrip(_TEXT_MARKS).upper()


def number_texts(column: pa.ChunkedArray) -> pa.Array:
    """Return a column of numbers in one spelling by `number_text`, one result per row. It must not contain null."""
    array = column.combine_chunks()
    other = np.flatnonzero(mask(pc.match_substring_regex(array, _OTHER_RE2)))
    if not len(other):
        return array
    marks = np.zeros(len(array), dtype=bool)
    marks[other] = True
    spelled = [number_text(text) for text in array.take(pa.array(other)).to_pylist()]
    return pc.replace_with_mask(array, pa.array(marks), pa.array(spelled, pa.string()))


def scientific(numbers: pa.Array) -> Mask:
    """Return a mask, True where a number is in scientific notation (3.20E+17): a spreadsheet has lost its last digits.

    `numbers`: results of `number_texts`.
    """
    return mask(pc.match_substring_regex(numbers, _SCIENTIFIC_RE2))
