"""Rows and files of people who exist nowhere; numbers are computed."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import NamedTuple

from simulation.localities import PLACES
from simulation.people.documents import fresh_number

PACK = "dongan-2020"
UNITS = [name for name, _ in PLACES[PACK].units]
FIRST_SERIAL = 500_000
HEAD = ["乡镇", "行政村", "户主姓名", "姓名", "证件号码", "人口类别", "识别时间", "是否本县户籍"]


class Row(NamedTuple):
    """One row of the list of 扶贫 as its sender writes it."""

    unit: str
    village: str
    head: str
    name: str
    number: str
    category: str
    recognised: str
    local: str


def person(at: int) -> tuple[str, str]:
    """A name and a number, the same for the same `at`."""
    return f"名{chr(0x4E00 + 3 * at)}{chr(0x5200 + at)}", fresh_number(FIRST_SERIAL + at)


def row(at: int) -> Row:
    """A sound row."""
    name, number = person(at)
    return Row(UNITS[at % len(UNITS)], "某村", name, name, number, "建档立卡贫困人口", "2019-08-01", "是")


def broken(one: Row) -> Row:
    """The same row with a wrong check digit."""
    return one._replace(number=one.number[:-1] + ("0" if one.number[-1] != "0" else "1"))


def write_poor(path: Path, rows: list[Row]) -> Path:
    with path.open("w", encoding="gb18030", newline="") as out:
        csv.writer(out).writerows([HEAD, *rows])
    return path
