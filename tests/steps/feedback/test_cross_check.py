"""数据比对: each thing that the cross-check can say of a person is said of the right rows, and of no others.

What is said within one place stands in tests/steps/feedback/test_content.py; here two places share a warehouse.
"""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from pipeline.assess import run as assess
from pipeline.feedback import run as feedback
from pipeline.feedback.cross_check import WORDS
from pipeline.holds import decide
from pipeline.intake import run as intake
from pipeline.landing import deliver as landing
from pipeline.runtime.settings import Settings
from simulation.localities import PLACES
from tests.support.files.poverty_list import PACK, broken, person, row, write_poor
from tests.support.stores import feedback_folder

OTHER = "kaijiang-2020"
THERE = [name for name, _ in PLACES[OTHER].units]
KINDS = ("roll", "special_list", "employee", "tax_feed")
DAY = dt.date(2019, 12, 31)
NOW = dt.datetime(2020, 1, 1, 9, 0, tzinfo=dt.timezone(dt.timedelta(hours=8)))
ROLL = ["姓名", "证件号码", "出生日期", "性别", "乡镇", "村居", "户号", "是否本县户籍", "上年是否参保"]
TAX = ["凭证号", "姓名", "证件号码", "缴费年度", "缴费金额(元)", "缴费日期", "入库日期", "缴费渠道", "乡镇"]
PAID_THERE, LIVES_THERE, LIVES_HERE, UNKNOWN, REMOVED = range(60, 65)


def on_roll(unit: str, *people: int) -> list[list[str]]:
    return [[*person(at), "", "", unit, "某村", f"户{at}", "是", "是"] for at in people]


def hand_in(settings: Settings, pack: str, file: Path, source: str, cut_off: dt.date, **more: str) -> str:
    mode, period = more.get("mode", "full"), more.get("period", str(cut_off))
    one = landing.Announcement(file, source, period, mode, cut_off, dt.date(2019, 12, 30))
    return landing.deliver(settings, pack, [one])[0].delivery_id


def written(path: Path, lines: list[list[str]], encoding: str = "utf-8") -> Path:
    with path.open("w", encoding=encoding, newline="") as out:
        csv.writer(out).writerows(lines)
    return path


@pytest.fixture(scope="module")
def found(make_warehouse: Callable[..., Settings], tmp_path_factory: pytest.TempPathFactory) -> set[tuple[str, ...]]:
    """(person, finding, detail) of a list of five, one of whom has paid and one of whom lives in another place."""
    settings, folder = make_warehouse(), tmp_path_factory.mktemp("files")
    paid = ["R1", *person(PAID_THERE), "2020", "250.00", "2019-10-08", "2019-10-09", "微信", THERE[0]]
    total = ["合计", "1笔", "", "", "250.00", "", "", "", ""]
    there = on_roll(THERE[0], PAID_THERE, LIVES_THERE)
    hand_in(settings, OTHER, written(folder / "there.csv", [ROLL, *there]), "roll", dt.date(2019, 8, 31))
    money = written(folder / "paid.csv", [TAX, paid, total], "gb18030")
    hand_in(settings, OTHER, money, "tax", dt.date(2019, 10, 9), mode="feed")
    intake.run(settings, OTHER, KINDS, DAY, clock=lambda: NOW)
    assess.run(settings, OTHER, DAY)
    for day, people in (("2019-06-30", (LIVES_HERE, REMOVED)), ("2019-08-31", (LIVES_HERE,))):
        here = [ROLL, *on_roll(row(LIVES_HERE).unit, *people)]
        hand_in(settings, PACK, written(folder / f"here {day}.csv", here), "roll", dt.date.fromisoformat(day))
    people = (PAID_THERE, LIVES_THERE, LIVES_HERE, UNKNOWN, REMOVED)
    listed = write_poor(folder / "poor.csv", [row(at) for at in people])
    wanted = hand_in(settings, PACK, listed, "poverty_relief", dt.date(2019, 9, 30))
    report = intake.run(settings, PACK, KINDS, DAY, clock=lambda: NOW)
    assert (report.committed, report.held, report.rejected) == (3, 0, 0)
    (made,) = feedback.run(settings, PACK, DAY, [wanted], clock=lambda: NOW)
    book = openpyxl.load_workbook(feedback_folder(settings, PACK) / made.file_name)
    lines = [
        tuple(str(cell or "") for cell in line) for line in book["比对结果"].iter_rows(min_row=3, values_only=True)
    ]
    funded = {str(line[1]) for line in book["去重名单"].iter_rows(min_row=3, values_only=True)}
    assert funded == {person(at)[0] for at in people if at != PAID_THERE}
    return {(line[1], line[3], " ".join(line[4:])) for line in lines}


@pytest.mark.parametrize(
    ("at", "finding", "detail"),
    [
        (PAID_THERE, "enrolled_elsewhere", "开江县"),
        (PAID_THERE, "other_place", "开江县"),
        (LIVES_THERE, "other_place", "开江县"),
        (UNKNOWN, "not_on_roll", ""),
        (REMOVED, "removed_from_roll", ""),
    ],
)
def test_it_is_said_of_this_person(found: set[tuple[str, ...]], at: int, finding: str, detail: str) -> None:
    said = [told for name, text, told in found if name == person(at)[0] and text == WORDS[finding][0]]
    assert len(said) == 1 and detail in said[0]


def test_nothing_else_is_said(found: set[tuple[str, ...]]) -> None:
    assert len(found) == 5
    assert person(LIVES_HERE)[0] not in {name for name, _, _ in found}


def test_a_held_list_learns_nothing_of_its_persons(settings: Settings, tmp_path: Path) -> None:
    """Half of the list is broken, so it may be made up: findings about its persons come with the release."""
    roll = written(tmp_path / "roll.csv", [ROLL, *on_roll(row(LIVES_HERE).unit, LIVES_HERE)])
    hand_in(settings, PACK, roll, "roll", dt.date(2019, 8, 31))
    listed = write_poor(tmp_path / "poor.csv", [row(UNKNOWN), *(broken(row(at)) for at in range(70, 75))])
    wanted = hand_in(settings, PACK, listed, "poverty_relief", dt.date(2019, 9, 30))
    report = intake.run(settings, PACK, KINDS, DAY, clock=lambda: NOW)
    assert (report.committed, report.held) == (1, 1)
    assert "比对结果" not in _sheets(settings, wanted)
    shown = decide.show(settings, PACK, wanted)
    decide.decide(settings, PACK, wanted, "accept", "王科长", "核实", shown.sha256, DAY, clock=lambda: NOW)
    assert "比对结果" in _sheets(settings, wanted)


def _sheets(settings: Settings, delivery: str) -> list[str]:
    (made,) = feedback.run(settings, PACK, DAY, [delivery], clock=lambda: NOW)
    return list(openpyxl.load_workbook(feedback_folder(settings, PACK) / made.file_name).sheetnames)
