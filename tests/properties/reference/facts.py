"""What is known about one person, and what comes out: plain shapes of the reference."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple


class Roll(NamedTuple):
    """The person's line on the roll; None where the roll leaves it blank."""

    unit: str
    hukou_local: bool | None
    insured_last_year: bool | None


class ListRow(NamedTuple):
    """One row of one department's list. op: add | end | death; None where the list says nothing. `replaces`: an add
    that changes the category, and so ends the others of its source."""

    source: str
    category: str
    op: str
    effective_on: date
    cut_off_on: date
    grade: int | None
    subclass: str | None
    hukou_local: bool | None
    unit: str | None
    replaces: bool = False


class Receipt(NamedTuple):
    """One receipt of the tax bureau. receipt_no orders the receipts of one day, as text."""

    receipt_no: str
    plan_year: int
    amount_fen: int
    collected_on: date
    received_on: date
    unit: str | None


class Reversal(NamedTuple):
    """Money of the receipt with that number that went back. reversal_no orders the reversals of one day, as text."""

    reversal_no: str
    receipt_no: str
    plan_year: int
    amount_fen: int
    received_on: date


class Employment(NamedTuple):
    """Employee insurance as a list with that cut-off states it, both days inside; to_on None = still insured."""

    from_on: date
    to_on: date | None
    region: str | None
    cut_off_on: date


class LateReason(NamedTuple):
    """A row about a reason to enter after the windows. op: add | end."""

    op: str
    cut_off_on: date


@dataclass
class Person:
    """One person. `history`: past plan year -> enrolled in it; a year without an entry is not in what was delivered."""

    number: int
    birth_on: date | None
    roll: Roll | None
    rows: list[ListRow] = field(default_factory=list)
    receipts: list[Receipt] = field(default_factory=list)
    reversals: list[Reversal] = field(default_factory=list)
    employments: list[Employment] = field(default_factory=list)
    history: dict[int, bool] = field(default_factory=dict)
    late_reasons: list[LateReason] = field(default_factory=list)


@dataclass(frozen=True)
class Outcome:
    """The result of one (person, plan year). due_fen None = undefined; shares are (payer, fen) in order."""

    status: str
    unit: str | None
    category: str
    rule_id: str
    tier: str
    tier_enjoyed: str
    price_fen: int | None
    due_fen: int | None
    fiscal_fen: int | None
    shares: tuple[tuple[str, int], ...]
    fund_fen: int
    reimbursable_fen: int
    paid_fen: int
    refundable_fen: int
    settled_on: date | None = None
    identity_on: date | None = None
    coverage_from: date | None = None
    coverage_rule_id: str | None = None
    waiting_months: int | None = None
    full_benefit_from: date | None = None
    waiting_rule_id: str | None = None
    consecutive_years: int | None = None
    reward_fen: int | None = None
    history_missing: bool = False
    paid_twice: bool = False
    open_category: str | None = None
    open_rule_id: str | None = None
    paid_outside_own_window: bool = False
    refused_outside_own_window: bool = False
    refused_late: bool = False
