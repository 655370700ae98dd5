"""Dates: cells in ISO form, additions with a change date, beginnings of days in UTC. Kinds 235 to 237."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from tests.bad_inputs.files.clean_rows import AS_OF, CUT_OFF
from tests.bad_inputs.files.forms import CIVIL, DISABLED, EDUCATION, EMPLOYEE, POOR, TAX, Form
from tests.bad_inputs.files.grid import Grid
from tests.bad_inputs.files.make import Damage, in_csv, in_xls, in_xlsx
from tests.bad_inputs.kinds.j_offices import days, month_end, months
from tests.bad_inputs.kinds.model import Kind, kind, loads, quarantines, warns
from tests.bad_inputs.kinds.values.receipts import number_format
from tests.support.files.raw_xls import Shown
from tests.support.files.raw_xlsx import Cell

_DAY_ZERO = dt.date(1899, 12, 30)
_HOURS_16 = 16 / 24


def _iso(day: dt.date, style: int = 6, kind: str = "d", end: str = "") -> Cell:
    return Cell(f'<c r="{{r}}" s="{style}" t="{kind}"><v>{day.isoformat()}{end}</v></c>')


def _iso_odd(day: dt.date) -> Cell:
    """The same cell, its attributes in another order and in single quotes."""
    return Cell(f"<c t='d' s='6' r='{{r}}'><v>{day.isoformat()}T00:00:00</v></c>")


def _begin(day: dt.date) -> Cell:
    """The beginning of a day in China as exceljs writes it: a day number in UTC."""
    number = (day - _DAY_ZERO).days - 1 + _HOURS_16
    return Cell(f'<c r="{{r}}" s="5"><v>{number!r}</v></c>')


def _begin_43_seconds_early(day: dt.date) -> Cell:
    """The beginning of a day as SheetJS 0.18.5 has it in China's zone: 43 seconds too early."""
    return Cell(f'<c r="{{r}}" s="5"><v>{(day - _DAY_ZERO).days - 43 / 86_400!r}</v></c>')


def _text_23_59_17(day: dt.date) -> str:
    return f"{day - dt.timedelta(days=1)} 23:59:17"


def _text_16(day: dt.date) -> str:
    return f"{day - dt.timedelta(days=1)} 16:00:00"


def _moved(write: Callable[[dt.date], Any], canonical: str = "effective_on", field: str = "on") -> Damage:
    """Every day as its beginning in UTC; each row gets a remark."""

    def damage(table: Grid, rng: random.Random) -> None:
        for line in table.data:
            table.set(line, canonical, write(getattr(line.truth, field)))

    return damage


def _clock(times: list[str], canonical: str = "received_on", field: str = "received") -> Damage:
    """Days with times of day, in the order of the rows."""

    def damage(table: Grid, rng: random.Random) -> None:
        for at, line in enumerate(table.data):
            line.cells[table.form.at(canonical)] = f"{getattr(line.truth, field)} {times[at % len(times)]}"

    return damage


def _added(changed: Any, meant: dt.date, form: Form = CIVIL, recognised: bool = False, hit: bool = False) -> Damage:
    """Additions of a change list with a change date, mostly without a recognised date."""

    def damage(table: Grid, rng: random.Random) -> None:
        for line in table.data[:3]:
            assert line.truth is not None
            line.truth = line.truth if recognised else replace(line.truth, on=meant)
            if not recognised:
                line.cells[form.at("effective_on")] = ""
            line.cells[-1] = changed
            line.hit = hit

    return damage


def _some_at_16(day: dt.date) -> str:
    return f"{day} 16:00:00" if day.day % 2 else str(day)


_DAY = dt.date(2019, 11, 12)
_MONTH = number_format("yyyy&quot;年&quot;m&quot;月&quot;")

KINDS: tuple[Kind, ...] = (
    kind(
        235,
        "date cells in ISO form that show only a month or a year",
        "N+W",
        ("a month", in_xlsx(CIVIL, months(_iso), parts=_MONTH), warns("date_period")),
        ("in another spelling", in_xlsx(CIVIL, months(_iso_odd), parts=_MONTH), warns("date_period")),
        (
            "a year",
            in_xlsx(
                DISABLED,
                months(_iso, lambda day: day.replace(month=12, day=31)),
                parts=number_format("yyyy&quot;年&quot;"),
            ),
            warns("date_period"),
        ),
        (
            "an end of insurance",
            in_xlsx(EMPLOYEE, months(_iso, month_end, "insured_to"), parts=_MONTH),
            warns("date_period", remarks=("form_differs",)),
        ),
        ("whole days", in_xlsx(CIVIL, days(lambda day: _iso(day, 1))), loads()),
        ("whole days with a time", in_xlsx(CIVIL, days(lambda day: _iso(day, 5, end="T00:00:00"))), loads()),
    ),
    kind(
        236,
        "an addition with a change date and without a recognised date",
        "N",
        ("in a workbook", in_xlsx(CIVIL, _added(_DAY.isoformat(), _DAY), mode="change"), loads()),
        ("in a csv", in_csv(POOR, _added("2019/11/12", _DAY, POOR), mode="change"), loads()),
        ("a date cell", in_xlsx(DISABLED, _added(_DAY, _DAY, DISABLED), mode="change"), loads()),
        ("no date at all", in_csv(EDUCATION, _added("", CUT_OFF, EDUCATION), mode="change"), loads()),
        ("both dates", in_xlsx(CIVIL, _added(_DAY.isoformat(), _DAY, recognised=True), mode="change"), loads()),
        (
            "a change date after the delivery",
            in_xlsx(CIVIL, _added("2019-12-31", AS_OF, hit=True), 9, mode="change"),
            quarantines("date_out_of_range"),
        ),
        decided="the recognised date, else the change date, else the cut-off of the list",
    ),
    kind(
        237,
        "days written as their beginning in UTC, or a few seconds too early: the day before at 16:00, or at 23:59:17",
        "N+W",
        ("as exceljs writes it", in_xlsx(CIVIL, _moved(_begin)), warns("date_next_day")),
        (
            "in an old workbook",
            in_xls(CIVIL, _moved(lambda day: Shown((day - _DAY_ZERO).days - 1 + _HOURS_16, "yyyy-mm-dd"))),
            warns("date_next_day"),
        ),
        ("texts in a csv", in_csv(POOR, _moved(_text_16)), warns("date_next_day")),
        ("as SheetJS reads them in China", in_csv(POOR, _moved(_text_23_59_17)), warns("date_next_day")),
        ("as SheetJS writes them again", in_xlsx(CIVIL, _moved(_begin_43_seconds_early)), warns("date_next_day")),
        (
            "days of receipt",
            in_xlsx(TAX, _moved(_begin, "received_on", "received")),
            warns("date_next_day", remarks=("form_differs",)),
        ),
        ("times of day", in_csv(TAX, _clock(["16:00:00", "09:30:00", "15:00:00"])), loads()),
        ("some at 16:00, some without a time", in_xlsx(CIVIL, days(_some_at_16)), loads()),
        decided="the next day, where every date of a column is such a moment",
    ),
)
