"""Folding of short labels (headers, unit names, yes and no) so that equal things compare equal."""

from __future__ import annotations

import re
import unicodedata

_BLANKS = re.compile("[\\s\u200b-\u200f\u2060\ufeff]+")
_BRACKETS = str.maketrans("〔〕【】[]", "()()()")


def fold(label: str) -> str:
    """NFKC (full-width to ASCII), no blanks, one kind of bracket. For labels only, never for names or numbers."""
    return _BLANKS.sub("", unicodedata.normalize("NFKC", label)).translate(_BRACKETS)
