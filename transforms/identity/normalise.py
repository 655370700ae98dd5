"""Normalises a document number as typed by a sender to its canonical text. Never repairs its content."""

from __future__ import annotations

import re
import unicodedata

from transforms.text.characters import BLANKS, INVISIBLE
from transforms.text.folding import has_marked_digit

# Spaces of every kind, invisible characters and hyphens: people group digits with them.
_DRESS = re.compile(f"[\\s{BLANKS}{INVISIBLE}\u200e\u200f\\-\u2010-\u2015\u2212]+")
_EXCEL_TEXT = re.compile(r'^="?([^"=]*)"?$')
_APOSTROPHES = "'\u2018\u2019`"


def normalise_number(text: str) -> str:
    """Return a document number in one spelling: half-width, no spaces or hyphens, no Excel text marks, capital letters.

    × is written X. A number is never completed, cut or corrected. A circled or raised digit is kept: it marks a note.
    """
    if not has_marked_digit(text):
        text = unicodedata.normalize("NFKC", text)
    text = _DRESS.sub("", text)
    trick = _EXCEL_TEXT.match(text)
    if trick:
        text = trick.group(1)
    return text.lstrip(_APOSTROPHES).replace("×", "X").upper()
