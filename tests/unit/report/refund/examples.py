"""A batch of refunds by hand: receipts that are added, withdrawn and changed in three units. Persons are invented."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from transforms.report.publication import Edition, Period
from transforms.report.refund.compose import refunds
from transforms.report.refund.content import Batch, LineRow, RefundFacts, Refunds, UnitTotalRow

AS_OF, LISTED_ON = date(2020, 1, 31), date(2020, 2, 1)
PERIOD = Period("refund_list", "month", date(2020, 1, 1), AS_OF, AS_OF)
UNITS = [
    {"unit_id": "x-root", "name": "某县", "parent_unit_id": None, "sort_order": 0, "is_progress_unit": False},
    {"unit_id": "x-b", "name": "乙镇", "parent_unit_id": "x-root", "sort_order": 1, "is_progress_unit": True},
    {"unit_id": "x-a", "name": "甲镇", "parent_unit_id": "x-root", "sort_order": 2, "is_progress_unit": True},
    {"unit_id": "x-a-1", "name": "某村", "parent_unit_id": "x-a", "sort_order": 3, "is_progress_unit": False},
]
SNAPSHOT: dict[str, Any] = {
    "campaign": {"pack_code": "someplace-2020", "place_name": "某县", "plan_year": 2020},
    "units": UNITS,
}
ROWS = (
    ("paid_twice", "重复缴费", "x-a-1", 0, 25_000),
    ("paid_twice", "重复缴费", "x-b", 25_000, -25_000),
    ("over", "多缴", "x-a", 5_000, 2_005),
    ("out_of_window", "缴费期外缴费", "", 0, 25_000),
)


def facts(rows: tuple[tuple[str, str, str, int, int], ...] = ROWS) -> RefundFacts:
    """Return lines, and totals that agree with them: in each unit 20 yuan more were listed, and 5 yuan refunded."""
    lines = [
        LineRow(
            uuid.UUID(int=number), f"R{number}", 2020, unit, date(2019, 12, 30), reason, words, before, fen, None, None
        )
        for number, (reason, words, unit, before, fen) in enumerate(rows, start=1)
    ]
    totals: list[UnitTotalRow] = []
    for unit in sorted({line.unit_id for line in lines}):
        listed = 2_000 + sum(line.before_fen + line.fen for line in lines if line.unit_id == unit)
        totals.append(
            {"unit_id": unit, "listed_fen": listed, "confirmed_fen": 500, "refundable_fen": listed - 500},
        )
    return RefundFacts(Batch(2, 9, AS_OF, LISTED_ON), lines, totals)


def composed(made_of: RefundFacts | None = None) -> Refunds:
    """Return the batch as it is composed."""
    return refunds(Edition(PERIOD), SNAPSHOT, facts() if made_of is None else made_of)
