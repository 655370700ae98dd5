"""Unknown words of a column are replaced, with a warning; blanks are a fault where the column must be filled."""

from __future__ import annotations

from tests.support.files.raw_tables import faults, parser, warnings
from transforms.intake.gate.kinds.shown_words import shown_words


def _is_known(text: str) -> bool:
    return text == "第一批"


def test_known_words_stay_and_others_are_replaced() -> None:
    parsed = parser({"batch": ["第一批", "张三", "", "李四", "张三"]}, "fund_claim_batches")
    shown = shown_words(parsed, "batch", _is_known, "其他", "batch_unlisted")
    assert shown.to_pylist() == ["第一批", "其他", "", "其他", "其他"]
    assert [row for row, code, _ in warnings(parsed) if code == "batch_unlisted"] == [3, 5, 6]
    assert faults(parsed) == []


def test_numbered_words_stay_different_and_a_blank_may_be_a_fault() -> None:
    parsed = parser({"batch": ["李四", "张三", "", "李四"]}, "fund_claim_batches")
    shown = shown_words(parsed, "batch", _is_known, "其他", "batch_unlisted", blank_fault="source_blank", numbered=True)
    assert shown.to_pylist() == ["其他1", "其他2", "", "其他1"]
    assert faults(parsed) == [(4, "source_blank", "batch")]
