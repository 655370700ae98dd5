"""A list of a category that is only tracked moves no money: it raises no question about who pays, on either side."""

from __future__ import annotations

import csv
from pathlib import Path

import openpyxl
import pytest

from pipeline.assess import run as assess
from pipeline.intake import run as intake
from pipeline.runtime.settings import Settings
from tests.support.files.builders import write_xlsx
from tests.support.files.damaged_list import DAY, NOW, book_of, deliver_rows, file_of, hand_in
from tests.support.files.poverty_list import PACK, UNITS, person, row

PUPILS = ["学校名称", "学生姓名", "身份证件号", "学段", "乡镇", "入学日期"]
CARDS = ["姓名", "公民身份号码", "残疾等级", "户籍乡镇", "发证日期"]
QUESTION = "已在其他部门名单中"


def pupils(folder: Path, *people: int) -> Path:
    path = folder / "学生.csv"
    with path.open("w", encoding="utf-8", newline="") as out:
        rows = [["第一中学", *person(at), "初中", UNITS[at % len(UNITS)], "2019-08-01"] for at in people]
        csv.writer(out).writerows([PUPILS, *rows])
    return path


def questions(book: openpyxl.Workbook) -> set[str]:
    lines = book["比对结果"].iter_rows(min_row=3, values_only=True)
    return {str(line[1]) for line in lines if line[3] == QUESTION}


@pytest.mark.parametrize("is_assessed", [True, False])
def test_a_list_of_students_asks_nobody_who_pays(settings: Settings, tmp_path: Path, is_assessed: bool) -> None:
    poor = deliver_rows(settings, tmp_path, [row(n) for n in range(3)])
    school = hand_in(settings, pupils(tmp_path, 0, 1, 7), source="education")
    cards = [[*person(2), "一级", UNITS[2], "2019-08-01"]]
    disabled = hand_in(settings, write_xlsx(tmp_path / "残联.xlsx", [CARDS, *cards]), source="disabled_federation")
    report = intake.run(settings, PACK, ("special_list",), DAY, clock=lambda: NOW)
    assert (report.committed, report.held, report.rejected) == (3, 0, 0)
    if is_assessed:
        assess.run(settings, PACK, DAY)
    books = {wanted: book_of(file_of(settings, wanted)) for wanted in (poor, school, disabled)}
    assert questions(books[school]) == set()
    assert questions(books[poor]) == questions(books[disabled]) == {person(2)[0]}, "two lists with a payer do ask"
    assert "去重名单" not in books[school].sheetnames
    funded = {str(line[1]) for line in books[poor]["去重名单"].iter_rows(min_row=3, values_only=True)}
    assert {person(0)[0], person(1)[0]} <= funded
