"""Persons of a small campaign, with the lines that explain them."""

from __future__ import annotations

import uuid
from collections.abc import Mapping

from tests.support.fixtures.month_of_events import Campaign
from tests.support.warehouse import ledger
from warehouse import bulk

SITUATION = uuid.UUID(int=3)


def explain(campaign: Campaign, unit_of: Mapping[uuid.UUID, str | None]) -> None:
    """Put persons into their units; each owes 250 yuan, which one line explains."""
    dues = [{"campaign_id": ledger.number(), "person_key": key, "plan_year": 2020, "status": "owing", "flags": [],
             "category": "ordinary", "rule_id": "DA-02", "price_fen": 25_000, "fund_fen": 0, "payer": "",
             "reimbursable_fen": 0, "paid_fen": 0, "refundable_fen": 0, "is_special": False,
             "situation_key": SITUATION, "unit_id": unit} for key, unit in unit_of.items()]  # fmt: skip
    line = {"campaign_id": ledger.number(), "situation_key": SITUATION, "plan_year": 2020, "line_no": 1,
            "topic": "result", "verdict": "owing", "fen": 25_000, "other_fen": 0}  # fmt: skip
    with ledger.owner(campaign.settings) as conn:
        bulk.insert(conn, "core.dues", dues)
        bulk.insert(conn, "core.explanation", [line])
