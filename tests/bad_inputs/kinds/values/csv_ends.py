"""Csv files: ends with marks of DOS or lines of clients, remarks of several lines. Kinds 240 to 242."""

from __future__ import annotations

import random

from tests.bad_inputs.files.forms import EDUCATION, EMPLOYEE, POOR, ROLL, TAX, Form
from tests.bad_inputs.files.grid import Grid
from tests.bad_inputs.files.make import Damage, in_csv
from tests.bad_inputs.kinds.model import Kind, Make, kind, loads


def _with(*lines: str, form: Form = ROLL, count: int = 6) -> Make:
    return in_csv(form, count=count, lines=lambda rows: [*rows, *lines])


def _column(at: int, text: str) -> Damage:
    """A text of several lines in an unread column of one row."""

    def damage(table: Grid, rng: random.Random) -> None:
        table.data[-1].cells[at] = text

    return damage


KINDS: tuple[Kind, ...] = (
    kind(
        240,
        "a csv that ends with the mark of DOS (0x1A)",
        "N",
        ("alone", in_csv(ROLL, finish=lambda data: data + b"\x1a"), loads()),
        ("on a line of its own", in_csv(POOR, finish=lambda data: data + b"\x1a\r\n"), loads()),
        ("several", in_csv(TAX, finish=lambda data: data + b"\x1a" * 90), loads()),
        ("behind the last row", in_csv(EMPLOYEE, finish=lambda data: data.rstrip() + b"\x1a\r\n\r\n"), loads()),
        ("with zeros behind it", in_csv(ROLL, finish=lambda data: data + b"\x1a\0\0\0"), loads()),
    ),
    kind(
        241,
        "lines of a database client below the rows",
        "N+W",
        ("sqlcmd", _with("", "(6 rows affected)"), loads("client_lines")),
        ("sqlcmd in Chinese", _with("", "(6 行受影响)", "", "完成时间: 2019-12-01T10:00:00"), loads("client_lines")),
        ("SQL*Plus", _with("", "6 rows selected.", "", "SQL> spool off", form=EMPLOYEE), loads("client_lines")),
        ("SQL*Plus in Chinese", _with("已选择6行。", form=POOR), loads("client_lines")),
        ("mysql", _with("6 rows in set (0.01 sec)"), loads("client_lines")),
        ("the control row counts, too", _with("(7 rows affected)", form=TAX), loads("client_lines")),
        ("with delimiters", _with("6 rows selected.,,,,,,,,"), loads("client_lines")),
        ("another count", _with("(9 rows affected)"), loads("client_lines", "total_differs")),
        decided="cut; a count that is not the number of rows is a remark",
    ),
    kind(
        242,
        "a quoted remark of several lines with commas",
        "N",
        ("of a householder", in_csv(POOR, _column(2, "户主,迁入,\n原住,东村,二组,三组,四组,\n五组")), loads()),
        ("in the last row", in_csv(EDUCATION, _column(0, "第一小学,分校,\n甲,乙,丙,丁,戊")), loads()),
        ("with quotes inside", in_csv(EDUCATION, _column(0, '第一小学,"东",\n甲,乙,丙,丁,戊')), loads()),
    ),
)
