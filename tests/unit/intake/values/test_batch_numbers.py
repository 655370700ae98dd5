"""Numbers of batches: figures and Chinese figures, with or without 第 and 批."""

from __future__ import annotations

import pytest

from transforms.intake.values.batch_numbers import parse_batch_number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        *(("1", 1), ("第1批", 1), (" 第 ２ 批 ", 2), ("3批次", 3), ("第12批次", 12), ("9999", 9999)),
        *(("第一批", 1), ("二", 2), ("第十批", 10), ("第十二批", 12), ("第二十批", 20), ("第二十一批次", 21)),
    ],
)
def test_a_number_is_read(text: str, number: int) -> None:
    assert parse_batch_number(text) == number


@pytest.mark.parametrize(
    "text",
    ["", "0", "第0批", "首批", "1.0", "1.5", "第一二批", "第十十批", "第二十一二批", "第批", "-1", "2020年第1批"],
)
def test_any_other_text_is_none(text: str) -> None:
    assert parse_batch_number(text) is None
