"""A made-up list of persons: two towns, one village below the first, five persons."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from transforms.report.lists.compose import person_list
from transforms.report.lists.content import PersonList, PersonRow
from transforms.report.lists.kinds import MISSING
from transforms.report.publication import Edition, Period, View

AS_OF = dt.date(2019, 11, 30)
SNAPSHOT: dict[str, Any] = {
    "campaign": {"pack_code": "madeup-2032", "place_name": "某县", "plan_year": 2032},
    "units": [
        {"unit_id": "c", "name": "某县", "parent_unit_id": None, "sort_order": 0, "is_progress_unit": False},
        {"unit_id": "b", "name": "乙镇", "parent_unit_id": "c", "sort_order": 2, "is_progress_unit": True},
        {"unit_id": "a", "name": "甲镇", "parent_unit_id": "c", "sort_order": 1, "is_progress_unit": True},
        {"unit_id": "a1", "name": "甲一村", "parent_unit_id": "a", "sort_order": 3, "is_progress_unit": False},
    ],
    "categories": [{"category": "poor", "label_zh": "贫困人口"}],
}
NAMES = ("张三", "李四四", "王五", "赵六", "钱七")


def row(number: int, unit_id: str, **values: Any) -> PersonRow:
    """Return the row of one person who is on the roll and of a list, and has not paid."""
    stated: dict[str, Any] = {
        "person_key": uuid.UUID(int=number), "unit_id": unit_id, "village": "", "is_enrolled": False,
        "must_enrol": True, "is_member": True,
        "insured_last_year": False, "is_on_roll": True, "is_employee": False, "is_undefined": False,
        "is_undefined_paid": False, "categories": ["poor"], "enrolled_on": None, "paid_on": None, "received_fen": 0,
        "answer": "", "number_cipher": None, "name_cipher": None, "note_cipher": None,
        "past_years": [None, None], "is_covered": False, "coverage_from": None, "coverage_rule_id": None,
        "coverage_before": None,
    }  # fmt: skip
    return PersonRow(**stated | values)


ROWS = (
    row(1, "b"),
    row(2, "a", village="南村", is_on_roll=False),
    row(3, "a1", village="北村", received_fen=12_000, paid_on=dt.date(2019, 11, 5)),
    row(4, ""),
    row(5, "a", village="北村", categories=[], insured_last_year=True, is_employee=True),
)


def sample(view: View | None = None, correction_no: int = 0) -> PersonList:
    """Compose the list for a recipient's view, with masked identities."""
    period = Period("missing_persons", "once", dt.date(2019, 9, 1), AS_OF, AS_OF)
    content = person_list(MISSING, Edition(period, correction_no, view or View()), SNAPSHOT, ROWS)
    persons = tuple(
        person._replace(name=NAMES[person.row.person_key.int - 1], number="199999************")
        for person in content.persons
    )
    return PersonList(**{**content.__dict__, "persons": persons})
