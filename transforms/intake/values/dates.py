"""Parses one written date into a date, or the code of its fault. Never guesses."""

from __future__ import annotations

import calendar
import datetime as dt
import re
import unicodedata
from collections.abc import Collection, Iterable
from typing import NamedTuple
from zoneinfo import ZoneInfo

from transforms.text.folding import has_marked_digit, has_two_figures

_CLOCK = r"(?:[01]?\d|2[0-3]):[0-5]\d"
_SECONDS = r"(?::[0-5]\d(?:\.\d+)?)?"
_HOUR = r"(?:[01]?\d|2[0-3])[时点](?:[0-5]?\d分?|半|整)?"
_PART_OF_DAY = r"(?:凌晨|早上|早晨|上午|中午|下午|傍晚|晚上)"
_TIME = re.compile(
    rf"(?:[ T]|(?<=[日号])){_CLOCK}{_SECONDS}(?:\s*[AP]M)?$"
    rf"|\s*{_PART_OF_DAY}\s*(?:{_CLOCK}{_SECONDS}|{_HOUR})?$"
    rf"|(?<=[日号])\s*{_HOUR}$"
)
_ZONED = re.compile(rf"^(\d{{4}}-\d{{2}}-\d{{2}})[ T]({_CLOCK}(?::[0-5]\d)?)(?:\.\d+)?\s*(Z|UTC|[+-]\d{{2}}:?\d{{2}})$")
_SHANGHAI = ZoneInfo("Asia/Shanghai")  # with daylight saving in some years up to 1991
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}(?:$|[ T])")
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}:\d{2}(?:\.\d{1,6})?")
_DAY_BEFORE_ENDS = dt.time(16)  # in UTC, when a day begins at UTC+8
# Of the day before: SheetJS 0.18.5 takes the offset of 1899 (Shanghai 8:05:43, Hong Kong 7:36:42, Urumqi 5:50:20).
_TOO_EARLY = (dt.time(23, 59, 17), dt.time(23, 59, 18), dt.time(23, 59, 40))
_HALF_A_SECOND = dt.timedelta(milliseconds=500)
_SEPARATOR = r"[-/.,、。·\\\u2010-\u2014\u2212]"
_YEAR_FIRST = re.compile(rf"^(\d{{4}})({_SEPARATOR}|年)(\d{{1,2}})({_SEPARATOR}|月)(\d{{1,2}})[日号]?[.。]?$")
_YEAR = re.compile(r"^(\d{4})(?:年?度|年[底末]?)$")
_MONTH = re.compile(rf"^(\d{{4}})(?:年(\d{{1,2}})月(上旬|中旬|下旬|份|[初中底末])?|{_SEPARATOR}(\d{{1,2}})(?:月份?)?)$")
_DAYS_OF_PART = {"上旬": (1, 10), "初": (1, 10), "中旬": (11, 20), "中": (11, 20), "下旬": (21, 31)}
_COMPACT = re.compile(r"^(\d{4})(\d{2})(\d{2})$")
_SIX_DIGITS = re.compile(r"^(\d{4})(\d{2})$")
_PLAUSIBLE_YEARS = range(1900, 2100)
_LOST_ZERO = re.compile(r"^\d{4}\.1$")
_KEPT_ZERO = re.compile(r"^\d{4}\.(?:10|0\d)$")
_YEAR_LAST = re.compile(r"^(\d{1,2})([-/.])(\d{1,2})([-/.])(\d{2,4})$")
_YEAR_DIGITS = 4
_SHORT_YEAR = re.compile(r"^\d{2}([-/.]|年)\d{1,2}([-/.]|月)\d{1,2}[日号]?$")
_SERIAL = re.compile(r"^[2-6]\d{4}$")
_SERIAL_ORIGIN = dt.date(1899, 12, 30)  # day 0 of a workbook, with the leap day that 1900 did not have
_SERIAL_ORIGIN_1904 = dt.date(1904, 1, 1)
_CHINESE = re.compile(
    r"^[〇零○一二三四五六七八九]{4}年[一二三四五六七八九十]{1,2}月(?:[一二三四五六七八九十]{1,3}[日号])?$"
)
_CHINESE_DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0}


class ParsedDate(NamedTuple):
    """A date, or the code of its fault; both None for a blank cell.

    `period`: the cell names a year, a month or a part of a month only; `first_on`: the first day of that period.
    `moved`: the cell has the moment in UTC at which the day began, so that the day is the next one.
    """

    on: dt.date | None
    fault: str | None = None
    period: bool = False
    first_on: dt.date | None = None
    moved: bool = False


class Habits(NamedTuple):
    """How the other cells of a column are written, which decides about cells with two meanings.

    `six_digits_are_months`: 200901 is January 2009, and not 1 September 2020. `zeros_are_kept`: 2019.1 is January; a
    number loses the zero of 2019.10. `moments_are_utc`: 2019-08-31 16:00:00 is the beginning of 1 September in UTC.
    """

    six_digits_are_months: bool = False
    zeros_are_kept: bool = True
    moments_are_utc: bool = False


def column_habits(texts: Iterable[str], zeros_are_kept: bool) -> Habits:
    """Find out how a column writes its dates, from all its `texts`; the result decides about texts with two meanings.

    A `Habits` has three flags. `six_digits_are_months`: 200901 is January 2009 (else 1 September 2020).
    `zeros_are_kept`: 2019.1 is January (else perhaps October). `moments_are_utc`: 2019-08-31 16:00:00 is the beginning
    of 1 September in UTC. `texts`: the cells of the column, in any order. `zeros_are_kept`: True if the file keeps
    texts as they were typed, as a workbook does; in a csv, 2019.10 may have become 2019.1. Six digits are months if a
    text can only be a month, and none can only be a day with a short year. Moments are beginnings of days if all dates
    in ISO form are; in a csv two different ones are needed, because a bank may book at 16:00.
    """
    plain = {unicodedata.normalize("NFKC", text).strip() for text in texts}
    readings = {_six_digits(text) for text in plain if _SIX_DIGITS.match(text)}
    return Habits(
        six_digits_are_months="month" in readings and "day" not in readings,
        zeros_are_kept=zeros_are_kept or any(_KEPT_ZERO.match(text) for text in plain),
        moments_are_utc=_are_beginnings_of_days(plain, 1 if zeros_are_kept else 2),
    )


def parse_date(
    text: str,
    numeric: bool = False,
    date1904: bool = False,
    order: str | None = None,
    habits: Habits = Habits(),  # noqa: B008 - immutable
) -> ParsedDate:
    """Parse a date in any common spelling, Chinese numerals included: year first, or also last if `order` is given.

    A `ParsedDate` has `on`, or the code of its `fault`; both None for a blank `text`. Never raises. `numeric`: the cell
    held a number, so it may be a day number of a spreadsheet; `date1904`: day numbers count from 1904 (else 1900).
    `order`: meaning of a date that ends with its year, `day_month_year` or `month_day_year`; None: such a date is a
    fault. `habits`: of `column_habits`; decides about texts with two meanings. A moment with a time zone gives its day
    in Shanghai. A year, a month or a part of a month gives its last day, because the fact is certain by then; then
    `period` is True and `first_on` is its first day.
    """
    if has_marked_digit(text):
        return ParsedDate(None, "date_format")
    text = unicodedata.normalize("NFKC", text).strip()
    if not text:
        return ParsedDate(None)
    zoned = _ZONED.match(text)
    if zoned:
        return _in_shanghai(zoned)
    if habits.moments_are_utc and _MOMENT.fullmatch(text):
        return ParsedDate(_as_moment(text).date() + dt.timedelta(days=1), moved=True)
    text = _TIME.sub("", text)
    if has_two_figures(text):
        return ParsedDate(None, "date_format")
    text = re.sub(r"\s", "", text)
    if numeric and _SERIAL.match(text):
        origin = _SERIAL_ORIGIN_1904 if date1904 else _SERIAL_ORIGIN
        return ParsedDate(origin + dt.timedelta(days=int(text)))
    if not text.isascii() and _CHINESE.match(text):
        text = _from_chinese(text)
    match = _YEAR_FIRST.match(text)
    if match and (match[2] == match[4] or match[2] == "年" or match[4] == "月"):
        return _calendar(int(match[1]), int(match[3]), int(match[5]))
    match = _COMPACT.match(text)
    if match:
        return _calendar(int(match[1]), int(match[2]), int(match[3]))
    return _period(text, numeric, habits) or _year_elsewhere(text, order)


def _are_beginnings_of_days(texts: Collection[str], fewest: int) -> bool:
    """Return whether all dates in ISO form are moments at which a day begins, written as of the day before.

    That is 16:00 in UTC, or a few seconds before midnight, as SheetJS has it in China's zones. `fewest`: such moments
    that there must be.
    """
    written = [text for text in texts if _ISO.match(text)]
    if len(written) < fewest or not all(_MOMENT.fullmatch(text) for text in written):
        return False
    try:
        moments = [_as_moment(text) for text in written]
    except ValueError:
        return False
    return all(
        moment.time() == _DAY_BEFORE_ENDS
        or moment.time() in _TOO_EARLY
        or moment.astimezone(_SHANGHAI).time() == dt.time()
        for moment in moments
    )


def _as_moment(text: str) -> dt.datetime:
    moment = dt.datetime.fromisoformat(text[:26].replace(" ", "T")).replace(tzinfo=dt.UTC)
    return (moment + _HALF_A_SECOND).replace(microsecond=0)


def _year_elsewhere(text: str, order: str | None) -> ParsedDate:
    last = _YEAR_LAST.match(text)
    if last and order and last[2] == last[4] and len(last[5]) == _YEAR_DIGITS:
        day, month = (last[1], last[3]) if order == "day_month_year" else (last[3], last[1])
        return _calendar(int(last[5]), int(month), int(day))
    if last or _SHORT_YEAR.match(text):
        return ParsedDate(None, "date_ambiguous")
    return ParsedDate(None, "date_format")


def _period(text: str, numeric: bool, habits: Habits) -> ParsedDate | None:
    """Parse a year, a month or a part of a month; None if the text is none of them."""
    year = _YEAR.match(text)
    if year:
        return _last_day(int(year[1]), (1, 12))
    if _SIX_DIGITS.match(text):
        reading = _six_digits(text)
        if reading == "month" or (reading == "both" and habits.six_digits_are_months):
            return _last_day(int(text[:4]), (int(text[4:]),) * 2)
        return ParsedDate(None, "date_ambiguous" if reading else "date_impossible")
    if _LOST_ZERO.match(text) and (numeric or not habits.zeros_are_kept):
        return ParsedDate(None, "date_ambiguous")
    month = _MONTH.match(text)
    if month:
        return _last_day(int(month[1]), (int(month[2] or month[4]),) * 2, _DAYS_OF_PART.get(month[3] or "", (1, 31)))
    return None


def _six_digits(text: str) -> str | None:
    """Return whether six digits can be a month (201909), a day with a short year (190901), both, or neither."""
    is_month = int(text[:4]) in _PLAUSIBLE_YEARS and 1 <= int(text[4:]) <= 12
    is_day = _calendar(2000 + int(text[:2]), int(text[2:4]), int(text[4:])).on is not None
    if is_month and is_day:
        return "both"
    return "month" if is_month else "day" if is_day else None


def _in_shanghai(match: re.Match[str]) -> ParsedDate:
    zone = "+00:00" if match[3] in ("Z", "UTC") else match[3]
    try:
        moment = dt.datetime.fromisoformat(f"{match[1]}T{match[2].zfill(5)}{zone}")
    except ValueError:
        return ParsedDate(None, "date_impossible")
    return ParsedDate(moment.astimezone(_SHANGHAI).date())


def _last_day(year: int, months: tuple[int, int], days: tuple[int, int] = (1, 31)) -> ParsedDate:
    """Return the last day of a period. `months`, `days`: the first and the last."""
    if not year >= 1 or not 1 <= months[1] <= 12:
        return ParsedDate(None, "date_impossible")
    last_on = dt.date(year, months[1], min(days[1], calendar.monthrange(year, months[1])[1]))
    return ParsedDate(last_on, period=True, first_on=dt.date(year, months[0], days[0]))


def _calendar(year: int, month: int, day: int) -> ParsedDate:
    try:
        return ParsedDate(dt.date(year, month, day))
    except ValueError:
        return ParsedDate(None, "date_impossible")


def _from_chinese(text: str) -> str:
    """二〇一九年九月一日 2019年9月1日, 二〇一九年九月 2019年9月."""
    year, rest = text.split("年")
    month, day = rest.rstrip("日号").split("月")
    figures = f"{''.join(str(_CHINESE_DIGITS[c]) for c in year)}年{_small(month)}月"
    return f"{figures}{_small(day)}日" if day else figures


def _small(numeral: str) -> int:
    """十 10, 十二 12, 二十 20, 二十一 21, 三 3."""
    if "十" not in numeral:
        return int("".join(str(_CHINESE_DIGITS[c]) for c in numeral))
    tens, _, last = numeral.partition("十")
    return (_CHINESE_DIGITS.get(tens, 1) if len(tens) < 2 else 99) * 10 + (_CHINESE_DIGITS.get(last, 99) if last else 0)
