"""A row with several categories becomes one row per category."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tests.support.files.builders import LAYOUTS
from tests.support.files.raw_tables import raw_table
from transforms.intake.base.raw_table import PERSON_STRIDE, row_words
from transforms.intake.layouts.model import Layout
from transforms.intake.reading.forms.several_categories import one_row_per_category


def described(**keys: Any) -> Layout:
    return Layout.model_validate({**LAYOUTS["civil_affairs"].model_dump(), **keys})


JOINED = described(categories_in_cell=True)
TICKED = described(category_ticks={"特困人员": "特困人员", "低保": "低保对象", "重残": "重度残疾人(一、二级)"})


def divided(cell: str) -> list[str]:
    return one_row_per_category(raw_table({"category": [cell]}), JOINED).table["category"].to_pylist()


@pytest.mark.parametrize(
    "cell",
    [
        "低保对象、孤儿",
        "低保对象；孤儿",
        "低保对象;孤儿",
        "低保对象，孤儿",
        "低保对象/孤儿",
        "低保对象\n孤儿",
        "低保对象、、孤儿、",
    ],
)
def test_a_cell_is_divided_at_its_separators(cell: str) -> None:
    assert divided(cell) == ["低保对象", "孤儿"]


@pytest.mark.parametrize(
    "cell",
    [
        "重度残疾人(一、二级)",
        "城乡重度一、二级残疾人员",
        "特困供养(分散)",
        "民政城乡重度（一、二级）残疾人员",
        "低保对象-7019",
        "",
    ],
)
def test_one_category_is_not_divided(cell: str) -> None:
    assert len(divided(cell)) == 1


def test_a_bracket_stays_with_its_label_and_a_category_counts_once() -> None:
    assert divided("低保对象、城乡重度（1~2级）残疾人员") == ["低保对象", "城乡重度(1~2级)残疾人员"]
    assert divided("低保对象、农村低保、孤儿") == ["低保对象", "孤儿"]


def test_further_categories_have_negative_row_numbers_and_the_faults_of_their_row() -> None:
    raw = raw_table(
        {"name": ["甲", "乙", "丙"], "category": ["低保对象", "特困人员、孤儿", "孤儿"]},
        numeric={"name": np.array([False, True, False])},
    )
    raw.faults.append((3, "cell_merged", "name"))
    found = one_row_per_category(raw, JOINED)
    assert found.table["row_no"].to_pylist() == [2, 3, 3 - PERSON_STRIDE, 4]
    assert found.table["name"].to_pylist() == ["甲", "乙", "乙", "丙"]
    assert found.numeric["name"].tolist() == [False, True, True, False]
    assert found.faults == [(3, "cell_merged", "name"), (3 - PERSON_STRIDE, "cell_merged", "name")]
    assert [row_words(row) for row in (3, 3 - PERSON_STRIDE)] == ["第3行", "第3行第2类"]
    assert found.sender_place(3 - PERSON_STRIDE) == (None, 3)


def test_more_categories_than_a_row_can_have_stay_in_one_cell() -> None:
    assert len(divided("、".join(f"{character}类人员" for character in "甲乙丙丁戊己庚辛壬癸"))) == 10
    assert len(divided("、".join(f"{character}类人员" for character in "甲乙丙丁戊己庚辛壬癸子"))) == 1


def ticked(size: int = 1, **columns: list[str]) -> Any:
    named = {
        {"te": "category_ticks/1", "di": "category_ticks/2", "can": "category_ticks/3"}.get(k, k): v
        for k, v in columns.items()
    }
    return one_row_per_category(raw_table({"name": ["甲"] * size, **named}), TICKED)


def test_each_tick_is_a_row() -> None:
    found = ticked(3, te=["√", "", ""], di=["", "✓", ""], can=["是", " ", "×"])
    assert found.table["category"].to_pylist() == ["特困人员", "重度残疾人(一、二级)", "低保对象", ""]
    assert found.faults == [] == found.notes


def test_an_unknown_mark_is_a_fault() -> None:
    found = ticked(2, te=["√", "△"], di=["", "√"])
    assert found.faults == [(3, "tick_unknown", "category_ticks/1")]


def test_the_stated_category_comes_first_and_is_noted_if_its_column_is_not_ticked() -> None:
    found = ticked(3, te=["", "", "√"], di=["√", "", ""], category=["城乡低保对象", "低保对象", ""])
    assert found.table["category"].to_pylist() == ["城乡低保对象", "低保对象", "特困人员"]
    assert found.notes == [(3, "category_not_ticked", "")]


def test_a_layout_without_these_keys_leaves_the_table() -> None:
    raw = raw_table({"category": ["低保对象、孤儿"]})
    assert one_row_per_category(raw, LAYOUTS["civil_affairs"]) is raw
    assert one_row_per_category(raw_table({"name": ["甲"]}), JOINED).table.column_names == ["row_no", "name"]
