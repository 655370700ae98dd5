"""A veterans' bureau that sends what it has: titles, headers and words of its own, dates with points, a total row."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path
from typing import NamedTuple

import openpyxl

from pipeline.landing import deliver as landing
from pipeline.runtime.settings import REPOSITORY, Settings
from simulation.localities import PLACES
from simulation.people.documents import fresh_number

PACK = "kaijiang-2020"
SOURCE = "veterans"
LAYOUT = Path("layouts") / "veterans.yaml"
UNITS = [name for name, _ in PLACES[PACK].units]
CUT_OFF, DELIVERED, DAY = dt.date(2019, 8, 25), dt.date(2019, 8, 30), dt.date(2019, 8, 31)
HEAD = [
    "编号",
    "对象姓名",
    "身份证件号码",
    "优待抚恤类别",
    "户口所在乡镇（街道）",
    "批准享受日期",
    "户籍是否在本县",
    "联系电话",
]
WORDS = ["在乡复员军人", "带病回乡退伍军人", "烈属", "伤残军人"]
HEADER_ROW, FIRST_ROW = 4, 5
FIRST_SERIAL = 700_000


class Veteran(NamedTuple):
    """One row as its sender means it."""

    name: str
    number: str
    word: str
    unit: str
    since: dt.date


def veterans(count: int, first: int = 0) -> list[Veteran]:
    return [
        Veteran(
            f"兵{chr(0x4E00 + 7 * at)}",
            fresh_number(FIRST_SERIAL + at),
            WORDS[at % len(WORDS)],
            UNITS[at % 5],
            dt.date(2018, at % 12 + 1, at % 28 + 1),
        )
        for at in range(first, first + count)
    ]


def write(path: Path, people: list[Veteran]) -> Path:
    """The workbook as a clerk makes it. Dates are text such as 2018.1.5."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["开江县退役军人事务局优抚对象参保资助花名册"])
    sheet.merge_cells("A1:H1")
    sheet.append(["报送单位：开江县退役军人事务局", None, None, None, None, "截止日期：2019.8.25"])
    sheet.append([])
    sheet.append(HEAD)
    for at, one in enumerate(people, 1):
        since = f"{one.since.year}.{one.since.month}.{one.since.day}"
        sheet.append([at, one.name, one.number, one.word, one.unit, since, "是", None])
    sheet.append(["合计", f"{len(people)}人"])
    sheet.append(["填表人：某某", None, None, "审核人：某某"])
    book.properties.modified = dt.datetime(2019, 8, 26)  # noqa: DTZ001 - the format knows no zone
    book.save(path)
    return path


def policies(folder: Path) -> Path:
    """A copy of the packs and layouts, to be edited."""
    shutil.copytree(REPOSITORY / "policies", folder / "policies")
    return folder / "policies"


def describe(policies_dir: Path, old: str, new: str) -> None:
    """Edit the one data file: replace what stands in it once."""
    path = policies_dir / LAYOUT
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, old
    path.write_text(text.replace(old, new), encoding="utf-8")


HEADERS = (
    ("{headers: [姓名]}", "{headers: [姓名, 对象姓名]}"),
    ("{headers: [优抚类别, 人员类别]}", "{headers: [优抚类别, 人员类别, 优待抚恤类别]}"),
    ("{headers: [乡镇(街道)]}", "{headers: [乡镇(街道), 户口所在乡镇(街道)]}"),
    ("{headers: [认定时间, 认定日期]}", "{headers: [认定时间, 认定日期, 批准享受日期]}"),
    ("hukou_local: {required: never}", "hukou_local: {headers: [户籍是否在本县], required: never}"),
    ("ignored: [序号, 备注]", "ignored: [序号, 备注, 编号, 联系电话]"),
)
CATEGORY_WORDS = "category_words: {" + ", ".join(f"{word}: entitled_group" for word in WORDS) + "}\n"


def describe_headers(policies_dir: Path) -> None:
    for old, new in HEADERS:
        describe(policies_dir, old, new)


def describe_words(policies_dir: Path) -> None:
    with (policies_dir / LAYOUT).open("a", encoding="utf-8") as out:
        out.write(CATEGORY_WORDS)


def hand_in(settings: Settings, file: Path, version: int = 1) -> landing.Landed:
    one = landing.Announcement(file, SOURCE, "2019-08", "full", CUT_OFF, DELIVERED, version)
    return landing.deliver(settings, PACK, [one])[0]


def hand_in_other(settings: Settings, folder: Path) -> str:
    """Another department's list in its own, described form; returns the delivery's id."""
    head = "姓名,身份证号码,人员类别,所属乡镇,认定日期"
    lines = [f"民{one.name[1]},{one.number},低保对象,{one.unit},{one.since}" for one in veterans(5, first=40)]
    file = folder / "低保名单.csv"
    file.write_text("\n".join([head, *lines, ""]), encoding="utf-8-sig")
    one = landing.Announcement(file, "civil_affairs", "2019-08", "full", CUT_OFF, DELIVERED)
    return landing.deliver(settings, PACK, [one])[0].delivery_id
