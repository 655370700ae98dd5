"""Examples of a form are found by their marks, and real names and remarks are not taken for examples."""

from __future__ import annotations

import pyarrow as pa
import pytest

from tests.support.files.builders import LAYOUTS, number
from transforms.intake.reading.rows.examples import (
    MOST_EXAMPLES,
    count_persons,
    example_rows,
    is_example_sheet,
    is_form_sheet,
)


@pytest.mark.parametrize(
    "name",
    [
        "填表示例", "示例", "样例", "示例(勿删)", "填写说明", "填报说明", "说明", "样表", "模板", "导入模板 ", "模版1",
        "范例", "填表须知",
    ],
)  # fmt: skip
def test_a_sheet_of_examples_is_known_by_its_name(name: str) -> None:
    assert is_example_sheet(name)


@pytest.mark.parametrize("name", ["名单", "Sheet1", "白牙市镇", "低保对象", "病例", "例", "情况说明表"])
def test_any_other_name_is_no_example(name: str) -> None:
    assert not is_example_sheet(name)


def test_a_form_is_no_example_if_it_is_filled_in() -> None:
    assert is_form_sheet("导入模板") and is_form_sheet("附件1 样表")
    assert not is_form_sheet("模板填写示例") and not is_form_sheet("示例")


@pytest.mark.parametrize(
    "mark",
    [
        "示例", "例", "样例", "例1", "例:", "(例)", "【示例】", "示例1", "例如", "例子", "举例", "填写示例",
        "填表示例,请删除", "本行为示例", "1示例", "例一", "如", "如：", "如:张三", "例如：", "填表时请删除", "模板行",
        "（填表时请删除本行）", "模板", "本行为格式", "本行为填写格式", "第一行为模板", "格式",
        "提交前请删除此行", "演示数据", "此行为示范", "导入时删除",
    ],
)  # fmt: skip
def test_a_mark_in_number_or_remark(mark: str) -> None:
    table = pa.table({"label:0": pa.chunked_array([["1", mark, " "]])})
    assert example_rows(table, ["label:0"]).tolist() == [False, True, False]


@pytest.mark.parametrize(
    "remark",
    [
        "例行检查", "病例", "特例", "案例", "按比例减免", "例会通过", "例行", "条例第3条", "1", "", "先例1",
        "如皋市迁入", "如意村", "模范", "格式有误", "请删除重复", "本行重复，请删除", "示范户", "样子沟村",
        "已删除低保", "死亡删除", "样", "模式口",
    ],
)  # fmt: skip
def test_a_remark_that_is_no_mark(remark: str) -> None:
    assert not example_rows(pa.table({"label:7": pa.chunked_array([[remark]])}), ["label:7"]).any()


@pytest.mark.parametrize(
    ("name", "is_example"),
    [("李例", False), ("例敏", False), ("例·买买提", False), ("陈示例", False), ("例:张三", True), ("例：张三", True),
     ("张三(例)", True), ("张三（例）", True), ("例1、张三", True),
     ("如：李四", True), ("张如", False), ("如·买买提", False)],
)  # fmt: skip
def test_a_name_with_the_character_is_no_example(name: str, is_example: bool) -> None:
    assert example_rows(pa.table({"name": pa.chunked_array([[name]])}), ["name"]).tolist() == [is_example]


def test_persons_are_counted_up_to_one_too_many() -> None:
    rows = [["填写说明", ""], *[["张三", number(1)] for _ in range(40)]]
    assert count_persons(rows, LAYOUTS["civil_affairs"]) == MOST_EXAMPLES + 1
    assert count_persons(rows[:3], LAYOUTS["civil_affairs"]) == 2
    assert count_persons([["甲镇", "任务数"], ["", " "]], LAYOUTS["targets"]) == 1
