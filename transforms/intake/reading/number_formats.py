"""Determines which part of a date a number format shows: a cell's number is a date only by its format."""

from __future__ import annotations

import functools
import re
from typing import Literal, NamedTuple

Shown = Literal["number", "day", "month", "year", "time", "duration"]
"""Kind of value that a cell with the format shows. `month`: a year and month without a day, or a month alone. `year`:
a year alone. `time`: a time of day alone. `duration`: hours, minutes or seconds that may exceed a day ([h]:mm)."""

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
_TOKENS = re.compile(r'"([^"]*)"?|\\(.)|[_*].?|\[([^\]]*)\]?|(general)|(.)', re.DOTALL | re.IGNORECASE)
_CURRENCY = re.compile(r"\$([^-]*)")
_TELLING = re.compile(r"[^\W_]")
_NO_PLAIN_NUMBER = frozenset(".,%Ee/@")
_WHOLE = re.compile(r"[0-9]{1,15}")


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


class _Pattern(NamedTuple):
    """The first section of a number format. `parts`: a placeholder (0, #, ?) each, or a text in quotes.

    `is_simple`: nothing but placeholders and texts, so that a whole number is easily written. `sections`: their number.
    """

    parts: tuple[tuple[str, bool], ...]
    is_simple: bool
    sections: int


@functools.lru_cache(maxsize=4096)
def _pattern(code: str) -> _Pattern:
    parts: list[tuple[str, bool]] = []
    is_simple, sections = True, 1
    for quoted, escaped, bracket, general, sign in _TOKENS.findall(code):
        if sign == ";":
            sections += 1
        elif sections > 1:
            continue
        elif quoted or escaped:
            parts.append((quoted or escaped, False))
        elif bracket:
            is_simple &= bracket[0] not in "<>="
            currency = _CURRENCY.match(bracket)
            parts += [(currency[1], False)] if currency and currency[1] else []
        elif general or sign in ("0", "#", "?"):
            parts.append(("#" if general else sign, True))
        elif sign in _NO_PLAIN_NUMBER:
            is_simple = False
            if sign == ".":
                parts.append((sign, False))
        elif sign.strip():
            parts.append((sign, False))
    return _Pattern(tuple(parts), is_simple, sections)


@functools.lru_cache(maxsize=4096)
def changes_numbers(code: str) -> bool:
    """Return whether a number format shows a whole number otherwise than its plain digits: 000123, PZ123, 12-34.

    Thousands separators, colours, and signs in front or behind do not count.
    """
    if shown_by_code(code) != "number":
        return False
    parts = _pattern(code).parts
    point = next((at for at, (text, is_digit) in enumerate(parts) if text == "." and not is_digit), len(parts))
    digits = [at for at, (_, is_digit) in enumerate(parts[:point]) if is_digit]
    zeros = sum(parts[at][0] == "0" for at in digits)
    inside = bool(digits) and digits[-1] - digits[0] >= len(digits)
    return zeros > 1 or (bool(digits) and (inside or any(_TELLING.search(text) for text, digit in parts if not digit)))


@functools.lru_cache(maxsize=4096)
def changes_texts(code: str) -> bool:
    """Return whether a number format hides whatever a cell holds (;;;), or shows a text with more words ("作废"@)."""
    sections: list[str] = [""]
    for quoted, escaped, _, general, sign in _TOKENS.findall(code):
        if sign == ";":
            sections.append("")
        else:
            sections[-1] += quoted + escaped + general + sign
    if len(sections) > 1 and not "".join(sections).strip().strip("@"):
        return True
    of_texts = sections[-1]
    return "@" in of_texts and bool(_TELLING.search(of_texts))


def write_number(number: str, code: str) -> str | None:
    """Write a whole number as a number format shows it: 123 with the code 000000 gives 000123.

    `number`: digits of a cell. `code`: of a format with `changes_numbers`. None: the format or the number is of a kind
    that cannot be written for certain (conditions, decimals, more than 15 digits).
    """
    pattern = _pattern(code)
    if not pattern.is_simple or not _WHOLE.fullmatch(number) or (not number.strip("0") and pattern.sections > 2):
        return None
    digits, written = list(number), []
    first = next(at for at, (_, is_digit) in enumerate(pattern.parts) if is_digit)
    for at in range(len(pattern.parts) - 1, -1, -1):
        text, is_digit = pattern.parts[at]
        if is_digit:
            text = (digits.pop() if digits else "") or ("0" if text == "0" else "")
        written.append("".join(digits) + text if at == first else text)
    return "".join(reversed(written))
