"""Rows that all lack columns at their end are read only if their cells fit the columns in one way."""

from __future__ import annotations

import pytest

from tests.support.files.builders import number
from transforms.intake.reading.header import Header
from transforms.intake.reading.rows.missing_ends import HeaderWidth, header_width, lack_only_ends

NAMES = ("name", "document_number", "unit", "village", "effective_on", "hukou_local")
REQUIRED = frozenset({0, 1, 2})


def header(*columns: str) -> HeaderWidth:
    """A header of these columns; '' is not read."""
    return HeaderWidth({name: at for at, name in enumerate(columns) if name}, len(columns), REQUIRED)


def test_a_header_says_what_is_required_and_which_unread_columns_have_values() -> None:
    cells = ("姓名", "证件号码", "登记日期", "备注", "")
    known = header_width(Header(0, {"name": 0, "document_number": 1}, [2, 3], 5, cells=cells), ["name", "unit"])
    assert known == HeaderWidth({"name": 0, "document_number": 1}, 5, frozenset({0}), frozenset({2}))


def test_a_date_may_be_of_another_column_with_dates_but_not_of_a_remark() -> None:
    whole, columns = rows("甲镇", "2019-08-01"), header("name", "document_number", "unit", "effective_on", "")
    assert lack_only_ends(whole, columns)
    assert not lack_only_ends(whole, columns._replace(values=frozenset({4})))


def rows(*cells: str) -> list[list[str]]:
    return [["人一", number(at), *cells] for at in (1, 2, 3)]


@pytest.mark.parametrize(
    ("columns", "cells"),
    [
        ((*NAMES, ""), ("甲镇", "东村", "2019-08-01", "是")),
        ((*NAMES, "", "", ""), ("甲镇", "", "20190801", "否")),
        (NAMES, ("甲镇", "东村", "2019-08-01")),  # yes or no may be blank
        ((*NAMES[:3], "", "effective_on", ""), ("甲镇", "外出", "2019年8月1日")),
        ((*NAMES[:3], ""), ("甲镇",)),
        ((*NAMES[:3], "amount_fen", ""), ("甲镇", "250.00")),
    ],
)
def test_columns_at_the_end_that_may_be_blank_may_be_missing(columns: tuple[str, ...], cells: tuple[str, ...]) -> None:
    assert lack_only_ends(rows(*cells), header(*columns))


@pytest.mark.parametrize(
    ("columns", "cells"),
    [
        ((*NAMES, ""), ("甲镇", "2019-08-01", "是", "外出")),  # the village is missing
        ((*NAMES, ""), ("甲镇", "东村", "是", "外出")),  # the date is missing
        ((*NAMES, ""), ("甲镇东村", "2019-08-01", "是", "")),  # a delimiter is missing
        ((*NAMES[:3], "", "village"), ("甲镇", "东村")),  # a village or a text that is not read
        ((*NAMES[:3], "insured_from", "insured_to"), ("甲镇", "2019-08-01")),  # either date
        ((*NAMES[:3], "village", ""), ("甲镇", "东村")),  # a text of any column
        (("name", "document_number", "", "unit"), ("甲镇",)),  # a required column
        (NAMES, ("甲镇", "东村", "2019-08-01", "是")),  # nothing is missing
        ((*NAMES[:3], *[""] * 40), ("甲镇", *["a"] * 20)),  # too many ways
    ],
)
def test_anything_that_may_be_shifted_is_not_read(columns: tuple[str, ...], cells: tuple[str, ...]) -> None:
    assert not lack_only_ends(rows(*cells), header(*columns))


def test_the_document_number_is_in_its_column_and_rows_are_alike() -> None:
    whole, columns = rows("甲镇", "东村", "2019-08-01", "是"), header(*NAMES, "")
    assert not lack_only_ends([*whole, ["人一", "甲镇", number(1), "", "", ""]], columns)
    assert not lack_only_ends([*whole, whole[0][:5]], columns)
    assert not lack_only_ends(whole[:1], columns)
    assert not lack_only_ends([], columns)
    assert not lack_only_ends(whole, HeaderWidth({"unit": 0}, 7, frozenset()))
