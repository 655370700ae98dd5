"""Sums of lines by unit and by reason."""

from __future__ import annotations

import pytest

from tests.unit.report.refund.examples import composed, facts
from transforms.report.refund.content import Total


@pytest.mark.parametrize(
    ("before", "fen", "change"),
    [(0, 25_000, "added"), (25_000, -25_000, "withdrawn"), (25_000, -1, "changed"), (25_000, 1, "changed")],
)
def test_a_line_is_added_withdrawn_or_changed(before: int, fen: int, change: str) -> None:
    (line,) = composed(facts((("over", "多缴", "x-b", before, fen),))).lines
    assert line.change == change


def test_sums_by_unit_in_the_notices_order_and_the_unknown_last() -> None:
    totals = composed().by_unit()
    assert [(total.label, total.fen) for total in totals] == [("乙镇", -25_000), ("甲镇", 27_005), ("", 25_000)]
    assert sum(total.fen for total in totals) == composed().whole.fen == 27_005


def test_sums_by_reason() -> None:
    assert composed().by_reason() == [
        Total("缴费期外缴费", 1, 0, 0, 25_000),
        Total("多缴", 0, 0, 1, 2_005),
        Total("重复缴费", 1, 1, 0, 0),
    ]


def test_open_money_is_listed_less_refunded() -> None:
    content = composed()
    assert (content.listed_fen, content.confirmed_fen, content.open_fen) == (65_005, 2_000, 63_005)
