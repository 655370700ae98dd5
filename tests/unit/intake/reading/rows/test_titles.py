"""Titles between the rows are no persons, and hold a list if they contradict the rows that they are about."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from tests.support.files.builders import LAYOUTS, number
from tests.support.files.raw_tables import raw_table
from transforms.intake.reading.rows.titles import is_heading, judge_titles, title_above_contradicts, title_rows

CIVIL, TARGETS = LAYOUTS["civil_affairs"], LAYOUTS["targets"]
COLUMNS = ("label:0", "name", "document_number", "unit")
NONE = np.zeros(1, dtype=bool)


def titles(*cells: str, is_footer: bool = False) -> tuple[bool, list[str], bool]:
    """Whether the row is dropped as a title, the texts, and whether it is a footer."""
    row = [*cells, *[""] * (len(COLUMNS) - len(cells))]
    table = raw_table({name: [cell] for name, cell in zip(COLUMNS, row, strict=True)}).table
    result = title_rows(table, COLUMNS, NONE | is_footer, NONE, CIVIL)
    return bool(result.is_title[0]), list(result.texts.values()), bool(result.footers)


@pytest.mark.parametrize(
    ("cells", "is_title"),
    [
        (["二、减少人员"], True),
        (["甲镇"], True),
        (["", "以下人员自10月停发"], True),
        (["", "二、特困供养人员"], True),
        (["", "死亡人员"], True),
        (["", "二、减少", "", "2019年"], True),
        (["", "张三"], False),
        (["", "阿依古丽·买买提"], False),
        (["1", "张三", "", "甲镇"], False),
        (["", "张三", number(1), "甲镇"], False),
        (["1"], False),
        (["", "张三", "", "甲镇"], False),
    ],
)
def test_one_text_is_a_title_and_a_name_is_none(cells: list[str], is_title: bool) -> None:
    assert titles(*cells)[0] == is_title


def test_of_footers_only_the_text_is_kept() -> None:
    assert titles("注：以下人员停发", is_footer=True) == (False, ["注：以下人员停发"], True)


def test_a_table_without_persons_has_no_titles() -> None:
    table = raw_table({"unit": ["二、减少"]}).table
    assert title_rows(table, ["unit"], NONE, NONE, TARGETS).texts == {}


def test_headings_are_known_without_their_row() -> None:
    assert is_heading("（一）低保对象") and is_heading("下列人员") and is_heading("已死亡")
    assert not is_heading("张三") and not is_heading("甲镇")


def persons(op: list[str] | None = None) -> pa.Table:
    columns = {"name": ["甲", "乙", "丙"]} | ({"op": op} if op else {})
    return raw_table(columns, first_row=3).table  # rows 3 to 5


def judged(
    texts: dict[int, str], data: pa.Table | None = None, footers: tuple[int, ...] = ()
) -> tuple[list[int], list[int]]:
    notes, contradicting = judge_titles(texts, persons() if data is None else data, CIVIL, footers)
    return [row for row, _, _ in notes], contradicting


def test_a_title_is_about_the_rows_down_to_the_next_title() -> None:
    assert judged({2: "一、新增", 4: "二、减少"}, persons(["新增", "减少", "减少"])) == ([2, 4], [])
    assert judged({2: "一、新增", 4: "二、减少"}, persons(["新增", "新增", "新增"])) == ([2], [4])
    assert judged({2: "一、新增", 4: "二、减少"}, persons(["减少", "减少", "减少"])) == ([4], [2])


def test_a_title_without_persons_below_is_about_nobody() -> None:
    assert judged({9: "减少人员"}) == ([9], [])
    assert judged({}) == ([], [])


def test_a_footer_is_about_other_rows_only_if_it_says_so() -> None:
    assert judged({2: "备注：本页三人"}, footers=(2,)) == ([], [])
    assert judged({2: "注：以下人员停发"}, footers=(2,)) == ([], [2])
    assert judged({9: "注：以上人员停发"}, footers=(9,)) == ([], [9])
    assert judged({9: "本表作废"}) == ([], [9])
    assert judged({9: "注：死亡人员已剔除"}, footers=(9,)) == ([], [])


@pytest.mark.parametrize(
    ("title", "contradicts"),
    [
        ("死亡人员名单", True),
        ("城乡低保花名册", False),
        ("说明:死亡人员另报", False),
        ("本表填报低保对象,死亡、迁出的人员由乡镇另行报送", False),
    ],
)
def test_a_short_title_above_the_header_is_about_all_rows(title: str, contradicts: bool) -> None:
    assert title_above_contradicts([(title,)], persons(), CIVIL) == contradicts
    assert not title_above_contradicts([(title,)], persons().slice(0, 0), CIVIL)
    assert not title_above_contradicts([(title, "2019年")], persons(), CIVIL)
