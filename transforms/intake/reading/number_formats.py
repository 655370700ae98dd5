"""Determines which part of a date a number format shows: a cell's number is a date only by its format."""

from __future__ import annotations

import functools
import re
from typing import Literal

Shown = Literal["number", "day", "month", "year", "time", "duration"]
"""What a cell with the format shows. `month`: a year and month without a day, or a month alone. `year`: a year alone.
`time`: a time of day alone. `duration`: hours, minutes or seconds that may exceed a day ([h]:mm)."""

_NUMBERS: tuple[tuple[Shown, tuple[int, ...]], ...] = (
    # from 27: formats of Chinese programs (ECMA-376 part 1, 18.8.30, zh-cn)
    ("day", (14, 15, 16, 22, 28, 29, 30, 31, 51, 53, 54, 58)),
    ("month", (17, 27, 36, 50, 52, 57)),
    ("time", (18, 19, 20, 21, 45, 47, 32, 33, 34, 35, 55, 56)),
    ("duration", (46,)),
)
_BUILT_IN = {number: shown for shown, numbers in _NUMBERS for number in numbers}
_LITERAL = re.compile(r'"[^"]*"?|[\\_*].?', re.DOTALL)
_DURATION = re.compile(r"\[(?:h+|m+|s+)\]")
_BRACKETS = re.compile(r"\[[^\]]*\]?")
_HALF_DAYS = re.compile(r"am/pm|a/p|上午/下午")
_PARTS = re.compile(r"general|y+|e+|m+|d+|h+|s+|a{3,}|b+")
_FIGURES = re.compile(r"[0#?]")


def shown_by_built_in(number: int) -> Shown:
    """Return what a cell shows under a built-in number format: number, day, month, year, time or duration.

    `number`: number of the format in the workbook. An unknown format shows a number.
    """
    return _BUILT_IN.get(number, "number")


@functools.lru_cache(maxsize=4096)
def shown_by_code(code: str) -> Shown:
    """Return what a cell shows under the code of a number format: number, day, month, year, time or duration.

    The code yyyy"年"m"月" gives 'month'. The first section of the code, up to the semicolon, decides.
    """
    plain = _LITERAL.sub("", code).split(";")[0].lower()
    if _DURATION.search(plain):
        return "duration"
    plain = _HALF_DAYS.sub("h", _BRACKETS.sub("", plain))
    letters = [part[0] for part in _PARTS.findall(plain)]
    if "g" in letters or not set(letters) & set("yemdhsa"):
        return "number"
    if "e" in letters and _FIGURES.search(plain) and not set(letters) & set("ymdhs"):
        return "number"  # 0.00E+00
    has_clock = "h" in letters or "s" in letters
    has_month = any(part == "m" and not _is_minutes(letters, at) for at, part in enumerate(letters))
    if "d" in letters or "a" in letters:
        return "day"
    if has_clock:
        return "day" if has_month or "y" in letters else "time"
    return "month" if has_month else "year"


def _is_minutes(letters: list[str], at: int) -> bool:
    """Return whether an m means minutes: after hours, or before seconds."""
    return letters[at - 1 : at] == ["h"] or letters[at + 1 : at + 2] == ["s"]
