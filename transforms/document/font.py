"""The font of charts and PDF documents: Noto Sans SC (SIL Open Font License), which comes with the environment.

No font of the operating system is used, so a document looks equal everywhere. An unknown family would draw no text
and raise no error; therefore the family is named here alone.
"""

from __future__ import annotations

import importlib.util
from functools import lru_cache
from pathlib import Path

from fontTools.ttLib import TTFont

FONT_FAMILY = "Noto Sans SC"
FONT_VERSION = "Noto Sans SC of zhplot 1.0.0"
PACKAGE = "zhplot"
"""Package that contains the font file. It is never imported: its code needs a library that is not installed."""
MISSING_MARK = "〓"
"""Printed for a character that the font does not contain, as Chinese typesetting does."""


def font_folder() -> Path:
    """Return the folder with the font file and its licence. Raises FileNotFoundError if the package is missing."""
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise FileNotFoundError(f"the package {PACKAGE} with the font is not installed: run `make env` again")
    return Path(spec.submodule_search_locations[0]) / "fonts"


def printable(text: str) -> str:
    """Return the text with 〓 for each character that the font does not contain; line breaks and blanks stay."""
    known = _characters()
    return "".join(letter if ord(letter) in known or letter.isspace() else MISSING_MARK for letter in text)


@lru_cache(maxsize=1)
def _characters() -> frozenset[int]:
    """Read the code points of the font once per process (about a tenth of a second)."""
    with TTFont(font_folder() / "NotoSansSC-Regular.ttf", lazy=True) as font:
        return frozenset(font.getBestCmap())
