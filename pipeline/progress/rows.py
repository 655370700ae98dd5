"""Rows of the statements of `sql/progress/` that only `campaign progress` runs, and their queries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from pipeline.publish.manifest import Manifest
from warehouse.statements import Query


@dataclass(frozen=True)
class UndefinedAmount:
    """Row of progress/exception: persons of a category whose due is undefined, by reason, and what they paid.

    `paid_persons`: those of them who have paid.
    """

    category: str
    category_label: str
    reason_code: str
    reason_zh: str
    persons: int
    paid_persons: int
    paid_fen: int


@dataclass(frozen=True)
class IncompleteHouseholds:
    """Row of progress/household: households of which some but not all members are enrolled."""

    households: int
    missing_persons: int


@dataclass(frozen=True)
class DeliveryCount:
    """Row of progress/delivery_count: deliveries in one state, and their rows."""

    state: str
    deliveries: int
    rows_read: int
    rows_clean: int
    rows_duplicate: int
    rows_quarantined: int


@dataclass(frozen=True)
class WaitingReversals:
    """Row of progress/reversal: reversals of one sender that take nothing back yet, by state."""

    sender: str
    state_zh: str
    reversals: int
    reversed_fen: int


@dataclass(frozen=True)
class ListedPublication:
    """Row of progress/publications: one publication that exists."""

    publication_id: UUID
    report: str
    cadence: str
    period_from: date
    period_to: date
    as_of: date
    correction_no: int
    manifest: Manifest
    is_waiting: bool
    is_mailed: bool


UNDEFINED_AMOUNTS = Query("progress/exception", UndefinedAmount)
INCOMPLETE_HOUSEHOLDS = Query("progress/household", IncompleteHouseholds)
DELIVERY_COUNTS = Query("progress/delivery_count", DeliveryCount)
WAITING_REVERSALS = Query("progress/reversal", WaitingReversals)
LISTED_PUBLICATIONS = Query("progress/publications", ListedPublication)
