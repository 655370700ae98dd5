"""Rows about persons are in mart_case alone, and mart sums them; no mart leads to a person or to a row of a file."""

from __future__ import annotations

import random
import uuid
from collections import Counter
from typing import Any

import psycopg
import pytest
from psycopg.rows import dict_row

from tests.support.fixtures.month_of_events import OCTOBER, Campaign
from tests.support.warehouse import ledger
from warehouse import bulk

ABOUT_PERSONS = {"person_key", "household_key", "alias_key", "situation_key", "birth_on", "died_on", "receipt_no"}
TO_A_ROW = {"row_no", "receipt_no", "reversal_no"}
SUMMED = ("price_fen", "due_fen", "fund_fen", "reimbursable_fen", "paid_fen", "refundable_fen", "reward_fen")
GRAIN = ("plan_year", "unit_id", "category", "payer", "status", "tier", "rule_id", "is_special")


def _read(campaign: Campaign, role: str, query: str) -> list[dict[str, Any]]:
    with psycopg.connect(campaign.settings.warehouse_url(role), row_factory=dict_row) as conn:
        return conn.execute(query).fetchall()


def _columns(campaign: Campaign, schema: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    sql = f"SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = '{schema}'"
    for row in _read(campaign, "owner", sql):
        found.setdefault(row["table_name"], set()).add(row["column_name"])
    return found


def test_no_mart_leads_to_a_person_or_to_a_row_of_a_file(campaign: Campaign) -> None:
    sums, rows = _columns(campaign, "mart"), _columns(campaign, "mart_case")
    assert len(sums) > 20 and len(rows) == 11
    assert {name for name, columns in sums.items() if columns & (ABOUT_PERSONS | TO_A_ROW)} == set()
    # a row about a person names no row and no delivery, whose file states the person
    assert {name for name, columns in rows.items() if columns & {*TO_A_ROW, "delivery_id"}} == set()
    assert all(columns & ABOUT_PERSONS for columns in rows.values())


def test_the_sums_are_the_sums_of_the_rows(campaign: Campaign) -> None:
    """Sum made-up persons of every status, with blanks, by the cube and by hand."""
    draw = random.Random(5)
    persons = [_person(campaign, draw, number) for number in range(400)]
    with ledger.owner(campaign.settings) as conn:
        bulk.insert(conn, "core.dues", persons)
    cells = _read(campaign, "analyst", "SELECT * FROM mart.dues")
    assert len(cells) > 50 and sum(cell["persons"] for cell in cells) == len(persons)
    expected: Counter[tuple[Any, ...]] = Counter()
    for person in persons:
        where = tuple(person[name] or "" for name in GRAIN)
        expected[(*where, "persons")] += 1
        expected[(*where, "undefined_due_persons")] += person["due_fen"] is None
        expected[(*where, "paid_persons")] += person["paid_fen"] > 0
        expected[(*where, "fund_persons")] += person["fund_fen"] > 0
        expected[(*where, "refundable_persons")] += person["refundable_fen"] > 0
        for name in SUMMED:
            expected[(*where, name)] += person[name] or 0
    measures = {name for *_, name in expected}
    found = {(*(cell[g] or "" for g in GRAIN), name): cell[name] or 0 for cell in cells for name in measures}
    assert found == dict(expected)


def _person(campaign: Campaign, draw: random.Random, number: int) -> dict[str, Any]:
    return {
        "campaign_id": ledger.number(), "person_key": uuid.UUID(int=number), "plan_year": draw.choice([2019, 2020]),
        "status": draw.choice(["enrolled", "owing", "undefined", "deceased"]),
        "unit_id": draw.choice([None, *campaign.units[:3]]), "category": draw.choice(["ordinary", "destitute"]),
        "rule_id": draw.choice(["DA-02", "DA-09"]), "price_fen": draw.choice([None, 25_000]),
        "due_fen": draw.choice([None, 0, 12_000]), "fund_fen": draw.choice([0, 13_000]), "payer": "",
        "reimbursable_fen": draw.choice([0, 500]), "paid_fen": draw.choice([0, 12_000]), "refundable_fen": 0,
        "reward_fen": draw.choice([None, 100]), "is_special": draw.choice([True, False]), "flags": [],
        "tier": "standard",
    }  # fmt: skip


@pytest.mark.parametrize("role", ["publisher", "auditor"])
def test_publisher_and_auditor_read_deliveries_without_file_names(campaign: Campaign, role: str) -> None:
    with ledger.owner(campaign.settings) as conn:
        ledger.delivery(conn, "health", "committed", OCTOBER)
    for table in ("landing.delivery", "landing.effective_delivery"):
        assert _read(campaign, role, f"SELECT source, sender, period FROM {table}")[0]["source"] == "health"
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            _read(campaign, role, f"SELECT file_name FROM {table}")
    sql = f"""
        SELECT table_name FROM information_schema.column_privileges
        WHERE grantee = '{role}' AND column_name LIKE '%file_name%' AND table_schema = 'landing'
    """
    readable = _read(campaign, "owner", sql)
    # names that the product itself gives to its workbooks
    assert {row["table_name"] for row in readable} <= {"feedback"}
