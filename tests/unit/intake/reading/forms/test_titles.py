"""The category of a list from its title, its sheet or its file's name."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.files.builders import LAYOUTS
from tests.support.files.raw_tables import raw_table
from transforms.intake.base.raw_table import RawTable
from transforms.intake.reading.forms.titles import category_from_title, keep_file_name, keep_titles
from transforms.intake.reading.header import Header

FORM = LAYOUTS["civil_affairs_household_rows"]


def stated(title: str, sheet: str, file_name: str, **columns: Any) -> RawTable:
    raw = raw_table({"name": ["甲"], **columns})
    header = Header(1, {}, [], 3, titles=frozenset({(title,)} if title else ()))
    return keep_file_name(keep_titles(raw, FORM, header, sheet), FORM, file_name)


def category(title: str, sheet: str = "Sheet1", file_name: str = "a.xlsx", **columns: Any) -> list[str]:
    found: list[str] = (
        category_from_title(stated(title, sheet, file_name, **columns), FORM).table["category"].to_pylist()
    )
    return found


@pytest.mark.parametrize(
    ("title", "sheet", "file_name", "expected"),
    [
        ("农村低保家庭查询", "Sheet1", "a.xlsx", "低保对象"),
        ("", "城市低保名册", "a.xlsx", "低保对象"),
        ("", "Sheet1", "6月特困名单.xls", "特困人员"),
        ("2019年8月农村特困供养人员名单", "Sheet1", "a.xls", "特困人员"),
        ("农村低保边缘家庭查询", "Sheet1", "a.xls", "低保边缘家庭"),
        ("城乡最低生活保障家庭名册", "Sheet1", "a.xls", "低保对象"),
        ("农村低保家庭查询", "特困", "特困.xls", "低保对象"),
        ("低保、特困人员名册", "低保", "低保.xls", ""),
        ("", "低保", "特困.xls", ""),
        ("城乡居民名册", "Sheet1", "a.xls", ""),
    ],
)
def test_the_title_decides_before_sheet_and_file(title: str, sheet: str, file_name: str, expected: str) -> None:
    assert category(title, sheet, file_name) == [expected]


@pytest.mark.parametrize(
    ("cell", "expected"), [("", "低保对象"), ("全额", "低保对象"), ("A类", "低保对象"), ("农村特困", "农村特困")]
)
def test_a_category_in_the_row_has_priority(cell: str, expected: str) -> None:
    assert category("农村低保家庭查询", category=[cell]) == [expected]


def test_a_grade_stays_if_no_title_names_a_category() -> None:
    assert category("人员名册", category=["全额"]) == ["全额"]


def test_other_layouts_keep_no_titles() -> None:
    raw = raw_table({"name": ["甲"]})
    header = Header(1, {}, [], 3)
    assert keep_titles(raw, LAYOUTS["roll"], header, "低保") is raw
    assert keep_file_name(raw, LAYOUTS["roll"], "低保.xls") is raw
    assert category_from_title(raw, LAYOUTS["roll"]) is raw
