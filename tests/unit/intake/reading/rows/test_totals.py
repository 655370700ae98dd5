"""Total rows, footers, rows of column numbers and decorated headers are recognised by their texts."""

from __future__ import annotations

import pytest

from tests.support.files.builders import LAYOUTS, number
from tests.support.files.raw_tables import raw_table
from transforms.intake.reading.rows.totals import (
    amount_in_text,
    count_in_text,
    is_footer,
    is_total,
    repeated_headers,
    rows_of_column_numbers,
    total_and_footer_rows,
    without_number,
)

ROLL, TARGETS = LAYOUTS["roll"], LAYOUTS["targets"]
WORDS = {"合计", "总计", "小计", "共计", "汇总"}
COLUMNS = ("name", "document_number", "unit")


@pytest.mark.parametrize(
    ("cell", "total"),
    [
        ("合计", True), ("合 计：", True), ("合计：5人", True), ("合计5", True), ("甲镇小计", True), ("共3人", True),
        ("以上共计12户30人", True), ("总共 2 笔", True), ("合计2笔，500.00元", True), ("合计人数：5", True),
        ("汇总", True), ("甲镇合计：3户。", True),
        ("会计", False), ("计划内", False), ("合计不符，请核对", False), ("共青团路", False), ("共和镇", False),
        ("汇总表见附件", False), ("以上人员", False), ("小计算机厂", False), ("", False),
    ],
)  # fmt: skip
def test_a_total_is_its_word_with_a_count_or_a_place(cell: str, total: bool) -> None:
    assert is_total(cell, WORDS) == total


@pytest.mark.parametrize(
    ("text", "count", "amount"),
    [
        ("合计：5人", "5", None), ("共2笔", "2", None), ("以上共计12户30人", "30", None), ("共1,200人", "1,200", None),
        ("合计2笔，500.00元", "2", "500.00元"), ("合计500元", None, "500元"), ("合计", None, None), ("5人", None, None),
        ("12月合计", None, None), ("共计3", "3", None),
    ],
)  # fmt: skip
def test_count_and_sum_of_one_cell(text: str, count: str | None, amount: str | None) -> None:
    assert (count_in_text(text), amount_in_text(text)) == (count, amount)


@pytest.mark.parametrize(
    ("cell", "footer"),
    [
        ("制表人", True),
        ("制表人：王", True),
        ("制表人王五", True),
        ("注：略", True),
        ("注", True),
        ("注册员", False),
        ("", False),
    ],
)
def test_only_a_word_of_three_characters_begins_a_footer_without_a_colon(cell: str, footer: bool) -> None:
    assert is_footer(cell, ("制表人", "注")) == footer


def test_the_first_filled_of_the_leading_columns_decides() -> None:
    table = raw_table({"a": ["", "甲", "合计"], "b": ["小计", "合计", "x"]}).table
    total, footer = total_and_footer_rows(table, ["a", "b"], ROLL)
    assert total.tolist() == [True, False, True] and not footer.any()


def test_a_number_has_fifteen_or_eighteen_characters() -> None:
    texts = [number(1), number(1)[:15], "", "身份证件号", "公民身份号码", "护照E0000001"]
    assert without_number(raw_table({"document_number": texts}).table).tolist() == [
        False,
        False,
        True,
        True,
        True,
        True,
    ]
    assert without_number(raw_table({"unit": ["甲镇"]}).table).tolist() == [True]


@pytest.mark.parametrize(
    ("row", "own", "foreign"),
    [
        (["姓\n名", "证件\n号码", "乡镇"], True, False),
        (["*姓名", "公民身份号码", "*乡镇："], True, False),
        (["*乡镇", "姓 名", ""], False, True),
        (["甲", "证件号码", "甲镇"], False, False),
        (["姓 名", number(1), "乡 镇"], False, False),
    ],
)
def test_headers_in_any_dress(row: list[str], own: bool, foreign: bool) -> None:
    table = raw_table({name: ["甲", cell] for name, cell in zip(COLUMNS, row, strict=True)}).table
    masks = repeated_headers(table, COLUMNS, ROLL)
    assert [hit.tolist() for hit in masks] == [[False, own], [False, foreign]]
    assert not repeated_headers(raw_table({"name": ["姓名"]}).table, ["name"], ROLL)[0].any()


@pytest.mark.parametrize(
    ("row", "hit"),
    [
        (["1", "2", "3"], True), (["甲", "乙", "1"], True), (["A", "B", "D"], True), (["(1)", "（2）", "3"], True),
        (["①", "②", "③"], True), (["必填", "必填", "选填"], True),
        (["3", "2", "1"], False), (["1", "2", ""], False),
        (["甲", "12345", "甲镇"], False), (["1", "2", "甲镇"], False),
    ],
)  # fmt: skip
def test_rows_of_column_numbers(row: list[str], hit: bool) -> None:
    table = raw_table({name: [cell] for name, cell in zip(COLUMNS, row, strict=True)}).table
    assert rows_of_column_numbers(table, COLUMNS).tolist() == [hit]
    assert not rows_of_column_numbers(raw_table({"name": ["1"]}).table, ["name"]).any()


def test_a_table_of_targets_has_column_numbers_too() -> None:
    table = raw_table({"unit": ["1", "甲镇"], "measure": ["2", "x"], "persons": ["3", "9"]}).table
    assert rows_of_column_numbers(table, ["unit", "measure", "persons"]).tolist() == [True, False]
    table = raw_table({"unit": ["*单 位", "甲镇"], "measure": ["指\n标", "x"]}).table
    assert repeated_headers(table, ["unit", "measure"], TARGETS)[0].tolist() == [True, False]
