"""Lines in the order of units and reasons; nothing is listed that the ledger's totals do not state."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.unit.report.refund.examples import composed, facts
from transforms.report.refund.compose import RefundImbalanceError


def test_lines_are_ordered_by_unit_and_reason() -> None:
    lines = [(line.unit_name, line.row.reason_zh, line.row.fen) for line in composed().lines]
    assert lines == [
        ("乙镇", "重复缴费", -25_000),
        ("甲镇", "多缴", 2_005),
        ("甲镇", "重复缴费", 25_000),
        ("", "缴费期外缴费", 25_000),
    ]


def test_a_unit_whose_lines_are_not_the_refundable_money_is_refused() -> None:
    made_of = facts()
    wrong = [{**row, "refundable_fen": row["refundable_fen"] + (row["unit_id"] == "x-a")} for row in made_of.totals]
    with pytest.raises(RefundImbalanceError, match=r"unit x-a add up to 8505 fen, .* to 8506"):
        composed(replace(made_of, totals=wrong))  # type: ignore[arg-type]
    with pytest.raises(RefundImbalanceError, match=r"\(none\)"):
        composed(replace(made_of, totals=[{**made_of.totals[0], "confirmed_fen": 0}]))
