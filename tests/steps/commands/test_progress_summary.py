"""The summary on the screen: within 100 columns, with every part, and nothing personal."""

from __future__ import annotations

import uuid
from datetime import date

import pytest
from rich.cells import cell_len
from sqlalchemy import text

from pipeline.commands.progress.summary import render_summary
from pipeline.publish import run as publish
from tests.support.fixtures.month_of_events import DUE, OCTOBER, Campaign
from tests.support.warehouse import ledger
from warehouse import bulk

PERSON = uuid.UUID(int=7)


def _full(campaign: Campaign) -> None:
    """A held and a rejected delivery, quarantined rows, an undefined person, a household enrolled in part."""
    with ledger.owner(campaign.settings) as conn:
        ledger.delivery(conn, "civil_affairs", "held", OCTOBER, reasons=[{"code": "shrunk", "message_zh": "人数骤减"}])
        ledger.delivery(conn, "health", "rejected", OCTOBER, reasons=[{"code": "file_empty", "message_zh": "空文件"}])
        committed = ledger.delivery(conn, "poverty_relief", "committed", OCTOBER, committed_no=1)
        bulk.insert(conn, "landing.quarantine", [
            {"campaign_id": ledger.number(), "delivery_id": committed, "row_no": row,
             "reason_code": "document_checksum", "column_name": "document_number"} for row in (3, 4)
        ])  # fmt: skip
        for status, person, category in (
            ("enrolled", PERSON, "ordinary"),
            ("undefined", uuid.UUID(int=8), "unknown:军烈属"),
        ):
            conn.execute(text(
                "INSERT INTO core.dues (campaign_id, person_key, plan_year, status, household_key, category, rule_id,"
                " price_fen, fund_fen, payer, reimbursable_fen, paid_fen, refundable_fen, is_special, flags)"
                " VALUES (:n, :person, 2020, :status, :house, :category, 'unknown_category', 25000, 0, '', 0, 25000, 0,"
                " false, '{}')"
            ), {"n": ledger.number(), "person": person, "status": status, "category": category,
                "house": uuid.UUID(int=99)})  # fmt: skip


def test_every_part_is_shown_within_the_width(campaign: Campaign, capsys: pytest.CaptureFixture[str]) -> None:
    _full(campaign)
    publish.run(campaign.settings, ledger.PACK, DUE)
    render_summary(campaign.settings, ledger.PACK, OCTOBER)
    shown = capsys.readouterr().out
    lines = shown.splitlines()
    assert len(lines) > 60
    assert max(cell_len(line) for line in lines) <= 100
    for part in (
        "白牙市镇", "25,000.00", "Special populations", "财政", "6,500.00", "civil_affairs-sender", "人数骤减",
        "空文件", "校验位", "未登记类别", "dongan-2020_progress_month_20191001_20191031.xlsx", "不含个人信息",
        "1 member is missing", "Decide 1 held", "Next publication",
    ):  # fmt: skip
        assert part in shown, part
    assert str(PERSON) not in shown and "军烈属" not in shown


def test_a_campaign_without_assessment_says_so(settings: object, capsys: pytest.CaptureFixture[str]) -> None:
    ledger.load_policy(settings)  # type: ignore[arg-type]
    render_summary(settings, ledger.PACK, date(2019, 9, 1))  # type: ignore[arg-type]
    assert "nothing was assessed" in capsys.readouterr().out
