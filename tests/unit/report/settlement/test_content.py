"""Sums of lines by fund and category, and by unit."""

from __future__ import annotations

import pytest

from tests.unit.report.settlement.examples import composed, row
from transforms.report.settlement.content import Line, Total


@pytest.mark.parametrize(
    ("before", "fen", "change"),
    [(0, 13_000, "added"), (13_000, -13_000, "withdrawn"), (13_000, -1, "changed"), (13_000, 12_000, "changed")],
)
def test_a_line_is_added_withdrawn_or_changed(before: int, fen: int, change: str) -> None:
    assert Line(row(1, "aid", "poor", "x-b", before, fen, 0), "", "", "").change == change


def test_sums_by_category_within_each_fund() -> None:
    assert composed().by_category() == [
        Total("医疗救助资金", "低保对象", 1, 0, 1, 15_005, 0),
        Total("财政", "特困人员", 1, 0, 0, 25_000, 25_000),
        Total("财政", "低保对象", 1, 1, 0, 0, 0),
    ]


def test_sums_by_unit_in_the_notices_order_and_the_unknown_last() -> None:
    totals = composed().by_unit()
    assert [(total.label, total.fen) for total in totals] == [("乙镇", -10_995), ("甲镇", 38_000), ("", 13_000)]
    assert sum(total.fen for total in totals) == composed().whole.fen == 40_005
