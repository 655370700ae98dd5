"""Parses the plan year of a row: a year, or the period from its first to its last month. Never guesses."""

from __future__ import annotations

import datetime as dt
import re
from typing import NamedTuple

from transforms.intake.values.dates import parse_date
from transforms.text.folding import fold, has_two_figures

UNKNOWN, NO_YEAR, DIFFERS = "plan_year_unknown", "plan_year_period", "plan_year_differs"
_BETWEEN = re.compile("[-\u2010-\u2015\u2212~\u301c\uff5e至到]+")
_JANUARY_1, _DECEMBER_31 = (1, 1), (12, 31)


class ParsedYear(NamedTuple):
    """A plan year, or the code of its fault."""

    year: int | None
    fault: str | None = None


class Period(NamedTuple):
    """The first and the last day of a period."""

    first_on: dt.date
    last_on: dt.date


def parse_plan_year(text: str) -> ParsedYear:
    """Parse a plan year in one cell: four digits, also with 年 or 年度, or a period (202001-202012, 2020.1至2020.12).

    Fault codes: plan_year_period for a period, month or day that is not the whole of one year, and plan_year_unknown
    for a blank and any other text.
    """
    year = _year(text)
    if year is not None:
        return ParsedYear(year)
    period = _period_in_cell(text)
    return ParsedYear(None, UNKNOWN) if period is None else _whole_year(period)


def plan_year_of(year_text: str, first_text: str, last_text: str) -> ParsedYear:
    """Return the plan year of a row that states it in a column of years, in columns of a period, or in both.

    `year_text`: cell of the column of years, '' if the file has none. `first_text`, `last_text`: first and last month
    or day of the period; '' for a blank. A year applies even if the period is only a part of it (a newborn's), but
    plan_year_differs is the fault if the period is not within it. Without a year, only the whole of one year is one.
    """
    first, last = _day_or_year(first_text), _day_or_year(last_text)
    period = Period(first.first_on, last.last_on) if first and last and first.first_on <= last.last_on else None
    if not fold(year_text):
        return ParsedYear(None, UNKNOWN) if period is None else _whole_year(period)
    stated = parse_plan_year(year_text)
    if stated.year is None or not (fold(first_text) or fold(last_text)):
        return stated
    is_within = period is not None and period.first_on.year == period.last_on.year == stated.year
    return stated if is_within else ParsedYear(None, DIFFERS)


def _year(text: str) -> int | None:
    year = fold(text).removesuffix("度").removesuffix("年")
    is_year = len(year) == 4 and year.isascii() and year.isdigit() and not has_two_figures(text)
    return int(year) if is_year else None


def _whole_year(period: Period) -> ParsedYear:
    """Return the year of a period from 1 January to 31 December of one year, else the fault."""
    first_on, last_on = period
    is_whole = (first_on.month, first_on.day) == _JANUARY_1 and (last_on.month, last_on.day) == _DECEMBER_31
    return ParsedYear(first_on.year) if is_whole and first_on.year == last_on.year else ParsedYear(None, NO_YEAR)


def _day_or_year(text: str) -> Period | None:
    """Return the first and last day of a year, month or day; None for any other text."""
    year = _year(text)
    if year is not None and year > 0:
        return Period(dt.date(year, *_JANUARY_1), dt.date(year, *_DECEMBER_31))
    date = parse_date(text)
    return Period(date.first_on or date.on, date.on) if date.on else None


def _period_in_cell(text: str) -> Period | None:
    """Return the period of a cell with a month or day, or two of them. None if it can be divided in no or two ways."""
    whole = _day_or_year(text)
    if whole:
        return whole
    halves = [(text[: sign.start()], text[sign.end() :]) for sign in _BETWEEN.finditer(text)]
    pairs = [(first, last) for half in halves if (first := _day_or_year(half[0])) and (last := _day_or_year(half[1]))]
    if len(pairs) != 1:
        return None
    first, last = pairs[0]
    return Period(first.first_on, last.last_on) if first.first_on <= last.last_on else None
