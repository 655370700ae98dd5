"""What a sender typed -> the canonical text of a document number. Removes dress, never repairs content."""

from __future__ import annotations

import re
import unicodedata

from transforms.text.folding import has_marked_digit

# Spaces of every kind, zero-width characters and hyphens: people group digits with them.
_DRESS = re.compile("[\\s\u200b-\u200f\u2060\ufeff\u00ad\\-\u2010-\u2015\u2212]+")
_EXCEL_TEXT = re.compile(r'^="?([^"=]*)"?$')
_APOSTROPHES = "'\u2018\u2019`"


def normalise_number(text: str) -> str:
    """Canonical text of one number: NFKC, no spaces or hyphens, Excel's text tricks undone, x and × written X.

    Full-width digits become digits here and in no other field. A number is never completed, cut or corrected: a
    circled or raised digit stays what it is, the mark of a note.
    """
    if not has_marked_digit(text):
        text = unicodedata.normalize("NFKC", text)
    text = _DRESS.sub("", text)
    trick = _EXCEL_TEXT.match(text)
    if trick:
        text = trick.group(1)
    return text.lstrip(_APOSTROPHES).replace("×", "X").upper()
