"""A list of changes by hand: two persons who may be charged, and a person who is withdrawn. Persons are invented."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import date
from typing import Any

from transforms.report.due_list.compose import due_list
from transforms.report.due_list.content import Charge, DueList, DueListFacts, Header, LineRow
from transforms.report.publication import Edition, Period, View

AS_OF = date(2019, 9, 30)
PERIOD = Period("due_list", "day", AS_OF, AS_OF, AS_OF)
VIEW = View("tax", None, ("special_populations",))
HEADER = Header(2, AS_OF, 7, AS_OF, False, 3, 1, 37_005, 40, 1_000_005, "ab" * 32)
SNAPSHOT: dict[str, Any] = {
    "campaign": {"pack_code": "someplace-2020", "place_name": "某县", "plan_year": 2020},
    "units": [
        {"unit_id": "x-root", "name": "某县", "parent_unit_id": None, "sort_order": 0, "is_progress_unit": False},
        {"unit_id": "x-a", "name": "甲镇", "parent_unit_id": "x-root", "sort_order": 1, "is_progress_unit": True},
        {"unit_id": "x-a-1", "name": "某村", "parent_unit_id": "x-a", "sort_order": 2, "is_progress_unit": False},
    ],
    "categories": [{"category": "poor", "label_zh": "低保对象"}],
    "is_acknowledged": True,
}


def row(number: int, charge: Charge, due_fen: int, unit_id: str, category: str) -> LineRow:
    """Return one line of the person with this number."""
    return LineRow(uuid.UUID(int=number), 2020, charge, due_fen, unit_id, category, "resident", None, None)


ROWS = [
    row(1, "paid", 0, "x-a", ""),
    row(2, "charge", 12_005, "x-a-1", "poor"),
    row(3, "charge", 25_000, "", "ordinary"),
]


def composed(correction_no: int = 0, **header: Any) -> DueList:
    """Return the list with invented identities; `header`: fields of the header that differ."""
    content = due_list(Edition(PERIOD, correction_no, VIEW), SNAPSHOT, DueListFacts(replace(HEADER, **header), ROWS))
    lines = (line._replace(name="某人", number=f"P{place}") for place, line in enumerate(content.lines))
    return replace(content, lines=tuple(lines))
