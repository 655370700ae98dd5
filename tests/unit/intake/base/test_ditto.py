"""A mark of repetition gets the text of the row directly above, or is unclear."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.files.raw_tables import raw_table
from transforms.intake.base.ditto import fill_ditto


def fill(texts: list[str], may_fill: bool = True, **facts: Any) -> tuple[list[str], list[bool], list[bool]] | None:
    raw = raw_table({"unit": texts}, **facts)
    result = fill_ditto(raw.table["unit"], raw, may_fill)
    return (result.values.to_pylist(), result.filled.tolist(), result.unclear.tolist()) if result else None


@pytest.mark.parametrize(
    "mark", ["同上", " 同 上 ", "同前", "同上行", "〃", "\u2033", "\u201d", '"', '""', "\u3000〃", "ditto"]
)
def test_a_mark_has_the_text_above(mark: str) -> None:
    assert fill(["甲镇", mark, mark]) == (["甲镇"] * 3, [False, True, True], [False] * 3)


@pytest.mark.parametrize("text", ["同上村", "同乐镇", "上同", "", "甲镇", "D0012", "东村"])
def test_other_texts_stay(text: str) -> None:
    assert fill(["甲镇", text]) is None


def test_a_mark_without_a_certain_row_above_is_unclear() -> None:
    unclear = (["", "甲镇"], [False, False], [True, False])
    assert fill(["同上", "甲镇"]) == unclear
    assert fill(["", "同上"]) == (["", ""], [False, False], [False, True])
    for facts in ({"remarks": ["hidden_rows"]}, {"notes": [(3, "serial_broken", "")]}):
        assert fill(["甲镇", "同上"], **facts) == (["甲镇", ""], [False, False], [False, True])
    assert fill(["甲镇", "同上"], may_fill=False) == (["甲镇", ""], [False, False], [False, True])
