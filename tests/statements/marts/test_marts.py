"""What the marts say of hand-written facts: rates, ranks, blanks, precedence of targets, exceptions, households."""

from __future__ import annotations

import uuid
from datetime import date
from decimal import Decimal
from typing import Any

import psycopg
import pytest
from sqlalchemy import text

from tests.support.fixtures.month_of_events import OCTOBER, Campaign
from tests.support.warehouse import ledger
from warehouse import bulk, engine, statements


def _read(campaign: Campaign, sql: str, role: str = "analyst") -> list[dict[str, Any]]:
    with engine.create(campaign.settings.warehouse_url(role)).connect() as conn:
        return [dict(row) for row in conn.execute(text(sql)).mappings()]


def _units(campaign: Campaign) -> dict[str, dict[str, Any]]:
    return {row["unit_id"]: row for row in _read(campaign, "SELECT * FROM mart.unit_progress")}


def _state(campaign: Campaign, sql: str, **params: Any) -> None:
    with ledger.owner(campaign.settings) as conn:
        conn.execute(text(sql), params)


def _dues(campaign: Campaign, number: int, status: str, **values: Any) -> None:
    row = {"campaign_id": ledger.number(), "person_key": uuid.UUID(int=number), "plan_year": 2020, "status": status,
           "category": "ordinary", "rule_id": "DA-02", "price_fen": 25_000, "fund_fen": 0, "payer": "",
           "reimbursable_fen": 0, "paid_fen": 0, "refundable_fen": 0, "is_special": False, "flags": [],
           } | values  # fmt: skip
    with ledger.owner(campaign.settings) as conn:
        bulk.insert(conn, "core.dues", [row])


def _target(campaign: Campaign, persons: int | None, cut_off: date, committed_no: int, version: int = 1,
            state: str = "committed") -> None:  # fmt: skip
    with ledger.owner(campaign.settings) as conn:
        delivery_id = ledger.delivery(conn, "targets", state, cut_off, kind="target_table", version=version,
                                      committed_no=committed_no, period=str(cut_off))  # fmt: skip
        row = {"campaign_id": ledger.number(), "unit_id": campaign.units[0], "measure": "target", "persons": persons,
               "status": "final", "stated_source": "县政府", "cut_off_on": cut_off,
               "delivery_id": delivery_id}  # fmt: skip
        bulk.insert(conn, "core.target_fact", [row])


def test_progress_of_units_counts_everything_known_for_the_plan_year(campaign: Campaign) -> None:
    with ledger.owner(campaign.settings) as conn:  # another plan year's money is no progress of this one
        ledger.event(conn, 1, OCTOBER, campaign.units[0], 3, plan_year=2019, received=75_000)
    units = _units(campaign)
    assert len(units) == len(campaign.units) == 16
    first, second = units[campaign.units[0]], units[campaign.units[1]]
    assert (first["enrolled_persons"], first["received_fen"]) == (100, 2_500_000)
    assert (second["enrolled_persons"], second["fund_fen"]) == (57, 650_000)  # 50, and 7 on 1 November
    assert round(second["completion_rate"], 12) == round(Decimal(57) / second["target_persons"], 12)
    assert (second["completion_rank"], first["completion_rank"]) == (1, 2)  # 57 of 34159 before 100 of 112156


def test_a_village_counts_for_its_township(campaign: Campaign) -> None:
    _state(campaign, "INSERT INTO policy.unit VALUES (:n, 'village', '某村', :parent, 99, NULL, NULL, NULL, false)",
           n=ledger.number(), parent=campaign.units[2])  # fmt: skip
    with ledger.owner(campaign.settings) as conn:
        ledger.event(conn, 1, OCTOBER, "village", 4, received=100_000)
    units = _units(campaign)
    assert units[campaign.units[2]]["enrolled_persons"] == 4
    assert "village" not in units


def test_a_blank_target_has_no_rate_and_no_rank(campaign: Campaign) -> None:
    _state(campaign, "UPDATE policy.target SET persons = NULL WHERE unit_id = :unit", unit=campaign.units[1])
    units = _units(campaign)
    blank = units.pop(campaign.units[1])
    assert (blank["target_persons"], blank["completion_rate"], blank["completion_rank"]) == (None, None, None)
    assert units[campaign.units[0]]["completion_rank"] == 1
    assert {row["completion_rank"] for unit, row in units.items() if unit != campaign.units[0]} == {2}  # all at zero


@pytest.mark.parametrize(
    ("deliveries", "persons"),
    [
        ([], 112_156),
        ([(500, OCTOBER, 1)], 500),
        ([(500, OCTOBER, 2), (400, date(2019, 10, 1), 3)], 500),  # an older table that arrives later
        ([(500, OCTOBER, 2), (None, date(2019, 11, 1), 3)], None),  # a delivered blank is a blank
    ],
)
def test_the_latest_cut_off_decides_the_target(campaign: Campaign, deliveries: list[Any], persons: int | None) -> None:
    for figure, cut_off, committed_no in deliveries:
        _target(campaign, figure, cut_off, committed_no)
    (row,) = _read(campaign, f"SELECT * FROM mart.target WHERE unit_id = '{campaign.units[0]}'")
    assert (row["persons"], row["origin"]) == (persons, "delivery" if deliveries else "notice")


def test_the_higher_version_decides_whatever_came_first(campaign: Campaign) -> None:
    _target(campaign, 700, OCTOBER, 1, version=2)
    _target(campaign, 600, OCTOBER, 2, version=1, state="superseded")
    _target(campaign, 800, date(2019, 12, 1), 3, state="held")
    assert _units(campaign)[campaign.units[0]]["target_persons"] == 700


def test_progress_by_day_adds_up_over_assessments(campaign: Campaign) -> None:
    with ledger.owner(campaign.settings) as conn:
        ledger.assess(conn, campaign.pack, 2, OCTOBER)
        ledger.event(conn, 2, date(2019, 10, 2), campaign.units[0], -1, received=-25_000, channel="app")
    rows = _read(campaign, "SELECT * FROM mart.progress WHERE on_date = '2019-10-02'")
    assert [(row["enrolled_persons"], row["received_fen"], row["unit_name"]) for row in rows] == [
        (99, 2_475_000, "白牙市镇")
    ]
    by_channel = _read(campaign, "SELECT channel, received_fen FROM mart.payments_by_channel ORDER BY on_date")
    assert [tuple(row.values()) for row in by_channel] == [("app", 2_475_000), ("", 600_000), ("", 175_000)]


def test_labels_come_from_the_pack(campaign: Campaign) -> None:
    (row,) = _read(campaign, "SELECT category_label, payer_label FROM mart.progress WHERE category = 'registered_poor'")
    assert tuple(row.values()) == ("建档立卡贫困人口", "财政")


def test_a_pack_with_a_category_named_ordinary_doubles_no_row(campaign: Campaign) -> None:
    """Install a category that `policy check` refuses: the view keeps one row per code, with the pack's label."""
    _dues(campaign, 1, "owing", due_fen=25_000)
    category = {"campaign_id": ledger.number(), "category": "ordinary", "label_zh": "普通居民", "sort_order": 99,
                "amount_kind": "none", "all_must_enrol": False}  # fmt: skip
    with ledger.owner(campaign.settings) as conn:
        bulk.insert(conn, "policy.category", [category])
    rows = _read(campaign, "SELECT category_label FROM mart.dues WHERE category = 'ordinary'")
    assert [row["category_label"] for row in rows] == ["普通居民"]


@pytest.mark.parametrize(
    ("values", "reason_code"),
    [
        ({"rule_id": "unknown_category", "category": "unknown:军烈属"}, "unknown_category"),
        ({"rule_id": "recognised_after_window", "category": "destitute"}, "recognised_after_window"),
        ({"price_fen": None}, "price_undefined"),
        ({"rule_id": "DA-27", "category": "safety_net_poor"}, "subsidy_undefined"),
    ],
)
def test_an_exception_says_why(campaign: Campaign, values: dict[str, Any], reason_code: str) -> None:
    _dues(campaign, 1, "undefined", paid_fen=25_000, **values)
    _dues(campaign, 2, "owing", due_fen=25_000)
    (row,) = _read(campaign, "SELECT * FROM mart.exception")
    assert (row["reason_code"], row["paid_fen"]) == (reason_code, 25_000)
    assert row["reason_zh"] and "unknown:" not in row["category_label"]
    assert "军烈属" not in str(row.values())


def test_dues_cite_the_clause(campaign: Campaign) -> None:
    rule = campaign.pack.standard
    _dues(campaign, 1, "owing", due_fen=25_000, rule_id=rule.rule_id, unit_id=campaign.units[0])
    (row,) = _read(campaign, "SELECT * FROM mart.dues")
    assert (row["quote"], row["clause"], row["requirement_ids"]) == (
        rule.quote,
        rule.clause,
        list(rule.requirement_ids),
    )
    assert row["unit_name"] == "白牙市镇"


def test_households_enrolled_in_part(campaign: Campaign) -> None:
    part, whole, none = (uuid.UUID(int=900 + n) for n in range(3))
    members = [
        (part, "enrolled"), (part, "owing"), (part, "undefined"), (part, "deceased"), (part, "insured_elsewhere"),
        (whole, "enrolled"), (whole, "enrolled"), (whole, "insured_elsewhere"), (none, "owing"), (None, "owing"),
    ]  # fmt: skip
    for number, (household, status) in enumerate(members, start=1):
        _dues(campaign, number, status, household_key=household)
    rows = _read(campaign, "SELECT * FROM mart_case.household_incomplete", "caseworker")
    assert [(r["household_key"], r["member_persons"], r["enrolled_persons"], r["missing_persons"]) for r in rows] == [
        (part, 3, 1, 2)
    ]
    sums = "SELECT households, member_persons, enrolled_persons, missing_persons FROM mart.household_incomplete"
    assert [tuple(row.values()) for row in _read(campaign, sums)] == [(1, 3, 1, 2)]
    _state(campaign, "UPDATE policy.campaign SET whole_household = false")
    assert _read(campaign, "SELECT * FROM mart.household_incomplete") == []


def test_delivery_and_quarantine_show_reasons_and_rows(campaign: Campaign) -> None:
    with ledger.owner(campaign.settings) as conn:
        reasons = [{"code": "a", "message_zh": "甲"}, {"code": "b", "message_zh": "乙"}]
        held = ledger.delivery(conn, "health", "held", OCTOBER, reasons=reasons)
        for row_no, code, column in ((1, "x", "p"), (1, "x", "q"), (2, "x", "p"), (2, "y", "p")):
            row = {"campaign_id": ledger.number(), "delivery_id": held, "row_no": row_no, "reason_code": code,
                   "column_name": column}  # fmt: skip
            bulk.insert(conn, "landing.quarantine", [row])
        ledger.delivery(conn, "tax", "committed", OCTOBER, kind="tax_feed")
        statements.run(conn, "intake/reason_words", codes=["x"], messages=["旧说明"])
        statements.run(conn, "intake/reason_words", codes=["x"], messages=["请更正"])
        conn.execute(text("UPDATE landing.delivery SET file_name = '王小明的名册.XLSX' WHERE source = 'health'"))
    found = _read(campaign, "SELECT source, reason_codes, reasons_zh FROM mart.delivery ORDER BY source")
    assert [tuple(row.values()) for row in found] == [("health", "a b", "甲；乙"), ("tax", "", "")]
    found = _read(campaign, "SELECT source, period, version, file_name FROM mart.delivery WHERE source = 'health'")
    assert [row["file_name"] for row in found] == [f"health_{row['period']}_v{row['version']}.xlsx" for row in found]
    found = _read(campaign, "SELECT reason_code, reason_zh, quarantined_rows FROM mart.quarantine ORDER BY 1")
    assert [tuple(row.values()) for row in found] == [("x", "请更正", 2), ("y", "y", 1)]


def test_an_analyst_sees_marts_and_nothing_behind_them(campaign: Campaign) -> None:
    _read(campaign, "SELECT * FROM mart.dues")
    with psycopg.connect(campaign.settings.warehouse_url("analyst"), autocommit=True) as conn:
        for table in ("vault.person", "vault.alias", "core.dues", "core.payment", "ledger.event", "staging.roll"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                conn.execute(f"SELECT 1 FROM {table}")
