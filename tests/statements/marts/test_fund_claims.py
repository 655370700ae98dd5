"""What the marts say of claims on funds: which rows add up, what is owed, and how persons and totals are compared."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from sqlalchemy import text

from tests.support.fixtures.month_of_events import OCTOBER, Campaign
from tests.support.warehouse import ledger
from warehouse import bulk, engine

NOVEMBER = dt.date(2019, 11, 30)
DECEMBER = dt.date(2019, 12, 31)


def _read(campaign: Campaign, sql: str) -> list[dict[str, Any]]:
    with engine.create(campaign.settings.warehouse_url("caseworker")).connect() as conn:
        return [dict(row) for row in conn.execute(text(sql)).mappings()]


def _list(campaign: Campaign, cut_off: dt.date, *claims: tuple[int, int], mode: str = "full", state: str = "committed",
          batch: str | None = None, category: str = "destitute") -> None:  # fmt: skip
    """Load a list of claims. `claims`: (person, fen) of each row."""
    with ledger.owner(campaign.settings) as conn:
        delivery_id = ledger.delivery(conn, "fund_claim", state, cut_off, kind="fund_claim", period=str(cut_off))
        conn.execute(text("UPDATE landing.delivery SET list_mode = :mode WHERE delivery_id = :id"),
                     {"mode": mode, "id": delivery_id})  # fmt: skip
        bulk.insert(conn, "core.fund_claim_fact", [
            {"campaign_id": ledger.number(), "person_key": uuid.UUID(int=person), "category": category,
             "claimed_fen": fen, "batch": batch, "unit_id": campaign.units[0], "cut_off_on": cut_off,
             "delivery_id": delivery_id, "row_no": row}
            for row, (person, fen) in enumerate(claims, start=2)
        ])  # fmt: skip


def _owe(campaign: Campaign, person: int, fund_fen: int, status: str = "enrolled", **values: Any) -> None:
    row = {"campaign_id": ledger.number(), "person_key": uuid.UUID(int=person), "plan_year": 2020, "status": status,
           "category": "destitute", "rule_id": "DA-09", "price_fen": 25_000, "fund_fen": fund_fen, "payer": "",
           "reimbursable_fen": 0, "paid_fen": 0, "refundable_fen": 0, "is_special": True, "flags": [],
           "unit_id": campaign.units[1]} | values  # fmt: skip
    with ledger.owner(campaign.settings) as conn:
        bulk.insert(conn, "core.dues", [row])


def _compared(campaign: Campaign) -> dict[int, tuple[str, int, int]]:
    rows = _read(campaign, "SELECT person_key, comparison, claimed_fen, owed_fen FROM mart_case.fund_claim")
    return {row["person_key"].int: (row["comparison"], row["claimed_fen"], row["owed_fen"]) for row in rows}


def test_without_a_list_of_claims_nothing_is_compared(campaign: Campaign) -> None:
    _owe(campaign, 1, 25_000)
    _list(campaign, OCTOBER, (1, 25_000), state="held")
    assert _compared(campaign) == {}
    assert _read(campaign, "SELECT * FROM mart.fund_claim_total") == []


def test_each_person_is_compared_with_the_ledger(campaign: Campaign) -> None:
    for person, fen in ((1, 25_000), (2, 13_000), (3, 25_000)):
        _owe(campaign, person, fen)
    _owe(campaign, 4, 13_000, "owing")  # the fund would pay it, if the person paid
    _owe(campaign, 3, 9_000, plan_year=2019)
    _owe(campaign, 6, 0, category="ordinary")
    _list(campaign, OCTOBER, (1, 12_000), (1, 13_000), (2, 12_000), (4, 13_000), (5, 25_000), (6, 100))
    assert _compared(campaign) == {
        1: ("agrees", 25_000, 25_000),
        2: ("differs", 12_000, 13_000),
        3: ("not_claimed", 0, 25_000),
        4: ("not_owed", 13_000, 0),
        5: ("not_owed", 25_000, 0),
        6: ("not_owed", 100, 0),
    }


def test_a_full_list_replaces_earlier_lists_and_a_change_list_adds_to_it(campaign: Campaign) -> None:
    _list(campaign, OCTOBER, (1, 1), (2, 2))
    _list(campaign, OCTOBER, (3, 3), mode="change")
    assert {person: row[1] for person, row in _compared(campaign).items()} == {1: 1, 2: 2, 3: 3}
    _list(campaign, NOVEMBER, (1, 10))
    _list(campaign, NOVEMBER, (2, 20))  # a part of the same day
    _list(campaign, DECEMBER, (1, 100), mode="change")
    _list(campaign, DECEMBER, (1, 1_000), state="superseded")
    assert {person: row[1] for person, row in _compared(campaign).items()} == {1: 110, 2: 20}


def test_change_lists_alone_all_count(campaign: Campaign) -> None:
    _list(campaign, NOVEMBER, (1, 10), mode="change", batch="第二批")
    _list(campaign, OCTOBER, (1, 1), (2, 2), mode="change", batch="第一批")
    assert {person: row[1] for person, row in _compared(campaign).items()} == {1: 11, 2: 2}
    rows = _read(
        campaign, "SELECT batches, claimed_persons, claimed_fen FROM mart.fund_claim_total ORDER BY claimed_fen"
    )
    assert [tuple(row.values()) for row in rows] == [("第一批", 1, 2), ("第一批、第二批", 1, 11)]


def test_two_keys_of_a_person_are_one_person(campaign: Campaign) -> None:
    _owe(campaign, 1, 25_000)
    _list(campaign, OCTOBER, (1, 12_000), (2, 13_000))
    with ledger.owner(campaign.settings) as conn:
        link = {"fact_key": uuid.UUID(int=2), "person_key": uuid.UUID(int=1)}
        bulk.insert(conn, "core.linked_person", [link])
    assert _compared(campaign) == {1: ("agrees", 25_000, 25_000)}


def test_totals_by_unit_and_category_count_each_person_once(campaign: Campaign) -> None:
    for person, fen in ((1, 25_000), (2, 13_000), (3, 25_000), (4, 25_000)):
        _owe(campaign, person, fen)
    _list(campaign, OCTOBER, (1, 25_000), (2, 25_000), (9, 13_000), batch="第一批")
    _list(campaign, OCTOBER, (4, 25_000), batch="第一批", category="minimum_living", mode="change")
    rows = _read(campaign, "SELECT * FROM mart.fund_claim_total ORDER BY unit_sort_order, batches")
    columns = ("unit_id", "category_label", "batches", "claimed_persons", "claimed_fen", "owed_persons", "owed_fen",
               "not_owed_persons", "not_owed_fen", "not_claimed_persons", "not_claimed_fen", "differing_persons",
               "differing_fen", "other_category_persons")  # fmt: skip
    first, second = campaign.units[:2]
    assert [tuple(row[column] for column in columns) for row in rows] == [
        # nobody knows the unit of a stranger but the list
        (first, "特困供养人员", "第一批", 1, 13_000, 0, 0, 1, 13_000, 0, 0, 0, 0, 0),
        (second, "特困供养人员", "", 0, 0, 1, 25_000, 0, 0, 1, 25_000, 0, 0, 0),
        (second, "特困供养人员", "第一批", 3, 75_000, 3, 63_000, 0, 0, 0, 0, 1, 12_000, 1),
    ]
    for row in rows:
        difference = row["not_owed_fen"] - row["not_claimed_fen"] + row["differing_fen"]
        assert row["claimed_fen"] - row["owed_fen"] == difference


def test_a_claim_that_is_nothing_is_no_fact(campaign: Campaign) -> None:
    with pytest.raises(Exception, match="fund_claim_fact_claimed_fen_check"):
        _list(campaign, OCTOBER, (1, 0))
