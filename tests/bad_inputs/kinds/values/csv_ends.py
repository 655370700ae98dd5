"""Ends of csv files: marks of DOS, lines of database clients. Kinds 240 and 241."""

from __future__ import annotations

from tests.bad_inputs.files.forms import EMPLOYEE, POOR, ROLL, TAX, Form
from tests.bad_inputs.files.make import in_csv
from tests.bad_inputs.kinds.model import Kind, Make, kind, loads


def _with(*lines: str, form: Form = ROLL, count: int = 6) -> Make:
    return in_csv(form, count=count, lines=lambda rows: [*rows, *lines])


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
)
