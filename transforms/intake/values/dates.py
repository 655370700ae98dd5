"""Parses one written date into a date, or the code of its fault. Never guesses."""

from __future__ import annotations

import calendar
import datetime as dt
import re
import unicodedata
from typing import NamedTuple

from transforms.text.folding import has_marked_digit, has_two_figures

_CLOCK = r"(?:[01]?\d|2[0-3]):[0-5]\d"
_TIME = re.compile(rf"[ T]{_CLOCK}(:[0-5]\d(\.\d+)?)?$")
_ZONED = re.compile(rf"^(\d{{4}}-\d{{2}}-\d{{2}})[ T]({_CLOCK}(?::[0-5]\d)?)(?:\.\d+)?\s*(Z|UTC|[+-]\d{{2}}:?\d{{2}})$")
_CHINA_STANDARD_TIME = dt.timezone(dt.timedelta(hours=8))  # a fixed offset: no daylight saving since 1991
_PERIOD = re.compile(r"^(\d{4})(?:(?:年?度|年)$|年(\d{1,2})月(上旬|中旬|下旬|份)?$)")
_LAST_DAY_OF = {"上旬": 10, "中旬": 20}
_YEAR_FIRST = re.compile(r"^(\d{4})([-/.]|年)(\d{1,2})([-/.]|月)(\d{1,2})日?$")
_COMPACT = re.compile(r"^(\d{4})(\d{2})(\d{2})$")
_YEAR_LAST = re.compile(r"^(\d{1,2})([-/.])(\d{1,2})([-/.])(\d{2,4})$")
_YEAR_DIGITS = 4
_SHORT_YEAR = re.compile(r"^\d{2}([-/.]|年)\d{1,2}([-/.]|月)\d{1,2}日?$")
_SERIAL = re.compile(r"^[2-6]\d{4}$")
_SERIAL_ORIGIN = dt.date(1899, 12, 30)  # day 0 of a workbook, with the leap day that 1900 did not have
_SERIAL_ORIGIN_1904 = dt.date(1904, 1, 1)
_CHINESE = re.compile(r"^[〇零○一二三四五六七八九]{4}年[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}日$")
_CHINESE_DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0}


class ParsedDate(NamedTuple):
    """A date, or the code of its fault; both None for a blank cell. `period`: the cell names a year or month only."""

    on: dt.date | None
    fault: str | None = None
    period: bool = False


def parse_date(text: str, numeric: bool = False, date1904: bool = False, order: str | None = None) -> ParsedDate:
    """Parse a date with the year first, in any common spelling, Chinese numerals included.

    `numeric`: the cell held a number, so that it may be a day number of a spreadsheet; `date1904`: those count from
    1904. `order`: meaning of a date that ends with a four-digit year (`Layout.date_order`); without it such a date is
    a fault. A moment with a time zone gives its day in Shanghai. A year, a month or a third of a month gives its last
    day, because the fact is certain by then.
    """
    if has_marked_digit(text):
        return ParsedDate(None, "date_format")
    text = unicodedata.normalize("NFKC", text).strip()
    zoned = _ZONED.match(text)
    if zoned:
        return _in_shanghai(zoned)
    text = _TIME.sub("", text)
    if has_two_figures(text):
        return ParsedDate(None, "date_format")
    text = re.sub(r"\s", "", text)
    if not text:
        return ParsedDate(None)
    if numeric and _SERIAL.match(text):
        origin = _SERIAL_ORIGIN_1904 if date1904 else _SERIAL_ORIGIN
        return ParsedDate(origin + dt.timedelta(days=int(text)))
    if not text.isascii() and _CHINESE.match(text):
        text = _from_chinese(text)
    match = _YEAR_FIRST.match(text)
    if match and (match[2] == match[4] or match[2] == "年"):
        return _calendar(int(match[1]), int(match[3]), int(match[5]))
    period = _PERIOD.match(text)
    if period:
        return _last_day(int(period[1]), int(period[2] or 12), _LAST_DAY_OF.get(period[3] or "", 31))
    match = _COMPACT.match(text)
    if match:
        return _calendar(int(match[1]), int(match[2]), int(match[3]))
    last = _YEAR_LAST.match(text)
    if last and order and last[2] == last[4] and len(last[5]) == _YEAR_DIGITS:
        day, month = (last[1], last[3]) if order == "day_month_year" else (last[3], last[1])
        return _calendar(int(last[5]), int(month), int(day))
    if last or _SHORT_YEAR.match(text):
        return ParsedDate(None, "date_ambiguous")
    return ParsedDate(None, "date_format")


def _in_shanghai(match: re.Match[str]) -> ParsedDate:
    zone = "+00:00" if match[3] in ("Z", "UTC") else match[3]
    try:
        moment = dt.datetime.fromisoformat(f"{match[1]}T{match[2].zfill(5)}{zone}")
    except ValueError:
        return ParsedDate(None, "date_impossible")
    return ParsedDate(moment.astimezone(_CHINA_STANDARD_TIME).date())


def _last_day(year: int, month: int, day: int) -> ParsedDate:
    if not year >= 1 or not 1 <= month <= 12:
        return ParsedDate(None, "date_impossible")
    return ParsedDate(dt.date(year, month, min(day, calendar.monthrange(year, month)[1])), period=True)


def _calendar(year: int, month: int, day: int) -> ParsedDate:
    try:
        return ParsedDate(dt.date(year, month, day))
    except ValueError:
        return ParsedDate(None, "date_impossible")


def _from_chinese(text: str) -> str:
    year, rest = text.split("年")
    month, day = rest.rstrip("日").split("月")
    return f"{''.join(str(_CHINESE_DIGITS[c]) for c in year)}-{_small(month)}-{_small(day)}"


def _small(numeral: str) -> int:
    """十 10, 十二 12, 二十 20, 二十一 21, 三 3."""
    if "十" not in numeral:
        return int("".join(str(_CHINESE_DIGITS[c]) for c in numeral))
    tens, _, last = numeral.partition("十")
    return (_CHINESE_DIGITS.get(tens, 1) if len(tens) < 2 else 99) * 10 + (_CHINESE_DIGITS.get(last, 99) if last else 0)
