"""The number of persons or rows in a file's name is compared; dates, batches, codes and phone numbers are not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pyarrow as pa
import pytest

from tests.support.files.raw_tables import raw_table
from transforms.intake.base.raw_table import PERSON_STRIDE, RawTable
from transforms.intake.gate.counts_in_names import check_count_in_name


def of_rows(*numbers: str, row_no: Sequence[int] = (), **facts: Any) -> RawTable:
    raw = raw_table({"document_number": list(numbers) or ["A", "B", "C"]}, **facts)
    return replace(raw, table=raw.table.set_column(0, "row_no", pa.array(row_no, pa.int32()))) if row_no else raw


def texts(name: str, raw: RawTable, kind: str = "special_list") -> list[str]:
    reasons = check_count_in_name(raw, kind, name)
    assert {one.code for one in reasons} <= {"count_in_name_differs"}
    return [one.message_zh for one in reasons]


@pytest.mark.parametrize(
    "name",
    [
        "名单(共4人).xlsx", "名单（共4人）.xls", "名单共4人含新增.csv", "低保4人.xlsx", "甲镇-4人.csv",
        "甲镇特困人员名单 4 人.xlsx",
        "第2批4人.csv", "2019年8月名单（4条）.csv", "4条记录.csv", "合计4人.csv", "张等4人.csv", "名单(共4人) (1).xlsx",
        "名单(共4人) - 副本.xlsx", "男1人女3人共4人.xlsx", "12月4人.csv", "缴费明细共4笔.csv", "共5户4人.xlsx",
    ],
)  # fmt: skip
def test_another_number_is_a_reason_that_names_both(name: str) -> None:
    (text,) = texts(name, of_rows())
    assert "文件名写明 4 " in text and "文件里有 3 行。" in text and "请" in text
    assert texts(name, of_rows("A", "B", "C", "D")) == []


@pytest.mark.parametrize(
    "name", ["农村低保人员查询_1334.xlsx", "名单_333.csv", "甲镇345.xls", "丙街道-1333.xlsx", "乙乡_12330 (1).xlsx"]
)
def test_a_number_at_the_end_of_a_list_s_or_a_township_s_name_is_compared(name: str) -> None:
    (text,) = texts(name, of_rows())
    assert "3 行" in text


@pytest.mark.parametrize(
    "name",
    [
        "名单2019.xlsx", "名单_2020.csv", "名单1908.csv", "名单1231.csv", "名单831.csv", "名单20198.csv",
        "名单201908.csv", "名单20190831.csv", "名单_2.csv", "名单(2).csv", "名单_12.csv", "名单441602.csv",
        "名单13800000000.csv", "名单0831.csv", "名单_v300.csv", "附件334.csv", "第3人民医院.csv", "12人小组名单.csv",
        "30人以上单位.csv", "约30人.csv", "30余人.csv", "第12条.csv", "3条街道名单.csv", "30人次.csv",
        "前100人.csv", "2019-8人.csv", "1.5人.csv", "新增5人减少2人.csv", "新增5人、减少2人.csv", "名单.csv",
        "", "300.csv", "共30户.csv",
    ],
)  # fmt: skip
def test_any_other_number_is_not_compared(name: str) -> None:
    assert texts(name, of_rows()) == []


def test_persons_documents_and_rows_that_are_left_out_may_be_meant() -> None:
    two_a_row = of_rows("A", "B", "C", row_no=[2, 3, 2 + PERSON_STRIDE])
    assert texts("共2条.csv", two_a_row) == texts("共3人.csv", two_a_row) == []
    assert "2 行、3 人" in texts("共4人.csv", two_a_row)[0]
    two_categories = of_rows("A", "A", row_no=[2, 2 - PERSON_STRIDE])
    assert texts("共1人.csv", two_categories) == []
    twice = of_rows("A", "A", "B")
    assert texts("共2人.csv", twice) == texts("共3条.csv", twice) == []
    left_out = of_rows(notes=[(9, "row_not_counted", ""), (10, "row_not_counted", ""), (11, "example_row", "")])
    assert [texts(f"共{count}人.csv", left_out) == [] for count in range(3, 8)] == [True, True, True, True, False]
    assert "（另有 3 行不计入）" in texts("共7人.csv", left_out)[0]
    assert texts("共4人.csv", of_rows(malformed=[7])) == []


def test_nothing_is_compared_in_a_table_of_targets() -> None:
    assert texts("任务数(共36800人).xlsx", raw_table({"unit": ["甲镇"]}), "target_table") == []


def test_a_list_without_rows_is_compared() -> None:
    assert len(texts("变动(共4人).csv", raw_table({"document_number": []}))) == 1
