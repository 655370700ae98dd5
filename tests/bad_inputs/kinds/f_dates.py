"""F. Dates: kinds 94 to 102."""

from __future__ import annotations

import calendar
import datetime as dt
import random
from collections.abc import Callable
from dataclasses import replace

from tests.bad_inputs.files.forms import CIVIL, DISABLED, EDUCATION, EMPLOYEE, POOR, TAX
from tests.bad_inputs.files.grid import Grid
from tests.bad_inputs.files.make import Damage, everywhere, in_csv, in_xlsx, value
from tests.bad_inputs.kinds.model import Kind, kind, loads, quarantines, warns
from tests.support.files.raw_xlsx import Cell

DAY_ZERO = dt.date(1899, 12, 30)
CHINESE = "〇一二三四五六七八九"


def serial(day: dt.date) -> Cell:
    """A day as its number, in a cell without a date's format."""
    return Cell(f'<c r="{{r}}"><v>{(day - DAY_ZERO).days}</v></c>')


def chinese(day: dt.date) -> str:
    def small(value: int) -> str:
        tens, ones = divmod(value, 10)
        return ("" if tens == 0 else "十" if tens == 1 else CHINESE[tens] + "十") + (CHINESE[ones] if ones else "")

    return f"{''.join(CHINESE[int(one)] for one in str(day.year))}年{small(day.month)}月{small(day.day)}日"


def _written(write: Callable[[dt.date], object], canonical: str = "effective_on", field: str = "on") -> Damage:
    """Every day in another dress; all must load."""

    def damage(table: Grid, rng: random.Random) -> None:
        for line in table.data:
            line.cells[table.form.at(canonical)] = write(getattr(line.truth, field))

    return damage


def _period(write: Callable[[dt.date], str], last: Callable[[dt.date], dt.date], rows: int = 2) -> Damage:
    """A period instead of a day: its last day is taken, and the row is remarked on."""

    def damage(table: Grid, rng: random.Random) -> None:
        for line in rng.sample(table.data, rows):
            assert line.truth is not None
            day = replace(line.truth, on=dt.date(2019, rng.randint(1, 10), 5)).on
            line.truth = replace(line.truth, on=last(day))
            table.set(line, "effective_on", write(day))

    return damage


def _month_end(day: dt.date) -> dt.date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def _midnight_utc(day: dt.date) -> str:
    """Midnight in Shanghai as a program that counts in UTC writes it."""
    return f"{day - dt.timedelta(days=1)}T16:00:00Z"


KINDS: tuple[Kind, ...] = (
    kind(
        94,
        "Excel serial",
        "N by type",
        ("in a list", in_xlsx(CIVIL, _written(serial)), loads()),
        ("in another list", in_xlsx(DISABLED, _written(serial)), loads()),
        ("payments in a workbook", in_xlsx(TAX, _written(serial, "received_on", "received")), loads("form_differs")),
        ("as text it is no date", in_csv(POOR, value("effective_on", "43709")), quarantines("date_format")),
        decided="a numeric cell: N; the same digits as text: Q, as nobody can know",
    ),
    kind(
        95,
        "2025.1.5, 2025/1/5, 20250105, 2025年1月5日",
        "N",
        ("points", in_xlsx(CIVIL, _written(lambda d: f"{d.year}.{d.month}.{d.day}")), loads()),
        ("slashes", in_csv(TAX, _written(lambda d: f"{d.year}/{d.month}/{d.day}", "received_on", "received")), loads()),
        ("nothing between", in_csv(POOR, _written(lambda d: f"{d:%Y%m%d}")), loads()),
        ("in words", in_csv(EDUCATION, _written(lambda d: f"{d.year}年{d.month}月{d.day}日")), loads()),
    ),
    kind(
        96,
        "二〇二五年一月五日",
        "N",
        ("in a list", in_xlsx(CIVIL, _written(chinese)), loads()),
        ("with 零", in_csv(POOR, _written(lambda d: chinese(d).replace("〇", "零"))), loads()),
        (
            "with a circle",
            in_csv(TAX, _written(lambda d: chinese(d).replace("〇", "○"), "collected_on", "collected")),
            loads(),
        ),
    ),
    kind(
        97,
        "01/02/2025 ambiguous",
        "Q",
        ("slashes", in_csv(POOR, value("effective_on", "01/02/2019")), quarantines("date_ambiguous")),
        ("hyphens", in_xlsx(CIVIL, value("effective_on", "03-04-2019", 2)), quarantines("date_ambiguous")),
        ("in a receipt", in_csv(TAX, value("received_on", "5.6.2019")), quarantines("date_ambiguous")),
    ),
    kind(
        98,
        "2025-02-30, 2025-13-01",
        "Q",
        ("30 February", in_csv(POOR, value("effective_on", "2019-02-30")), quarantines("date_impossible")),
        ("month 13", in_xlsx(CIVIL, value("effective_on", "2019-13-01")), quarantines("date_impossible")),
        ("29 February of no leap year", in_csv(TAX, value("collected_on", "20190229")), quarantines("date_impossible")),
        ("day 0", in_csv(EDUCATION, value("effective_on", "2019年6月0日")), quarantines("date_impossible")),
    ),
    kind(
        99,
        "future dates, before 1900, 9999-12-31",
        "Q / N",
        ("tomorrow", in_csv(POOR, value("effective_on", "2019-12-11")), quarantines("date_out_of_range")),
        ("1899", in_xlsx(CIVIL, value("effective_on", "1899-12-31")), quarantines("date_out_of_range")),
        (
            "9999 as a recognised date",
            in_csv(EDUCATION, value("effective_on", "9999-12-31")),
            quarantines("date_out_of_range"),
        ),
        (
            "9999 as no end",
            in_csv(
                EMPLOYEE,
                lambda t, rng: [
                    line.cells.__setitem__(4, "9999-12-31") for line in t.data if line.truth and line.truth.end is None
                ],
                9,
            ),
            loads(),
        ),
        (
            "长期 as no end",
            in_csv(
                EMPLOYEE,
                lambda t, rng: [
                    line.cells.__setitem__(4, "长期") for line in t.data if line.truth and line.truth.end is None
                ],
                9,
            ),
            loads(),
        ),
        decided="an end that means 'none yet': N; any other: Q",
    ),
    kind(
        100,
        "two-digit year",
        "Q",
        ("19-2-3", in_csv(POOR, value("effective_on", "19-2-3")), quarantines("date_ambiguous")),
        ("19年2月3日", in_xlsx(CIVIL, value("effective_on", "19年2月3日")), quarantines("date_ambiguous")),
        ("19.11.02 in a receipt", in_csv(TAX, value("collected_on", "19.11.02")), quarantines("date_ambiguous")),
    ),
    kind(
        101,
        "period text",
        "N",
        ("a month", in_csv(POOR, _period(lambda d: f"{d.year}年{d.month}月", _month_end)), warns("date_period")),
        (
            "the first ten days of a month",
            in_xlsx(CIVIL, _period(lambda d: f"{d.year}年{d.month}月上旬", lambda d: d.replace(day=10))),
            warns("date_period"),
        ),
        (
            "the last days of a month",
            in_csv(EDUCATION, _period(lambda d: f"{d.year}年{d.month:02d}月下旬", _month_end, 1)),
            warns("date_period"),
        ),
        ("a year as plan year", in_csv(TAX, everywhere("plan_year", lambda t: f"{t}年度")), loads()),
        decided="a plan year: N; a day: its period's last day, by which it was so for certain, with a warning",
    ),
    kind(
        102,
        "time zone, UTC midnight shift",
        "N Asia/Shanghai",
        ("Z", in_csv(POOR, _written(_midnight_utc)), loads()),
        ("+08:00", in_csv(TAX, _written(lambda d: f"{d}T00:00:00+08:00", "received_on", "received")), loads()),
        (
            "+00:00 with fractions",
            in_xlsx(CIVIL, _written(lambda d: f"{d - dt.timedelta(days=1)} 16:30:00.000+00:00")),
            loads(),
        ),
        ("a time without a zone", in_csv(EDUCATION, _written(lambda d: f"{d} 23:59:59")), loads()),
    ),
)
