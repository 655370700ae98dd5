"""The category of a row comes from the first column that states one."""

from __future__ import annotations

import numpy as np

from tests.support.files.builders import LAYOUTS
from tests.support.files.raw_tables import raw_table
from transforms.intake.layouts.model import Layout
from transforms.intake.reading.forms.category_columns import choose_category

TWO = Layout.model_validate(
    {**LAYOUTS["civil_affairs"].model_dump(), "category_columns": [["户类型"], ["监测对象类型"]]}
)


def columns(*pairs: tuple[str, str]) -> dict[str, list[str]]:
    return {
        "name": [f"甲{at}" for at in range(len(pairs))],
        "category_columns/1": [first for first, _ in pairs],
        "category_columns/2": [second for _, second in pairs],
    }


def test_the_first_column_that_states_a_category_decides() -> None:
    raw = raw_table(
        columns(("脱贫户", ""), ("一般农户", "边缘易致贫户"), ("脱贫户", "脱贫不稳定户"), ("", " 突发严重困难户 "))
    )
    found = choose_category(raw, TWO)
    assert found.table["category"].to_pylist() == ["脱贫户", "边缘易致贫户", "脱贫户", "突发严重困难户"]
    assert found.notes == [] and found.letters["category"] == "B"


def test_a_row_that_states_to_have_no_category_is_left_out_and_a_blank_row_stays() -> None:
    raw = raw_table(columns(("一般农户", ""), ("", ""), ("一般 农户", "无"), ("", "未享受")))
    found = choose_category(raw, TWO)
    assert found.table["name"].to_pylist() == ["甲1"] and found.table["category"].to_pylist() == [""]
    assert [(row, code) for row, code, _ in found.notes] == [(row, "row_without_category") for row in (2, 4, 5)]


def test_a_grade_gives_way_to_a_category_of_a_later_column() -> None:
    raw = raw_table(columns(("全额", "农村低保"), ("A类", ""), ("农村低保", "差额"), ("全额", "B")))
    assert choose_category(raw, TWO).table["category"].to_pylist() == ["农村低保", "A类", "农村低保", "全额"]


def test_numeric_cells_and_faults_stay_with_their_rows() -> None:
    raw = raw_table(columns(("一般农户", ""), ("脱贫户", "")), numeric={"name": np.array([False, True])})
    raw.faults.extend([(2, "cell_merged", "name"), (3, "cell_merged", "name")])
    found = choose_category(raw, TWO)
    assert found.numeric["name"].tolist() == [True] and found.faults == [(3, "cell_merged", "name")]


def test_one_of_the_columns_is_enough_and_none_leaves_the_table() -> None:
    raw = raw_table({"category_columns/2": ["边缘易致贫户"]})
    assert choose_category(raw, TWO).table["category"].to_pylist() == ["边缘易致贫户"]
    without = raw_table({"category": ["低保对象"]})
    assert choose_category(without, TWO) is without


def test_rows_that_a_missing_column_may_put_into_a_category_hold_the_file() -> None:
    both = choose_category(raw_table(columns(("脱贫户", ""), ("一般农户", ""))), TWO)
    assert both.hold_reasons == []
    first = {"name": ["甲", "乙", "丙"], "category_columns/1": ["脱贫户", "一般农户", "一般农户"]}
    assert choose_category(raw_table(first), TWO).hold_reasons == [("category_column_missing", 3, "B")]
    all_poor = {"name": ["甲"], "category_columns/1": ["脱贫户"]}
    assert choose_category(raw_table(all_poor), TWO).hold_reasons == []
