"""J. What offices write: dates, months, computed amounts, rare characters. Kinds 170 to 174."""

from __future__ import annotations

import calendar
import datetime as dt
import random
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from tests.bad_inputs.files import grid as grids
from tests.bad_inputs.files.clean_rows import AS_OF
from tests.bad_inputs.files.csv_files import csv_bytes
from tests.bad_inputs.files.forms import CIVIL, DISABLED, EDUCATION, EMPLOYEE, POOR, ROLL, TAX, Form
from tests.bad_inputs.files.grid import Grid, control
from tests.bad_inputs.files.make import Damage, in_csv, in_xls, in_xlsx, value
from tests.bad_inputs.kinds.f_dates import chinese
from tests.bad_inputs.kinds.model import Kind, Made, Make, kind, loads, made, quarantines, warns
from tests.support.files.raw_xlsx import Cell, book
from transforms.text.characters import one_code

OLD_EDITION = "\ue81e\ue826\ue82b\ue82c\ue832\ue843\ue854\ue864\ue816\ue817\ue818\ue831\ue83b\ue855"
"""Private code points that the edition of 2000 gives to characters, as Python decodes them from a csv."""


def month_end(day: dt.date) -> dt.date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def days(write: Callable[[dt.date], Any], canonical: str = "effective_on", field: str = "on") -> Damage:
    """Every day in another dress; all must load."""

    def damage(table: Grid, rng: random.Random) -> None:
        for line in table.data:
            line.cells[table.form.at(canonical)] = write(getattr(line.truth, field))

    return damage


def months(
    write: Callable[[dt.date], Any], last: Callable[[dt.date], dt.date] = month_end, column: str = "effective_on"
) -> Damage:
    """A month in every row: its last day counts, and each row gets a remark."""

    def damage(table: Grid, rng: random.Random) -> None:
        for line in table.data:
            assert line.truth is not None
            day = dt.date(rng.randint(2013, 2018), rng.randint(1, 12), rng.randint(1, 28))
            day = day.replace(year=2019, month=rng.randint(1, 9)) if column != "effective_on" else day
            field = {"effective_on": "on", "insured_to": "end", "insured_from": "start"}[column]
            line.truth = replace(line.truth, **{field: last(day)})
            table.set(line, column, write(day))

    return damage


def _this_month(write: Callable[[dt.date], str]) -> Damage:
    """The month of the delivery is not over: it counts from the day of the delivery."""

    def damage(table: Grid, rng: random.Random) -> None:
        for line in table.data[:2]:
            assert line.truth is not None
            line.truth = replace(line.truth, on=AS_OF)
            table.set(line, "effective_on", write(AS_OF))

    return damage


def _figure(yuan: float) -> Cell:
    return Cell(f'<c r="{{r}}"><v>{yuan!r}</v></c>')


def _computed(
    compute: Callable[[float], float], write: Callable[[float], Any] = _figure, total: bool = False
) -> Damage:
    """Amounts as a formula leaves them in a cell; the total is right."""

    def damage(table: Grid, rng: random.Random) -> None:
        for line in table.data:
            assert line.truth is not None
            fen = rng.randint(1, 99_999)
            line.truth = replace(line.truth, fen=fen)
            table.set(line, "amount_fen", write(compute(fen / 100)))
        table.lines[-1].cells = control([line.truth for line in table.data if line.truth])
        if total:
            at = table.form.at("amount_fen")
            table.lines[-1].cells[at] = _figure(_noise(float(table.lines[-1].cells[at])))

    return damage


def _noise(yuan: float) -> float:
    """The same amount in binary, a few of the last bits off."""
    return yuan * (1 + 3e-16)


def old_names(table: Grid, rng: random.Random) -> None:
    """Each name with a character of the old edition; the new edition's is loaded."""
    for line in table.data:
        assert line.truth is not None
        written = line.truth.name[:2] + rng.choice(OLD_EDITION)
        line.truth = replace(line.truth, name=one_code(written))
        line.cells[table.form.at("name")] = written


def _new_names(table: Grid, rng: random.Random) -> None:
    old_names(table, rng)
    for line in table.data:
        line.cells[table.form.at("name")] = line.truth.name if line.truth else ""


def _four_bytes(form: Form) -> Make:
    """A csv of a program that knows the new edition only by its four-byte codes."""

    def make(rng: random.Random) -> Made:
        table = grids.table(form, rng)
        _new_names(table, rng)
        return made(table, csv_bytes(table, encoding="gb18030"))

    return make


def _vertical_signs(rng: random.Random) -> Made:
    """A unit in signs that the editions write differently: labels are looked up after folding, too."""
    table = grids.table(CIVIL, rng)
    for line in table.data:
        at = table.form.at("category")
        line.cells[at] = f"{line.cells[at]}\ue794"
    words = {f"{word}\ufe17": category for word, category in CIVIL.source.categories.items()}
    form = replace(CIVIL, source=replace(CIVIL.source, categories=words))
    one = made(table, book(table.rows()).data())
    return replace(one, form=form)


KINDS: tuple[Kind, ...] = (
    kind(
        170,
        "days as offices write them: 9月1号, 上午, 2019、9、1",
        "N",
        ("号", in_xlsx(CIVIL, days(lambda d: f"{d.year}年{d.month}月{d.day}号")), loads()),
        ("in Chinese numerals", in_csv(POOR, days(lambda d: chinese(d).replace("日", "号"))), loads()),
        ("forenoon", in_csv(POOR, days(lambda d: f"{d.year}年{d.month}月{d.day}日上午")), loads()),
        ("afternoon with a time", in_xls(CIVIL, days(lambda d: f"{d} 下午3:30")), loads()),
        (
            "hours and minutes",
            in_csv(TAX, days(lambda d: f"{d.year}年{d.month}月{d.day}日9时30分", "received_on", "received")),
            loads(),
        ),
        (
            "Chinese commas",
            in_csv(EMPLOYEE, days(lambda d: f"{d.year}、{d.month}、{d.day}", "insured_from", "start")),
            loads(),
        ),
        ("Chinese stops", in_xlsx(DISABLED, days(lambda d: f"{d.year}。{d.month}。{d.day}")), loads()),
        ("a stop at the end", in_csv(EDUCATION, days(lambda d: f"{d.year}.{d.month}.{d.day}.")), loads()),
    ),
    kind(
        171,
        "a month where a day is due: 2019.9, 2019-09, 201909, 2019年9月",
        "W",
        ("point", in_xlsx(CIVIL, months(lambda d: f"{d.year}.{d.month}")), warns("date_period")),
        ("hyphen", in_csv(POOR, months(lambda d: f"{d:%Y-%m}")), warns("date_period")),
        ("slash", in_csv(EDUCATION, months(lambda d: f"{d.year}/{d.month}")), warns("date_period")),
        ("six digits", in_csv(POOR, months(lambda d: f"{d:%Y%m}")), warns("date_period")),
        ("six digits in numeric cells", in_xlsx(CIVIL, months(lambda d: int(f"{d:%Y%m}"))), warns("date_period")),
        ("in words", in_xls(CIVIL, months(lambda d: f"{d.year}年{d.month}月份")), warns("date_period")),
        ("the end of the month", in_csv(POOR, months(lambda d: f"{d.year}年{d.month}月底")), warns("date_period")),
        (
            "the end of insurance",
            in_csv(EMPLOYEE, months(lambda d: f"{d:%Y-%m}", column="insured_to")),
            warns("date_period"),
        ),
        ("this month", in_xlsx(CIVIL, _this_month(lambda d: f"{d.year}年{d.month}月")), warns("date_period")),
        ("this year", in_csv(POOR, _this_month(lambda d: f"{d.year}年")), warns("date_period")),
        decided="the last day of the period, by which it was so for certain; the day of delivery if it is not over",
    ),
    kind(
        172,
        "a month with two meanings: 200901, 2019.1",
        "Q",
        ("or 1 September 2020", in_csv(POOR, value("effective_on", "200901")), quarantines("date_ambiguous")),
        ("or 1 September 2019", in_xlsx(CIVIL, value("effective_on", "190901", 2)), quarantines("date_ambiguous")),
        ("or October, in a numeric cell", in_xlsx(CIVIL, value("effective_on", 2019.1)), quarantines("date_ambiguous")),
        ("or October, in a csv", in_csv(EDUCATION, value("effective_on", "2018.1", 3)), quarantines("date_ambiguous")),
        ("a day without its year", in_csv(POOR, value("effective_on", "9月1号")), quarantines("date_format")),
        decided="a month where the other cells of the column show it",
    ),
    kind(
        173,
        "binary noise of a computed amount",
        "N",
        ("in every row", in_xlsx(TAX, _computed(_noise)), warns("amount_unusual", remarks=("form_differs",))),
        (
            "in an old workbook",
            in_xls(TAX, _computed(_noise, float)),
            warns("amount_unusual", remarks=("form_differs",)),
        ),
        (
            "three parts of a third",
            in_xlsx(TAX, _computed(lambda yuan: yuan / 3 * 3)),
            warns("amount_unusual", remarks=("form_differs",)),
        ),
        (
            "in the total",
            in_xlsx(TAX, _computed(_noise, total=True)),
            warns("amount_unusual", remarks=("form_differs",)),
        ),
        (
            "as text it is no amount",
            in_csv(TAX, value("amount_fen", "244.99999999999997")),
            quarantines("amount_format", remarks=("control_unverified",)),
        ),
        decided="a numeric cell has 15 significant digits, as the sender sees it; a text stays as it is: Q",
    ),
    kind(
        174,
        "characters that editions of GB 18030 encode differently",
        "N",
        ("two bytes in a csv", in_csv(POOR, old_names, encoding="gb18030"), loads()),
        ("private code points in UTF-8", in_csv(ROLL, old_names), loads()),
        ("private code points in a workbook", in_xlsx(CIVIL, old_names), loads()),
        ("new code points in a workbook", in_xlsx(CIVIL, _new_names), loads()),
        ("four bytes in a csv", _four_bytes(EMPLOYEE), loads()),
        ("in a category", _vertical_signs, loads()),
    ),
)
