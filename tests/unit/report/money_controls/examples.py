"""A table of money controls by hand: two towns, a village, a unit that is not known, two collectors."""

from __future__ import annotations

from typing import Any

from tests.unit.report.settlement.examples import AS_OF, SNAPSHOT
from transforms.report.money_controls.compose import money_controls
from transforms.report.money_controls.content import SUBJECTS, CollectorRow, ControlsRow, FigureRow, MoneyControls
from transforms.report.publication import Edition, Period, View

FIGURES: list[FigureRow] = [
    {"unit_id": "x-a", "subject": "paid_twice", "items": 2, "fen": 50_000},
    {"unit_id": "x-a-1", "subject": "paid_twice", "items": 1, "fen": 25_000},
    {"unit_id": "", "subject": "paid_twice", "items": 1, "fen": 12_345},
    {"unit_id": "x-b", "subject": "household", "items": 7, "fen": 0},
    {"unit_id": "x-b", "subject": "cash_held", "items": 90, "fen": 2_250_000},
    {"unit_id": "x-b", "subject": "cash_overdue", "items": 1, "fen": 2_000_000},
    {"unit_id": "x-b", "subject": "cash_over_limit", "items": 1, "fen": 2_000_000},
]
COLLECTORS: list[CollectorRow] = [
    {"unit_id": "x-b", "collector": "C-01", "held_receipts": 80, "held_fen": 2_000_000, "oldest_on": "2019-12-20",
     "deposit_by": "2019-12-25", "is_overdue": True, "is_over_limit": True},
    {"unit_id": "x-a", "collector": "C-02", "held_receipts": 1, "held_fen": 25_000, "oldest_on": "2019-12-21",
     "deposit_by": None, "is_overdue": True, "is_over_limit": False},
]  # fmt: skip


def controls(units: list[str] | None = None) -> ControlsRow:
    """Return the rows of these units; None: of all."""
    figures = [row for row in FIGURES if units is None or row["unit_id"] in units]
    collectors = [row for row in COLLECTORS if units is None or row["unit_id"] in units]
    return {"assessed_on": "2020-01-02", "figures": figures, "collectors": collectors}


def composed(view: View | None = None, rows: ControlsRow | None = None) -> MoneyControls:
    """Return a table as it is composed for a view; without one, for the whole place."""
    edition = Edition(Period("money_controls", "month", AS_OF, AS_OF, AS_OF), 0, view or View())
    snapshot: dict[str, Any] = {**SNAPSHOT, "subjects": list(SUBJECTS), "controls": rows or controls()}
    return money_controls(edition, snapshot)
