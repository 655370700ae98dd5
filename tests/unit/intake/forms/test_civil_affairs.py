"""Households of civil affairs: every person is named, or the list is held."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.files.builders import CUT_OFF, LAYOUTS, FakeSource, number, write_csv
from tests.support.files.real_forms.civil_affairs import (
    HOUSEHOLD_ROWS,
    PAY_SHEET,
    PERSONS,
    families,
    heads,
    person_numbers,
)
from transforms.intake.values.context import GateResult

CIVIL = FakeSource()
FORMS = tuple(layout for layout in LAYOUTS.values() if layout.alternative_to == "civil_affairs")
JULY = dt.date(2018, 7, 31)
Gate = Callable[..., GateResult]


def persons(result: GateResult) -> list[str]:
    return sorted(row["document_number"] for row in result.clean.to_pylist())


def test_persons_have_category_unit_and_month(tmp_path: Path, gate: Gate) -> None:
    for name, path in PERSONS.variants(tmp_path):
        result = gate(path, CIVIL, alternatives=FORMS, higher_places=("某市",))
        assert (result.decision, result.layout) == ("accept", "civil_affairs_persons"), name
        assert persons(result) == person_numbers(4), name
        rows = result.clean.to_pylist()
        assert [row["category"] for row in rows] == ["minimum_living"] * 3 + ["destitute"], name
        assert {(row["unit_id"], row["village"], row["effective_on"]) for row in rows} == {
            ("u2", "红星村", JULY),
            ("u1", "红星村", JULY),
        }, name


@pytest.mark.parametrize("between", ["、", "；", "\n", " "])
def test_members_of_a_cell_become_persons(between: str, tmp_path: Path, gate: Gate) -> None:
    for name, path in families(between).variants(tmp_path):
        if between == "\n" and path.suffix == ".csv":
            continue  # the builder writes no quotes
        result = gate(path, CIVIL, alternatives=FORMS, higher_places=("某市",), file_name="农村低保家庭查询.xlsx")
        assert (result.decision, result.layout) == ("accept", "civil_affairs_families"), name
        assert persons(result) == person_numbers(5), name
        assert set(result.clean["category"].to_pylist()) == {"minimum_living"}, name
        named = {row["document_number"]: row["name"] for row in result.clean.to_pylist()}
        assert named == {number(at): f"张三{'零一二三四五'[at]}" for at in range(1, 6)}, name


def test_a_list_of_heads_is_held(tmp_path: Path, gate: Gate) -> None:
    for name, path in heads("2", "1", "3人").variants(tmp_path):
        result = gate(path, CIVIL, alternatives=FORMS, file_name="农村低保.xls")
        assert (result.decision, result.layout) == ("hold", "civil_affairs_heads"), name
        assert [one.code for one in result.reasons] == ["household_persons_missing"], name


def test_households_of_one_person_are_complete(tmp_path: Path, gate: Gate) -> None:
    for name, path in heads("1", "1", "1").variants(tmp_path):
        result = gate(path, CIVIL, alternatives=FORMS, file_name="农村特困名单.xls")
        assert (result.decision, persons(result)) == ("accept", person_numbers(3)), name


def test_one_household_a_row_gives_every_member_the_own_number(tmp_path: Path, gate: Gate) -> None:
    for name, path in HOUSEHOLD_ROWS.variants(tmp_path):
        result = gate(path, CIVIL, alternatives=FORMS, file_name=path.name)
        assert (result.decision, result.layout) == ("accept", "civil_affairs_household_rows"), name
        named = {row["document_number"]: row["name"] for row in result.clean.to_pylist()}
        assert named == {number(at): f"张三{'零一二三四五六'[at]}" for at in range(1, 7)}, name
        rows = result.clean.to_pylist()
        assert {(row["category"], row["effective_on"]) for row in rows} == {("minimum_living", CUT_OFF)}, name


def test_a_list_without_a_category_anywhere_is_held(tmp_path: Path, gate: Gate) -> None:
    for name, path in heads("1", "1", "1").variants(tmp_path):
        if name != "with title rows":
            result = gate(path, CIVIL, alternatives=FORMS, file_name="名单.xls")
            assert (result.decision, result.clean_count) == ("hold", 0), name


def test_a_sheet_for_paying_out_is_held(tmp_path: Path, gate: Gate) -> None:
    for name, path in PAY_SHEET.variants(tmp_path):
        result = gate(path, CIVIL, alternatives=FORMS)
        assert [one.code for one in result.reasons] == ["pay_sheet"], name


def test_the_usual_list_is_read_as_before(tmp_path: Path, gate: Gate) -> None:
    lines = [
        "序号,姓名,身份证号码,人员类别,所属乡镇,认定日期,户主姓名",
        f"1,张三,{number(1)},低保对象,甲镇,2019-09-01,张三",
    ]
    result = gate(write_csv(tmp_path / "a.csv", lines), CIVIL, alternatives=FORMS)
    assert (result.decision, result.layout, result.clean_count) == ("accept", "civil_affairs", 1)
