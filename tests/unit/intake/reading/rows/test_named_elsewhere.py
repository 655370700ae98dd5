"""A row is a person's if an unread column names somebody who is not in all such rows."""

from __future__ import annotations

import pytest

from tests.support.files.builders import CIVIL_HEADER, LAYOUTS, number
from transforms.intake.reading.header import map_header
from transforms.intake.reading.rows.named_elsewhere import person_cells, rows_of_persons, unread_columns

HEADER = [*CIVIL_HEADER, "成员姓名", "填报人姓名", ""]
UNREAD = unread_columns(map_header([HEADER], LAYOUTS["civil_affairs"], "full"))


def cells(**texts: str) -> list[str]:
    row = [""] * len(HEADER)
    for at, text in texts.items():
        row[int(at.removeprefix("c"))] = text
    return row


def test_the_unread_columns_and_those_for_names_are_known() -> None:
    assert UNREAD.positions == (0, 7, 8, 9, 10) and UNREAD.names == frozenset({8})


@pytest.mark.parametrize(
    ("column", "text"),
    [(8, "张三"), (8, "艾力·买买提"), (8, "Anna Smith"), (7, number(1)), (7, f"身份证{number(1)}"),
     (10, "199999**********12"), (7, "199999 19800515 0016")],
)  # fmt: skip
def test_a_name_or_a_number_names_a_person(column: int, text: str) -> None:
    assert person_cells(cells(**{f"c{column}": text}), UNREAD) == {column: text}


@pytest.mark.parametrize(
    ("column", "text"),
    [
        (8, "无"),
        (8, ""),
        (8, "12"),
        (9, "王五"),
        (7, "搬迁户"),
        (7, "0746-4212345"),
        (7, "6222021234567890123"),
        (1, "张三"),
    ],
)
def test_other_texts_name_nobody(column: int, text: str) -> None:
    assert person_cells(cells(**{f"c{column}": text}), UNREAD) == {}


def test_a_text_of_all_rows_was_filled_in_beforehand() -> None:
    assert rows_of_persons({5: {8: "王五"}, 6: {8: "王五"}, 7: {}}) == frozenset()
    assert rows_of_persons({5: {8: "王五"}, 6: {8: "王五", 7: "x"}, 7: {}}) == frozenset({6})
    assert rows_of_persons({5: {8: "王五"}, 6: {8: "赵六"}}) == frozenset({5, 6})
    assert rows_of_persons({5: {8: "王五"}}) == frozenset({5}) and rows_of_persons({}) == frozenset()
