"""Files in which every name, number and receipt is recognisable, and some rows break a key or a type."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import NamedTuple

from simulation.localities import PLACES
from simulation.people.documents import fresh_number

PERSONS = 500
FIRST_SERIAL = 700_000


class Planted(NamedTuple):
    """The folder with deliveries.csv, and the values that may be found nowhere."""

    folder: Path
    values: list[str]
    persons: list[str]


def plant(folder: Path, pack_code: str) -> Planted:
    """A roll, a list, two feeds and an employee list of people who exist nowhere else."""
    units = [name for name, _ in PLACES[pack_code].units]
    people = [(f"漏查{chr(0x4E00 + n)}{chr(0x5200 + n)}", fresh_number(FIRST_SERIAL + n)) for n in range(PERSONS)]
    roll = [
        [name, number, "", "", units[n % len(units)], "某村", f"户{n:05d}密", "是", "是"]
        for n, (name, number) in enumerate(people)
    ]
    roll += [
        [name, number[:-1] + ("0" if number[-1] != "0" else "1"), "", "", "无此镇", "", "", "是", "是"]
        for name, number in people[:20]
    ]
    _csv(
        folder / "roll.csv",
        ["姓名", "证件号码", "出生日期", "性别", "乡镇", "村居", "户号", "是否本县户籍", "上年是否参保"],
        roll,
        "utf-8",
    )

    poor = [
        [units[n % len(units)], "某村", name, name, number, "建档立卡贫困人口", "2019-08-01", "是"]
        for n, (name, number) in enumerate(people[:60])
    ]
    poor += [[units[0], "某村", people[70][0], people[70][0], people[70][1], "泄密类别", "01/02/2019", "是"]]
    head = ["乡镇", "行政村", "户主姓名", "姓名", "证件号码", "人口类别", "识别时间", "是否本县户籍"]
    _csv(folder / "poor.csv", head, poor, "gb18030")

    for day, start in (("2019-10-08", 0), ("2019-10-09", 200)):
        rows = [
            _payment(f"机密票{n:06d}", people[n], "250.00", day, units[n % len(units)])
            for n in range(start, start + 220)
        ]
        rows += [
            _payment(f"机密票{start:06d}", people[start + 1], "120.00", day, units[0])
        ]  # breaks the receipt's uniqueness
        rows += [_payment(f"错类型{start:06d}", people[start + 2], "二百五", day, units[0])]  # breaks the type
        _tax(folder / f"tax{start}.csv", rows)
    jobs = [[name, number, "永州市", "2019-01-01", ""] for name, number in people[450:]]
    _csv(folder / "jobs.csv", ["姓名", "证件号码", "统筹区", "参保开始日期", "参保终止日期"], jobs, "utf-8")
    _manifest(folder)
    persons = [value for pair in people for value in pair]
    return Planted(folder, persons + [f"机密票{n:06d}" for n in range(420)], persons)


def _payment(receipt: str, person: tuple[str, str], yuan: str, day: str, unit: str) -> list[str]:
    return [receipt, *person, "2020", yuan, day, day, "微信", unit]


def _csv(path: Path, head: list[str], rows: list[list[str]], encoding: str) -> None:
    with path.open("w", encoding=encoding, newline="") as out:
        csv.writer(out).writerows([head, *rows])


def _tax(path: Path, rows: list[list[str]]) -> None:
    head = ["凭证号", "姓名", "证件号码", "缴费年度", "缴费金额(元)", "缴费日期", "入库日期", "缴费渠道", "乡镇"]
    total = sum(float(r[4]) for r in rows if r[4][0].isdigit())
    _csv(path, head, [*rows, ["合计", f"{len(rows)}笔", "", "", f"{total:.2f}", "", "", "", ""]], "gb18030")


def _manifest(folder: Path) -> None:
    rows = [
        ["roll.csv", "roll", "2019", "full", "2019-08-10", "1", "2019-08-12"],
        ["poor.csv", "poverty_relief", "2019-08", "full", "2019-08-25", "1", "2019-08-31"],
        ["tax0.csv", "tax", "2019-10-08", "feed", "2019-10-08", "1", "2019-10-09"],
        ["tax200.csv", "tax", "2019-10-09", "feed", "2019-10-09", "1", "2019-10-10"],
        ["jobs.csv", "employee", "2019-12", "full", "2019-12-01", "1", "2019-12-05"],
    ]
    head = ["file", "source", "period", "list_mode", "cut_off_on", "version", "delivered_on"]
    _csv(folder / "deliveries.csv", head, rows, "utf-8")
