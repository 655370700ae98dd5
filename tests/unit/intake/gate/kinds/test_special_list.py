"""A special list: who is added, removed or dead, and from which day on."""

from __future__ import annotations

import datetime as dt
from typing import Any

from tests.support.files.builders import CUT_OFF, FakeSource, number
from tests.support.files.raw_tables import faults, parser
from transforms.intake.gate.kinds.special_list import KIND

DAY = dt.date(2019, 9, 1)


def lines(**columns: list[str]) -> dict[str, list[str]]:
    """Make good rows; `columns` replace or add to them."""
    size = len(next(iter(columns.values())))
    good = {
        "name": ["张三"] * size,
        "document_number": [number(at) for at in range(1, size + 1)],
        "category": ["低保对象"] * size,
        "unit": ["甲镇"] * size,
    }
    return {**good, **columns}


def read(list_mode: str, **columns: list[str]) -> tuple[dict[str, list[Any]], list[tuple[int, str, str]]]:
    parsed = parser(lines(**columns), "civil_affairs", list_mode)
    values = KIND.parse(parsed, FakeSource())
    assert ["row_no", *values] == KIND.schema.names
    return {name: column.to_pylist() for name, column in values.items()}, faults(parsed)


def test_a_full_list_adds_everybody_from_the_recognised_day_or_the_cut_off() -> None:
    values, found = read("full", effective_on=["2019-09-01", ""])
    assert values["op"] == ["add", "add"]
    assert values["effective_on"] == [DAY, CUT_OFF] and found == []


def test_a_change_list_states_the_change_of_every_row() -> None:
    values, found = read(
        "change",
        op=["新增", "减少", "死亡", "", "搬走"],
        effective_on=["2019-09-01", "2019-09-01", "", "", ""],
        change_on=["", "2019-11-21", "2019-11-22", "", ""],
    )
    assert values["op"] == ["add", "end", "death", None, None]
    assert values["effective_on"][:3] == [DAY, dt.date(2019, 11, 21), dt.date(2019, 11, 22)]
    assert found == [(5, "op_unknown", "op"), (6, "op_unknown", "op")]


def test_an_addition_without_a_recognised_day_has_its_day_of_change() -> None:
    days = {"effective_on": ["2019-09-01", "", "", ""], "change_on": ["2019-11-21", "2019-11-22", "", "2019-13-01"]}
    values, found = read("change", op=["新增"] * 4, **days)
    assert values["effective_on"] == [DAY, dt.date(2019, 11, 22), CUT_OFF, None]
    assert found == [(5, "date_impossible", "change_on")]
    values, found = read("full", op=["新增"] * 4, **days)
    assert values["effective_on"] == [DAY, CUT_OFF, CUT_OFF, CUT_OFF] and found == []


def test_a_change_of_category_replaces_the_others_on_one_day() -> None:
    parsed = parser(
        lines(
            op=["变更", "变更", "变更", "新增"],
            effective_on=["2019-09-01", "", "2019-09-01", "2019-09-01"],
            change_on=["2019-09-01", "2019-09-05", "2019-09-05", "2019-09-05"],
        ),
        "civil_affairs_changes",
        "change",
    )
    values = {name: column.to_pylist() for name, column in KIND.parse(parsed, FakeSource()).items()}
    assert (values["op"], values["replaces"]) == (["add"] * 4, [True, True, True, None])
    assert values["effective_on"] == [DAY, dt.date(2019, 9, 5), DAY, DAY]
    assert faults(parsed) == [(4, "change_two_days", "change_on")]


def test_an_end_needs_a_day_that_is_not_before_the_recognition() -> None:
    days = ["2019-09-01", "2019-08-31", "", "2019-12-11"]
    _, found = read("change", op=["减少"] * 4, effective_on=["2019-09-01"] * 4, change_on=days)
    assert found == [
        (3, "date_order", "change_on"),
        (4, "date_blank", "change_on"),
        (5, "date_out_of_range", "change_on"),
    ]


def test_a_blank_change_of_a_full_list_is_an_addition() -> None:
    values, found = read("full", op=["", "减少"], change_on=["", "2019-11-21"])
    assert values["op"] == ["add", "end"] and found == []


def test_the_merge_stages_neither_name_nor_number() -> None:
    assert KIND.name == "special_list" and KIND.sealed == ("person_key",)
    assert set(KIND.staged) == {
        *("row_no", "birth_on", "category", "op", "effective_on", "grade", "subclass", "hukou_local", "unit_id"),
        *("village", "replaces"),
    }


def test_a_full_list_with_a_column_of_changes_may_leave_it_blank_but_not_invent_words() -> None:
    values, found = read("full", op=["", "搬走"], effective_on=["2019-09-01", "2019-09-01"], change_on=["", ""])
    assert values["op"][0] == "add"
    assert found == [(3, "op_unknown", "op")]


def test_a_unit_may_be_blank() -> None:
    values, found = read("full", effective_on=["2019-09-01"], unit=[""])
    assert values["unit_id"] == [None] and found == []
