"""The result of a worked case: one person's account of one plan year, with the rules behind it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Account:
    """One row of `core.dues` with the clauses and quotes of its rules, as `sql/workbench/results.sql` returns it.

    Amounts are whole fen; None means undefined or not there. `payer_fen` belongs to `payers`, in the order of payment.
    """

    person_key: uuid.UUID
    plan_year: int
    status: str
    unit_name: str | None
    category: str
    rule_id: str
    clause: str | None
    quote: str | None
    tier: str
    tier_enjoyed: str
    due_fen: int | None
    paid_fen: int
    reimbursable_fen: int
    refundable_fen: int
    fiscal_fen: int | None
    reward_fen: int | None
    payers: list[str]
    payer_fen: list[int]
    settled_on: date | None
    coverage_from: date | None
    coverage_rule_id: str | None
    coverage_clause: str | None
    coverage_quote: str | None
    waiting_months: int | None
    full_benefit_from: date | None
    waiting_rule_id: str | None
    waiting_clause: str | None
    waiting_quote: str | None
    consecutive_years: int | None
    household_incomplete: bool
    flags: list[str]


Accounts = dict[int, Account]
"""One person's accounts by plan year."""
