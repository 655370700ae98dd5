"""A small list with every kind of damage that a row can have, its clean form, and hands that edit a workbook."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import psycopg

from pipeline.feedback import run as feedback
from pipeline.landing import deliver as landing
from pipeline.runtime.settings import Settings
from tests.support.files.poverty_list import PACK, UNITS, Row, broken, person, row, write_poor
from tests.support.stores import feedback_folder

TAX_HEAD = ["凭证号", "姓名", "证件号码", "缴费年度", "缴费金额(元)", "缴费日期", "入库日期", "缴费渠道", "乡镇"]

DAY = dt.date(2019, 9, 1)
NOW = dt.datetime(2019, 9, 2, 9, 30, tzinfo=dt.timezone(dt.timedelta(hours=8)))
CLEAN = [row(n) for n in range(12)]
# position -> what is wrong with it; everything that a row of this list can be quarantined for
DAMAGE: dict[int, Callable[[Row], Row]] = {
    1: broken,
    3: lambda one: one._replace(unit="无此镇"),
    4: lambda one: one._replace(recognised="2019-13-40"),
    6: lambda one: one._replace(name=""),
    8: lambda one: one._replace(number=one.number[:-2]),
    10: lambda one: one._replace(category=""),
}
DAMAGED = [DAMAGE[n](one) if n in DAMAGE else one for n, one in enumerate(CLEAN)]
HEAD_ROW = 2
COLUMN_OF = {"unit": "乡镇", "name": "姓名", "number": "证件号码", "category": "人口类别", "recognised": "识别时间"}


def announce(file: Path, version: int, source: str = "poverty_relief", **more: Any) -> landing.Announcement:
    said: dict[str, Any] = {
        "file": file, "source": source, "period": "2019-08", "list_mode": "full", "cut_off_on": dt.date(2019, 8, 25),
        "delivered_on": dt.date(2019, 8, 31), "version": version,
    }  # fmt: skip
    return landing.Announcement(**said | more)


def hand_in(settings: Settings, file: Path, version: int = 1, **more: Any) -> str:
    return landing.deliver(settings, PACK, [announce(file, version, **more)])[0].delivery_id


def deliver_rows(settings: Settings, folder: Path, rows: list[Row], version: int = 1, **more: Any) -> str:
    name = f"poor-{version}-{len(rows)}-{abs(hash(tuple(rows))) % 9973}.csv"
    return hand_in(settings, write_poor(folder / name, rows), version, **more)


def file_of(settings: Settings, delivery_id: str, day: dt.date = DAY) -> Path:
    """The workbook of one delivery, made (again)."""
    (made,) = feedback.run(settings, PACK, day, [delivery_id], clock=lambda: NOW)
    return feedback_folder(settings, PACK) / made.file_name


def book_of(file: Path) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(file.read_bytes()))


def place_of(sheet: Any, key: str, heading: str) -> tuple[int, int]:
    """Row and column of a cell, by the original's row number and the heading."""
    columns = {sheet.cell(HEAD_ROW, at).value: at for at in range(1, sheet.max_column + 1)}
    keys = {str(sheet.cell(at, 1).value): at for at in range(HEAD_ROW + 1, sheet.max_row + 1)}
    return keys[key], columns[heading]


def mend(book: openpyxl.Workbook, position: int) -> None:
    """Put right what DAMAGE did to the row at that position of the list (row 2 of the file is position 0)."""
    sheet = book["逐行结果"]
    for name, heading in COLUMN_OF.items():
        good, bad = getattr(CLEAN[position], name), getattr(DAMAGED[position], name)
        if good != bad:
            at, column = place_of(sheet, str(position + 2), heading)
            sheet.cell(at, column).value = good


def saved(book: openpyxl.Workbook, path: Path) -> Path:
    book.save(path)
    return path


def query(settings: Settings, text: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(settings.warehouse_url("owner")) as conn:
        return conn.execute(text).fetchall()  # type: ignore[arg-type]


def receipt(at: int, amount: str = "250.00") -> list[str]:
    return [f"票{at:05d}", *person(at), "2020", amount, "2019-10-08", "2019-10-08", "微信", UNITS[at % len(UNITS)]]
