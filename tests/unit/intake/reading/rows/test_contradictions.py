"""What names of sheets and titles say about persons, and whether the rows say the same."""

from __future__ import annotations

import pytest

from tests.support.files.builders import LAYOUTS
from tests.support.files.raw_tables import raw_table
from transforms.intake.reading.rows.contradictions import of_sheet_name, of_title, rows_agree

CIVIL = LAYOUTS["civil_affairs"]


@pytest.mark.parametrize(
    ("name", "meaning"),
    [
        ("减少", "removed"), ("死亡人员", "removed"), ("不 符 合 人员", "removed"), ("停发", "removed"),
        ("已故人员", "removed"), ("待审核", "removed"), ("作废", "void"), ("草稿", "void"), ("重复名单", "void"),
        ("上月名单", "earlier"), ("上个月", "earlier"), ("名单副本", "copy"), ("Copy of 名单", "copy"),
        ("名单 (2)", "copy"), ("本月新增", "added"),
        ("甲镇", None), ("名单", None), ("甲镇 (2)", None), ("Sheet1", None), ("病故军人遗属", None),
        ("减免对象", None), ("退役军人", None), ("退休", None), ("临时救助", None), ("增减变动", None),
        ("上年参保", None), ("停车场社区", None), ("废品站", None), ("删", None),
    ],
)  # fmt: skip
def test_names_of_sheets(name: str, meaning: str | None) -> None:
    found = of_sheet_name(name, ["名单", "乙乡"], CIVIL)
    assert (found and found.meaning) == meaning


def test_earlier_years_are_the_subject_of_targets_and_of_a_history() -> None:
    for layout in ("targets", "history"):
        assert of_sheet_name("上年名单", [], LAYOUTS[layout]) is None
    assert of_sheet_name("草稿", [], LAYOUTS["targets"])
    assert of_sheet_name("退保", [], LAYOUTS["history"])


@pytest.mark.parametrize(
    ("text", "is_said"),
    [
        ("二、减少人员", True), ("以下人员自 2019 年 10 月停发", True), ("注：以下人员已死亡", True),
        ("死亡人员名单", True), ("三、已死亡人员", True), ("取消资格的人员", True),
        ("死亡的请注明", False),
        ("本表已剔除死亡人员", False), ("除死亡人员外", False),
        ("一、低保对象", False), ("甲镇", False), ("本月无减少人员", False),
        ("注：死亡人员已剔除", False), ("备注：如有死亡请及时减少", False), ("以上人员均未停发", False),
    ],
)  # fmt: skip
def test_titles_inside_a_table(text: str, is_said: bool) -> None:
    assert (of_title(text) is not None) == is_said


def agree(columns: dict[str, list[str]], meaning: str, layout: str = "civil_affairs", list_mode: str = "full") -> bool:
    return rows_agree(raw_table(columns).table, LAYOUTS[layout], list_mode, meaning)  # type: ignore[arg-type]


def test_rows_state_their_kind_of_change() -> None:
    assert agree({"op": ["减少", "死亡"]}, "removed")
    assert not agree({"op": ["减少", "新增"]}, "removed")
    assert not agree({"op": ["", ""]}, "removed")
    assert agree({"op": ["新增", ""]}, "added") and not agree({"op": ["新增", "死亡"]}, "added")
    assert agree({"name": ["甲"]}, "added")
    assert not agree({"op": ["减少"]}, "copy")


def test_a_change_list_without_the_column_has_one_kind_of_change() -> None:
    assert agree({"name": ["甲"]}, "removed", list_mode="change")
    assert not agree({"name": ["甲"]}, "removed")


def test_receipts_are_reversed_and_insurances_have_an_end() -> None:
    assert agree({"reversed_receipt_no": ["R1"]}, "removed", "tax")
    assert not agree({"reversed_receipt_no": ["R1", " "]}, "removed", "tax")
    assert not agree({"name": ["甲"]}, "removed", "tax")
    assert agree({"insured_to": ["2019-01-31"]}, "removed", "employee")
    assert not agree({"insured_to": ["2019-01-31", "长期"]}, "removed", "employee")
