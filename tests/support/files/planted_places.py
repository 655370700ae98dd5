"""Deliveries with a made-up value, unique and recognisable, in every place where a sender can write one."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path
from typing import NamedTuple

import xlsxwriter

from simulation.localities import PLACES
from simulation.people.documents import fresh_number, number_of

PACK = "dongan-2020"
FIRST_SERIAL = 900_000
UNITS = [name for name, _ in PLACES[PACK].units]
KNOWN = "建档立卡贫困人口"
Rows = list[list[str]]


class PlantedPlaces(NamedTuple):
    """The folder with deliveries.csv; file -> its planted values; the file's name -> its source.

    `announced`: values for the columns of deliveries.csv, in their order; an announcement with one is refused.
    """

    folder: Path
    by_file: dict[str, set[str]]
    sources: dict[str, str]
    announced: tuple[str, ...]

    @property
    def values(self) -> set[str]:
        """All planted values."""
        return set(self.announced).union(*self.by_file.values())

    @property
    def delivered(self) -> set[str]:
        """Values in the files that were taken in, and in their names."""
        return set().union(*self.by_file.values())

    @property
    def person(self) -> str:
        """Name of one person in the files."""
        return min(value for value in self.delivered if value.startswith("漏查"))

    def of_source(self, source: str) -> set[str]:
        """Values in the files of one source."""
        return set().union(*(values for name, values in self.by_file.items() if self.sources[name] == source))


class _Planter:
    """Makes values and writes files; every value is noted under the file in which it stands."""

    def __init__(self, folder: Path, persons: int) -> None:
        self.folder, self.persons = folder, persons
        self.by_file: dict[str, set[str]] = {}
        self.sources: dict[str, str] = {}
        self.people = [
            [f"漏查{chr(0x4E00 + at // 700)}{chr(0x5200 + at % 700)}", fresh_number(FIRST_SERIAL + at)]
            for at in range(persons)
        ]
        self._made = {value for person in self.people for value in person}
        self._lines: Rows = []
        self._count = 0

    def word(self, kind: str) -> str:
        """A new word, such as 藏街00012; of the kind 电话, a telephone number that nobody can have."""
        self._count += 1
        return self.note(f"120{self._count:08d}" if kind == "电话" else f"{kind}{self._count:05d}")

    def note(self, value: str) -> str:
        """Count a value as planted, and return it."""
        self._made.add(value)
        return value

    def write(self, source: str, head: list[str], rows: Rows, mode: str, cut_off: str, ending: str = "xlsx") -> None:
        """Write a file whose name, sheet, document properties and comment are planted as well."""
        name = f"{self.word('藏件')}.{ending}"
        texts = [name.partition(".")[0], *(cell for row in (head, *rows) for cell in row)]
        if ending == "xlsx":
            sheet, author, title, comment = (self.word(kind) for kind in ("藏页", "藏者", "藏题", "藏注"))
            texts += [sheet, author, title, comment]
            with xlsxwriter.Workbook(self.folder / name) as book:
                book.set_properties({"author": author, "title": title})
                page = book.add_worksheet(sheet)
                for at, row in enumerate([head, *rows]):
                    page.write_row(at, 0, row)
                page.write_comment(0, 0, comment)
        else:
            with (self.folder / name).open("w", encoding="gb18030", newline="") as out:
                csv.writer(out).writerows([head, *rows])
        cells = {part for text in texts for part in text.split("、")}
        self.by_file[name] = {value for value in self._made if value in cells or f"G{value}" in cells}
        self.sources[name] = source
        period = cut_off if mode == "feed" else cut_off[:7]
        self._lines.append([name, source, period, mode, cut_off, "1", "2019-12-05"])

    def announce(self) -> None:
        head = ["file", "source", "period", "list_mode", "cut_off_on", "version", "delivered_on"]
        with (self.folder / "deliveries.csv").open("w", encoding="utf-8", newline="") as out:
            csv.writer(out).writerows([head, *self._lines])


def plant_places(folder: Path, persons: int) -> PlantedPlaces:
    """Write deliveries about `persons` people, with about seven values for each person."""
    make = _Planter(folder, persons)
    _roll(make)
    _lists(make)
    _feeds(make)
    jobs = [
        [*make.people[at], make.word("藏区") if at % 7 == 0 else "永州市", "2019-01-01", ""]
        for at in range(persons - 50, persons)
    ]
    make.write("employee", ["姓名", "证件号码", "统筹区", "参保开始日期", "参保终止日期"], jobs, "full", "2019-12-01")
    _further_lists(make)
    _targets(make)
    make.announce()
    announced = (make.word("藏件"), make.word("藏源"), make.word("藏期"), *(make.word("藏告") for _ in range(4)))
    return PlantedPlaces(folder, make.by_file, make.sources, announced)


def _unit(at: int) -> str:
    return UNITS[at % len(UNITS)]


def _roll(make: _Planter) -> None:
    head = [
        "姓名",
        "证件号码",
        "出生日期",
        "性别",
        "乡镇",
        "村居",
        "户号",
        "是否本县户籍",
        "上年是否参保",
        "联系电话",
        "家庭住址",
    ]
    rows = [
        [
            *(*make.people[at], "", "", _unit(at), make.word("藏村"), make.word("藏户"), "是", "是"),
            *(make.word("电话"), make.word("藏街")),
        ]
        for at in range(make.persons)
    ]
    for at in range(0, make.persons, 3):  # a birth date beside the number: neither may lead to the other
        born = make.people[at][1][6:14]
        rows[at][2] = f"{born[:4]}-{born[4:6]}-{born[6:]}"
    for at in range(0, make.persons, 17):  # rows with a fault: quarantined
        rows[at][4] = make.word("藏镇")
    for at in range(2, make.persons, 13):  # a name in the cell of the village, and one in that of the household
        rows[at][5], rows[at][6] = make.people[at - 1][0], make.people[at][0]
    for at in range(5, make.persons, 23):
        rows[at][7] = make.word("藏是")
    for at in range(5):  # the same name and birth date under another number; and another number's name
        twin, (name, number) = rows[at + 1], make.people[at]
        born = dt.date.fromisoformat(f"{number[6:10]}-{number[10:12]}-{number[12:14]}")
        rows.append(
            [name, make.note(number_of(born, 990 + at)), "", "", *twin[4:9], make.word("电话"), make.word("藏街")]
        )
        rows[-1][6] = rows[at][6]
    make.write("roll", head, rows, "full", "2019-08-10")


def _lists(make: _Planter) -> None:
    head = ["乡镇", "行政村", "户主姓名", "姓名", "证件号码", "人口类别", "识别时间", "是否本县户籍", "备注"]

    def poor(at: int, category: str) -> list[str]:
        name, number = make.people[at]
        return [_unit(at), make.word("藏村"), name, name, number, category, "2019-08-01", "是", make.word("藏闲")]

    half = make.persons // 4
    listed = [poor(at, KNOWN) for at in range(half)]
    for at in range(3, half, 9):  # a word that the pack does not know, or a name typed into the cell of the category
        listed[at][5] = make.word("藏类") if at % 2 else make.people[at][0]
    make.write("poverty_relief", head, listed, "full", "2019-08-25", "csv")
    make.write("poverty_relief", head, [poor(at, make.word("藏类")) for at in range(40)], "full", "2019-09-25")
    unknown_form = [make.word("藏头") for _ in range(6)]
    make.write("civil_affairs", unknown_form, [[make.word("藏格")] * 6], "full", "2019-09-25")
    head = ["姓名", "身份证号码", "人员类别", "所属乡镇", "认定日期", make.word("藏头")]
    civil = [
        [*make.people[at], "低保对象", _unit(at), "2019-01-05", make.word("藏闲")] for at in range(half, half + 60)
    ]
    civil[7][4] = make.word("藏日")
    make.write("civil_affairs", head, civil, "full", "2019-10-25")
    grown = [[*make.people[at], "低保对象", _unit(at), "2019-11-05", make.word("藏闲")] for at in range(20, 140)]
    make.write("civil_affairs", head, grown, "full", "2019-12-01")  # held, because it has grown


def _feeds(make: _Planter) -> None:
    head = ["凭证号", "姓名", "证件号码", "缴费年度", "缴费金额(元)", "缴费日期", "入库日期", "缴费渠道", "乡镇"]
    half, third = make.persons // 2, make.persons // 3
    unpaid = range(third, third + 40, 3)  # missing, and a township has answered about them
    for first, day in ((0, "2019-10-08"), (half, "2019-10-09")):
        paid = [
            [make.word("藏票"), *make.people[at], "2020", "250.00", day, day, "微信", _unit(at)]
            for at in range(first, first + half)
            if at not in unpaid
        ]
        for at in range(0, len(paid), 19):
            paid[at][7] = make.word("藏道")
        for at in range(1, len(paid), 29):
            paid[at][4] = make.word("藏额")
        total = sum(float(row[4]) for row in paid if row[4][0].isdigit())
        rows = [*paid, ["合计", f"{len(paid)}笔", "", "", f"{total:.2f}", "", "", "", ""]]
        make.write("tax", head, rows, "feed", day, "csv")


def _further_lists(make: _Planter) -> None:
    """Lists with a column of their own that takes any text: grade, school, number of a student, batch of a claim."""
    third = make.persons // 3
    head = ["姓名", "公民身份号码", "残疾类别", "残疾等级", "户籍乡镇", "发证日期"]
    disabled = [[*make.people[at], make.word("藏残"), "1", _unit(at), "2019-01-05"] for at in range(third, third + 40)]
    for at in range(3, 40, 9):
        disabled[at - 1][0] = make.people[at][0]
        disabled[at][3] = make.word("藏级")
    make.write("disabled_federation", head, disabled, "full", "2019-08-26")
    head = ["学校名称", "学生姓名", "身份证件号", "学籍号", "乡镇", "入学日期"]
    pupils = [
        [make.word("藏校"), *make.people[at], make.word("藏籍"), _unit(at), "2019-09-01"]
        for at in range(third + 40, third + 80)
    ]
    for at in range(0, 40, 5):
        pupils[at][3] = f"G{pupils[at][2]}"
    make.write("education", head, pupils, "full", "2019-09-27", "csv")
    head = ["镇（街）", "姓名", "身份证号码", "人员编号", "代缴类别", "代缴金额", "个人缴费金额", "请款批次"]
    claims = [
        [_unit(at), *make.people[at], make.word("藏编"), "特困人员", "250", "0", "第一批"]
        for at in range(third, third + 60)
    ]
    for at in range(0, 60, 4):  # a batch of its own, a name in the cell of the batch, a category of its own
        claims[at][7], claims[at + 1][7], claims[at + 2][4] = make.word("藏批"), make.people[at][0], make.word("藏类")
    make.write("fund_claim", head, claims, "full", "2019-12-02")
    head = ["乡镇", "姓名", "证件号码", "未参保原因", "备注"]
    answers = [[_unit(at), *make.people[at], "失联", make.word("藏注")] for at in range(third, third + 40)]
    for at in range(0, 40, 6):  # a reason of its own, and a name in the cell of the reason
        answers[at][3], answers[at + 1][3] = make.word("藏因"), make.people[at][0]
    make.write("uninsured_reason", head, answers, "change", "2019-12-02")
    head = ["序号", "姓名", "身份证号码", "死亡时间", "镇街", "备注"]
    dead = [[str(at), *make.people[at], "2019-10-20", _unit(at), make.word("藏死")] for at in range(10, 20)]
    make.write("civil_affairs", head, dead, "change", "2019-11-25", "csv")


def _targets(make: _Planter) -> None:
    rows = [[name, "参保任务数", "1000", "正式", make.word("藏源")] for name in UNITS]
    rows += [[UNITS[0], make.word("藏标"), "1000", "正式", make.people[0][0]]]
    make.write("targets", ["单位", "指标", "人数", "状态", "来源"], rows, "full", "2019-09-01")
