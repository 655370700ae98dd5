"""A batch by hand: two funds, three units, lines that are added, withdrawn and changed. Persons are invented."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from transforms.report.publication import Edition, Period, View
from transforms.report.settlement.compose import settlement
from transforms.report.settlement.content import Batch, FundTotalRow, LineRow, Settlement, SettlementFacts

AS_OF = date(2019, 12, 31)
PERIOD = Period("settlement", "once", date(2019, 9, 1), AS_OF, AS_OF)
UNITS = [
    {"unit_id": "x-root", "name": "某县", "parent_unit_id": None, "sort_order": 0, "is_progress_unit": False},
    {"unit_id": "x-b", "name": "乙镇", "parent_unit_id": "x-root", "sort_order": 1, "is_progress_unit": True},
    {"unit_id": "x-a", "name": "甲镇", "parent_unit_id": "x-root", "sort_order": 2, "is_progress_unit": True},
    {"unit_id": "x-a-1", "name": "某村", "parent_unit_id": "x-a", "sort_order": 3, "is_progress_unit": False},
]
SNAPSHOT: dict[str, Any] = {
    "campaign": {"pack_code": "someplace-2020", "place_name": "某县", "plan_year": 2020},
    "units": UNITS,
    "categories": [{"category": "destitute", "label_zh": "特困人员"}, {"category": "poor", "label_zh": "低保对象"}],
    "payers": [{"payer": "aid", "label_zh": "医疗救助资金"}, {"payer": "fiscal", "label_zh": "财政"}],
    "frame": {
        "letters": [
            {
                "cadence": "once",
                "period_to": "2019-12-31",
                "due_on": "2020-01-01",
                "addressed_to": "县财政局",
                "copied_to": [],
                "signed_by": ["县医保局"],
            }
        ],
        "recipients": {"finance": "县财政局", "aid_office": "县民政局"},
        "notice": "某政发〔2019〕1号",
    },
}
ROWS = (
    ("fiscal", "poor", "x-a-1", 0, 13_000, 0),
    ("fiscal", "poor", "x-b", 13_000, -13_000, 0),
    ("fiscal", "destitute", "x-a", 0, 25_000, 25_000),
    ("aid", "poor", "x-b", 13_000, 2_005, 0),
    ("aid", "poor", "", 0, 13_000, 0),
)


def row(number: int, payer: str, category: str, unit_id: str, before: int, fen: int, back: int) -> LineRow:
    """Return one line of the person with this number."""
    return LineRow(uuid.UUID(int=number), 2020, unit_id, category, payer, before, fen, back, None, None)


def facts(rows: tuple[tuple[str, str, str, int, int, int], ...] = ROWS) -> SettlementFacts:
    """Return lines, and totals that agree with them; each fund was settled with 20 yuan more for other persons."""
    lines = [row(number, *values) for number, values in enumerate(rows, start=1)]
    totals: list[FundTotalRow] = [
        {
            "payer": payer,
            "before_fen": 2_000 + sum(line.before_fen for line in lines if line.payer == payer),
            "settled_fen": 2_000 + sum(line.before_fen + line.fen for line in lines if line.payer == payer),
        }
        for payer in sorted({line.payer for line in lines})
    ]
    return SettlementFacts(Batch(2, 9, AS_OF, 4, date(2019, 11, 30)), lines, totals)


def composed(made_of: SettlementFacts | None = None, view: View | None = None) -> Settlement:
    """Return the batch as it is composed for a view."""
    edition = Edition(PERIOD, 0, view or View("finance"))
    return settlement(edition, SNAPSHOT, facts() if made_of is None else made_of)
