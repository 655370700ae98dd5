"""Read plain scalars: text, whole numbers, dates, true, false and null. Refuse what other readers would convert."""

from __future__ import annotations

import datetime as dt
import re
from typing import NamedTuple

from transforms.strict_yaml.problems import Finding

Path = tuple[str | int, ...]
Scalar = str | int | bool | dt.date | None

# A value with such a finding was not read as its author meant: no further finding about it helps.
UNREAD_CODES = frozenset({"yaml.word", "yaml.number", "yaml.date", "yaml.decoration"})

_INTEGER = re.compile(r"-?(0|[1-9][0-9]*)")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_WORD_TRAPS = {"yes", "no", "on", "off", "y", "n"}
_CASED_TRAPS = {"true", "false", "null"}
_NUMBER_TRAP = re.compile(
    r"[-+]?(0[0-9]+|0[oxb][0-9a-f]+|[0-9][0-9_]*_[0-9_]*|\+[0-9]+|[0-9]+(:[0-9]{1,2})+"
    r"|[0-9]*\.[0-9]+(e[-+]?[0-9]+)?|[0-9]+\.|[0-9]+e[-+]?[0-9]+|\.inf|\.nan)",
    re.IGNORECASE,
)
_TIME_TRAP = re.compile(r"[0-9]{4}-[0-9]{1,2}(-[0-9]{1,2}([Tt ].*)?)?")
_MOST_DIGITS = 18  # More digits fit no column of a table, and Python refuses to convert very long numbers.
# Only an escape can write half of a surrogate pair. No text that is printed or stored can contain one.
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


class PlainValue(NamedTuple):
    """The value of a plain scalar, and the finding if it must not be written so; then the value is its text."""

    value: Scalar
    finding: Finding | None = None


def replace_surrogates(text: str) -> str:
    """Return the text with each lone surrogate, which cannot be printed, replaced by U+FFFD."""
    return _LONE_SURROGATE.sub("\ufffd", text)


def quote(text: str) -> str:
    """Return the word in double quotes, as a pack's author must write it if text is meant."""
    return f'"{text}"'


def read_plain(text: str, path: Path) -> PlainValue:
    """Read an unquoted YAML scalar as text, whole number, date, true, false or null.

    A `PlainValue` has the value and a finding (place, fault and advice), None if the text is well written. `path`: keys
    and positions (from 0) from the root of the file to the scalar, such as ("units", 0, "name"); the finding names it.
    A text that another YAML reader may convert (yes, 007, 1.5) stays text and gets a finding.
    """
    if text in ("", "null", "~"):
        return PlainValue(None)
    if text in ("true", "false"):
        return PlainValue(text == "true")
    if _INTEGER.fullmatch(text):
        return _read_integer(text, path)
    if _DATE.fullmatch(text):
        return _read_date(text, path)
    return PlainValue(text, _find_trap(text, path))


def _read_integer(text: str, path: Path) -> PlainValue:
    if len(text.removeprefix("-")) <= _MOST_DIGITS:
        return PlainValue(int(text))
    finding = Finding(
        path,
        "yaml.number",
        f"整数最多 {_MOST_DIGITS} 位",
        "若本意是代码或文字，加上引号；若是数，请核对位数",
        f"a whole number has at most {_MOST_DIGITS} digits",
        "quote it if a code or text is meant; look at the digits if a number is meant",
    )
    return PlainValue(text, finding)


def _read_date(text: str, path: Path) -> PlainValue:
    try:
        return PlainValue(dt.date.fromisoformat(text))
    except ValueError:
        finding = Finding(
            path,
            "yaml.date",
            f"{text} 不是日历上的日期",
            "写一个日历上有的日期",
            f"{text} is not a day of the calendar",
            "write a day that the calendar has",
        )
        return PlainValue(text, finding)


def _find_trap(text: str, path: Path) -> Finding | None:
    """Find out whether another YAML reader would take this text for a truth value, a number or a time."""
    lowered, quoted = text.lower(), quote(text)
    if lowered in _WORD_TRAPS or lowered in _CASED_TRAPS:
        return Finding(
            path,
            "yaml.word",
            f"不加引号的 {text} 会与“是”“否”或空混淆",
            f"若本意是文字，写 {quoted}；是/否写 true 或 false，空写 null",
            f"without quotes, {text} may be taken for yes, no or nothing",
            f"if text is meant, write {quoted}; write true or false for yes or no, null for nothing",
        )
    if _NUMBER_TRAP.fullmatch(text):
        return Finding(
            path,
            "yaml.number",
            "整数只写十进制，无前导零、小数点、下划线",
            f"若本意是代码或文字，写 {quoted}；若是数，改写成这样的整数",
            "whole numbers are plain decimal without leading zero, point or underscore",
            f"if a code or text is meant, write {quoted}; if a number is meant, write it in this way",
        )
    if _TIME_TRAP.fullmatch(text):
        return Finding(
            path,
            "yaml.date",
            "日期写 2019-09-01",
            f"若是日期，写全年月日；若本意是文字，写 {quoted}",
            "write dates as 2019-09-01",
            f"if a day is meant, write all of it; if text is meant, write {quoted}",
        )
    return None
