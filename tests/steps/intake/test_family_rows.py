"""A department whose form names a family in each row: loaded, told and mended person by person."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from pipeline.assess import run as assess
from pipeline.feedback import run as feedback
from pipeline.holds import decide
from pipeline.intake import run as intake
from pipeline.landing import deliver as landing
from pipeline.runtime.settings import Settings
from tests.steps.intake.test_new_source import NOW, facts, rows, take_in
from tests.support.files import new_department as bureau
from tests.support.files.damaged_list import HEAD_ROW, place_of, saved
from tests.support.stores import feedback_folder

HEAD = ["户主姓名", "户主身份证号", "配偶姓名", "配偶身份证号", "优抚类别", "乡镇（街道）", "认定日期", "是否本县户籍"]
FORM = """\
further_persons:
  - {name: [配偶姓名], document_number: [配偶身份证号]}
"""
PEOPLE = bureau.veterans(7)
WRONG = 3  # a spouse whose number lost its last digit


@pytest.fixture()
def undescribed(make_warehouse: Callable[..., Settings], tmp_path: Path) -> Settings:
    return make_warehouse(bureau.policies(tmp_path))


@pytest.fixture()
def place(undescribed: Settings) -> Settings:
    describe(undescribed)
    return undescribed


def describe(settings: Settings) -> None:
    policies = settings.policies_dir
    bureau.describe(policies, "name: {headers: [姓名]}", "name: {headers: [姓名, 户主姓名]}")
    bureau.describe(
        policies, "document_number: {headers: [身份证号]}", "document_number: {headers: [身份证号, 户主身份证号]}"
    )
    with (policies / bureau.LAYOUT).open("a", encoding="utf-8") as out:
        out.write(FORM)


def write(path: Path, wrong: int | None) -> Path:
    """Two persons a row, and a last row with one."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(HEAD)
    for at in range(0, len(PEOPLE), 2):
        pair = PEOPLE[at : at + 2]
        cells = [
            cell for n, one in enumerate(pair, at) for cell in (one.name, one.number[: -1 if n == wrong else None])
        ]
        one = pair[0]
        sheet.append([*cells, *[""] * (4 - len(cells)), "重点优抚对象", one.unit, one.since.isoformat(), "是"])
    book.properties.modified = NOW.replace(tzinfo=None, month=8, day=26)
    book.save(path)
    return path


def test_loaded_told_and_mended_person_by_person(place: Settings, tmp_path: Path) -> None:
    bureau.hand_in(place, write(tmp_path / "名册.xlsx", WRONG))
    report = take_in(place)
    assert (report.committed, report.rows, report.clean, report.quarantined) == (1, 7, 6, 1)
    feedback.run(place, bureau.PACK, bureau.DAY, clock=lambda: NOW)
    (file,) = feedback_folder(place, bureau.PACK).rglob("*.xlsx")
    book = openpyxl.load_workbook(file)
    counted = {str(line[0]): str(line[1]) for line in book["封面"].iter_rows(values_only=True)}["报送行数"]
    assert counted == "7（按人计；报送文件共 4 行，一行写有几个人）"
    sheet = book["逐行结果"]
    keys = [sheet.cell(at, 1).value for at in range(HEAD_ROW + 1, HEAD_ROW + 8)]
    assert keys == ["3第2人", "2", "2第2人", "3", "4", "4第2人", "5"]  # what must be corrected comes first
    line, column = place_of(sheet, "3第2人", "处理结果")
    assert sheet.cell(line, column).value == "不合格，未入库"
    at, column = place_of(sheet, "3第2人", "身份证号")
    sheet.cell(at, column).value = PEOPLE[WRONG].number
    bureau.hand_in(place, saved(book, tmp_path / "报回.xlsx"), 2)
    report = take_in(place)
    assert (report.committed, report.clean, report.quarantined) == (1, 7, 0)
    assess.run(place, bureau.PACK, bureau.DAY)
    assert rows(place, "SELECT category, count(*) FROM core.dues GROUP BY 1") == [("entitled_group", 7)]
    assert rows(place, "SELECT state FROM landing.delivery ORDER BY version") == [("superseded",), ("committed",)]
    assert len(facts(place)) == 13  # six of the first version, seven of the second


def test_a_form_of_families_that_nobody_described_waits_for_its_description(
    undescribed: Settings, tmp_path: Path
) -> None:
    """Not rejected for a missing column: its name would be found in another person's."""
    delivery = bureau.hand_in(undescribed, write(tmp_path / "名册.xlsx", None)).delivery_id
    assert take_in(undescribed).held == 1
    (reason,) = decide.show(undescribed, bureau.PACK, delivery).facts["reasons"]
    assert reason["code"] == "layout_unknown" and "一行写有几个人" in reason["message_zh"]
    assert not [one for one in PEOPLE if one.name in str(reason) or one.number in str(reason)]
    describe(undescribed)
    report = take_in(undescribed)
    assert (report.committed, report.clean) == (1, 7) and len(facts(undescribed)) == 7


def test_a_family_whose_members_stand_on_another_list_is_the_same_people(place: Settings, tmp_path: Path) -> None:
    """Persons of one row are persons like all others: named by one list in pairs and by another one by one."""
    bureau.hand_in(place, write(tmp_path / "名册.xlsx", None))
    head = "姓名,身份证号码,人员类别,所属乡镇,认定日期"
    lines = [f"{one.name},{one.number},低保对象,{one.unit},{one.since}" for one in PEOPLE]
    single = tmp_path / "低保名单.csv"
    single.write_text("\n".join([head, *lines, ""]), encoding="utf-8-sig")
    landing.deliver(
        place, bureau.PACK,
        [landing.Announcement(single, "civil_affairs", "2019-08", "full", bureau.CUT_OFF, bureau.DELIVERED)],
    )  # fmt: skip
    report = intake.run(place, bureau.PACK, ("special_list",), bureau.DAY, clock=lambda: NOW)
    assert (report.committed, report.clean) == (2, 14)
    assert rows(place, "SELECT count(*) FROM vault.person") == [(7,)]
