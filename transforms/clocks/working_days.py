"""Working days of China with make-up days: the library chinesecalendar below `policies/working_days.csv`. Pure.

The library has the holidays that the State Council announced, for the years up to its release. A bureau adds later
announcements to the table. A day that neither has is an error and never a guess.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

import chinese_calendar

FILE_NAME = "working_days.csv"
_HEADER = "date,state,reason"
_STATES = {"working": True, "off": False}
_WHOLE_YEAR = "complete"
_ONE_DAY = timedelta(days=1)
_SATURDAY = 5


class WorkingDaysError(ValueError):
    """The table is invalid, or a day is in no year that the library or the table has. The text is Chinese."""


@dataclass(frozen=True)
class WorkingDays:
    """The table of a bureau. `days`: day -> whether it is a working day; `years`: years whose holidays are all in it.

    In a year of the table, Monday to Friday are working days unless `days` has the day. In all other years the library
    decides about days that `days` does not have.
    """

    days: Mapping[date, bool] = field(default_factory=dict)
    years: frozenset[int] = frozenset()

    def is_working(self, day: date) -> bool:
        """Return whether a day is a working day. Raises WorkingDaysError if the year of the day is unknown."""
        if day in self.days:
            return self.days[day]
        if day.year in self.years:
            return day.weekday() < _SATURDAY
        try:
            return bool(chinese_calendar.is_workday(day))
        except NotImplementedError:
            raise WorkingDaysError(
                f"{day.isoformat()} 是否工作日没有资料：请把国务院办公厅{day.year}年的放假安排写入 policies/{FILE_NAME}"
                f"（放假日写 {day.year}-01-01,off,元旦，调休上班日写 日期,working,原因，全年写完后加一行 "
                f"{day.year},{_WHOLE_YEAR},文号）"
            ) from None

    def after(self, day: date, count: int) -> date:
        """Return the last day of a term of `count` working days, at least 1, that begins on the day after `day`.

        Raises ValueError for a count below 1, and WorkingDaysError if a day of the term is in an unknown year.
        """
        if count < 1:
            raise ValueError("a term has at least one working day")
        while count:
            day += _ONE_DAY
            count -= self.is_working(day)
        return day


NO_TABLE = WorkingDays()
"""No table: the library decides alone."""


def read_working_days(text: str) -> WorkingDays:
    """Read the table: a line `date,state,reason` per day, or `year,complete,reason` for a year that is all in it.

    `state`: `working` or `off`. Raises WorkingDaysError, with file and line, for any other line, for a day or a year
    stated twice, and for a line without a reason.
    """
    lines = text.removeprefix("\ufeff").splitlines()
    if not lines or lines[0].strip() != _HEADER:
        raise WorkingDaysError(f"{FILE_NAME} 第1行：应为 {_HEADER}")
    days: dict[date, bool] = {}
    years: set[int] = set()
    for number, line in enumerate(lines[1:], start=2):
        if not line.strip():
            continue
        when, state, reason = (part.strip() for part in (*line.split(",", 2), "", "")[:3])
        is_known = _add_year(years, when) if state == _WHOLE_YEAR else _add_day(days, when, state)
        if not is_known or not reason:
            raise WorkingDaysError(
                f"{FILE_NAME} 第{number}行：应为 2027-01-01,off,元旦放假 或 2027-01-03,working,调休上班，"
                f"全年写完的写 2027,{_WHOLE_YEAR},文号；每天、每年只写一次，原因不能空"
            )
    return WorkingDays(days, frozenset(years))


def _add_year(years: set[int], text: str) -> bool:
    """Add a year of four figures; return False if the text is none, or the year is known."""
    if not (text.isascii() and text.isdecimal() and len(text) == len("2027")) or int(text) in years:
        return False
    years.add(int(text))
    return True


def _add_day(days: dict[date, bool], text: str, state: str) -> bool:
    """Add a day with its state; return False if one of the texts is unreadable, or the day is known."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return False
    if state not in _STATES or day in days or len(text) != len("2027-01-01"):
        return False
    days[day] = _STATES[state]
    return True
