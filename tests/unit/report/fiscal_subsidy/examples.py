"""A second request by hand: two levels of government, two units, persons of no known unit."""

from __future__ import annotations

from typing import Any

from tests.unit.report.settlement.examples import AS_OF, SNAPSHOT
from transforms.report.fiscal_subsidy.compose import subsidy_request
from transforms.report.fiscal_subsidy.content import EnrolledRow, RequestRow, ShareRow, SubsidyRequest
from transforms.report.publication import Edition, Period, View

SHARES: list[ShareRow] = [
    {"level_no": 1, "level_label": "省财政", "fen": 40_000, "is_minimum": False},
    {"level_no": 2, "level_label": "县财政", "fen": 15_001, "is_minimum": False},
]
SECOND: RequestRow = {
    "request_no": 2,
    "known_no": None,
    "shares": SHARES,
    "before_no": 4,
    "before_as_of": "2019-11-30",
    "before_shares": SHARES,
}
FIRST: RequestRow = {**SECOND, "request_no": 1, "before_no": 0, "before_as_of": None, "before_shares": []}
ROWS: list[EnrolledRow] = [
    {"unit_id": "", "persons": 1, "before_persons": 0},
    {"unit_id": "x-a-1", "persons": 10, "before_persons": 12},
    {"unit_id": "x-b", "persons": 7, "before_persons": 2},
]


def composed(rows: list[EnrolledRow] | None = None, request: RequestRow = SECOND) -> SubsidyRequest:
    """Return a request as it is composed for the finance office."""
    edition = Edition(Period("fiscal_subsidy", "once", AS_OF, AS_OF, AS_OF), 0, View("finance"))
    snapshot: dict[str, Any] = {**SNAPSHOT, "request": request}
    return subsidy_request(edition, snapshot, ROWS if rows is None else rows)
