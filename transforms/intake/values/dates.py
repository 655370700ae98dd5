"""One written date -> a date, or the code of what is wrong with it. Never a guess."""

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
_SHANGHAI = dt.timezone(dt.timedelta(hours=8))  # no daylight saving since 1991
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
    """A date, or the code of the fault; both None for a blank cell. `period`: only a period was written."""

    on: dt.date | None
    fault: str | None = None
    period: bool = False


def parse_date(text: str, numeric: bool = False, date1904: bool = False, order: str | None = None) -> ParsedDate:
    """Year first, in one of the usual dresses, Chinese numerals included. `numeric`: it stood in a numeric cell.
    `order`: how the sender's form means a date with the year, in four digits, at its end (`Layout.date_order`).

    A moment with its zone is the day in Shanghai. A year, a month or a third of a month is its last day: by then it was
    so for certain.
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
    found = _YEAR_FIRST.match(text)
    if found and (found[2] == found[4] or found[2] == "年"):
        return _calendar(int(found[1]), int(found[3]), int(found[5]))
    period = _PERIOD.match(text)
    if period:
        return _last_day(int(period[1]), int(period[2] or 12), _LAST_DAY_OF.get(period[3] or "", 31))
    found = _COMPACT.match(text)
    if found:
        return _calendar(int(found[1]), int(found[2]), int(found[3]))
    last = _YEAR_LAST.match(text)
    if last and order and last[2] == last[4] and len(last[5]) == _YEAR_DIGITS:
        day, month = (last[1], last[3]) if order == "day_month_year" else (last[3], last[1])
        return _calendar(int(last[5]), int(month), int(day))
    if last or _SHORT_YEAR.match(text):
        return ParsedDate(None, "date_ambiguous")
    return ParsedDate(None, "date_format")


def _in_shanghai(found: re.Match[str]) -> ParsedDate:
    zone = "+00:00" if found[3] in ("Z", "UTC") else found[3]
    try:
        moment = dt.datetime.fromisoformat(f"{found[1]}T{found[2].zfill(5)}{zone}")
    except ValueError:
        return ParsedDate(None, "date_impossible")
    return ParsedDate(moment.astimezone(_SHANGHAI).date())


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
    tens, _, ones = numeral.partition("十")
    return (_CHINESE_DIGITS.get(tens, 1) if len(tens) < 2 else 99) * 10 + (_CHINESE_DIGITS.get(ones, 99) if ones else 0)
