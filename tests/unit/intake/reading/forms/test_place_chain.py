"""The columns of a place become the text of the unit, from the province down."""

from __future__ import annotations

import pytest

from tests.support.files.builders import LAYOUTS
from tests.support.files.raw_tables import raw_table
from transforms.intake.layouts.model import Layout
from transforms.intake.reading.forms.place_chain import place_texts, unit_from_columns

CHAIN = [["所属省级", "省"], ["所属市级"], ["所属区县"], ["所属街道"]]


def described(**changes: object) -> Layout:
    content = LAYOUTS["roll"].model_dump()
    content["columns"].pop("unit")
    return Layout.model_validate({**content, "place_columns": CHAIN, **changes})


def columns(*rows: tuple[str, ...]) -> dict[str, list[str]]:
    return {f"place_columns/{at + 1}": [row[at] for row in rows] for at in range(len(rows[0]))}


def test_the_cells_of_a_row_are_joined_from_the_highest_place_to_the_lowest() -> None:
    rows = [("某省", "某市", "某县", "甲镇"), ("某省", "某市", "某县", "乙乡"), ("某省", "某市", "某县", "甲镇")]
    united = unit_from_columns(raw_table(columns(*rows)), described())
    assert united.table["unit"].to_pylist() == ["某省-某市-某县-甲镇", "某省-某市-某县-乙乡", "某省-某市-某县-甲镇"]
    assert united.letters["unit"] == "D"


def test_blank_cells_are_left_out() -> None:
    rows = [("某省", "", "某县", "甲镇"), ("", " ", "", " 甲镇 "), ("", "-", "无", ""), ("某省", "某市", "某县", "")]
    united = unit_from_columns(raw_table(columns(*rows)), described())
    assert united.table["unit"].to_pylist() == ["某省-某县-甲镇", "甲镇", "", "某省-某市-某县"]


def test_columns_that_a_file_lacks_are_no_part_of_the_chain() -> None:
    raw = raw_table(
        {"place_columns/3": ["某县"], "place_columns/4": ["甲镇"]}, faults=[(2, "cell_merged", "place_columns/4")]
    )
    united = unit_from_columns(raw, described())
    assert united.table["unit"].to_pylist() == ["某县-甲镇"]
    assert united.faults == [(2, "cell_merged", "unit")]


def test_a_table_without_such_columns_is_returned() -> None:
    raw = raw_table({"unit": ["甲镇"]})
    assert unit_from_columns(raw, described()) is raw
    assert unit_from_columns(raw, LAYOUTS["roll"]) is raw


def test_a_table_without_rows_has_an_empty_unit() -> None:
    united = unit_from_columns(raw_table({"place_columns/1": [], "place_columns/4": []}), described())
    assert united.table["unit"].to_pylist() == []


@pytest.mark.parametrize(
    "changes", [{"place_columns": [["乡镇"]]}, {"columns": LAYOUTS["roll"].model_dump()["columns"]}]
)
def test_a_chain_has_several_columns_and_takes_the_place_of_the_unit(changes: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="几级地名各占一列时才写 place_columns"):
        described(**changes)


def test_the_unit_of_a_chain_is_called_by_its_lowest_column() -> None:
    assert described().label("unit") == "所属街道"


def test_titles_and_the_name_of_the_sheet_may_name_the_unit() -> None:
    content = LAYOUTS["roll"].model_dump()
    content["columns"].pop("unit")
    layout = Layout.model_validate({**content, "unit_from": ["title", "sheet"]})
    titles = {("甲镇花名册",), ("填报单位：", "甲镇")}
    expected = [(0, "title", "填报单位："), (0, "title", "甲镇"), (0, "title", "甲镇花名册")]
    assert place_texts(layout, titles) == expected
    assert place_texts(layout, titles, "Sheet1") == [*expected, (0, "sheet", "Sheet1")]
    assert place_texts(LAYOUTS["roll"], titles, "甲镇") == []
