"""The page 资金: the ledger's accounts of a day; batches and due lists only for who may see their units."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from pipeline.board.pages import Request, make_page
from pipeline.board.rights import Reader
from pipeline.policy.office_rights import write_rights
from tests.support.fixtures.month_of_events import DUE, OCTOBER, Campaign
from tests.support.warehouse import ledger
from transforms.text.figures import yuan_grouped

TODAY = dt.date(2019, 12, 1)
DIRECTORY = """
offices:
  - {{office: town, label_zh: 甲镇, mailbox: town@example.org, units: [{unit}]}}
officials:
  - {{user: wang, office: town, roles: [viewer]}}
"""
SHARE = "INSERT INTO policy.fiscal_share VALUES (:n, 1, '县财政', 55000, false, 'DA-02')"
BATCH = (
    "INSERT INTO ledger.settlement_batch (campaign_id, payers, unit_ids, batch_no, as_of, known_no)"
    " VALUES (:n, '{fiscal}', :unit_ids, 1, :day, 1)"
)


def _page(campaign: Campaign, reader: Reader, on: dt.date) -> str:
    code = campaign.pack.pack_code
    return make_page(campaign.settings.warehouse_url("board"), Request("money", reader, code, f"{on}"), (code,), TODAY)


@pytest.fixture()
def batches(campaign: Campaign) -> Campaign:
    """A batch of all units and a batch of the first unit, both of 31 October; 550 yuan for each enrolled person."""
    with ledger.owner(campaign.settings) as conn:
        conn.execute(text(SHARE), {"n": ledger.number()})
        for unit_ids in ([], [campaign.units[0]]):
            conn.execute(text(BATCH), {"n": ledger.number(), "unit_ids": unit_ids, "day": OCTOBER})
    return campaign


@pytest.fixture()
def official(campaign: Campaign, tmp_path: Path) -> Reader:
    """An official who may see the first unit."""
    directory = tmp_path / "directory.yaml"
    directory.write_text(DIRECTORY.format(unit=campaign.units[0]), encoding="utf-8")
    write_rights(replace(campaign.settings, directory=directory, packs=(campaign.pack.pack_code,)), TODAY)
    return Reader("wang")


@pytest.mark.parametrize("on", [OCTOBER, DUE])
def test_accounts_are_those_of_the_ledger(campaign: Campaign, on: dt.date) -> None:
    with ledger.owner(campaign.settings) as conn:
        received, fund = conn.execute(
            text(
                "SELECT sum(received_fen)::bigint, sum(fund_fen)::bigint FROM ledger.event_total WHERE on_date <= :on"
            ),
            {"on": on},
        ).one()
    page = _page(campaign, Reader("admin", is_administrator=True), on)
    (total,) = re.findall(r"<tfoot>.*?</tfoot>", page, re.S)
    assert received > 0 and re.findall(r"<td>([^<]*)</td>", total)[:2] == [yuan_grouped(received), yuan_grouped(fund)]


def test_batches_and_subsidy_of_all_units(batches: Campaign) -> None:
    page = _page(batches, Reader("admin", is_administrator=True), OCTOBER)
    assert page.count("第1批") == 2 and "全部地区" in page and "2019年10月31日" in page
    (enrolled,) = re.findall(r"<td>550.00</td><td>([\d,]+)</td>", page)
    assert f"<td>{yuan_grouped(int(enrolled.replace(',', '')) * 55_000)}</td>" in page
    before = _page(batches, Reader("admin", is_administrator=True), OCTOBER - dt.timedelta(days=1))
    assert "第1批" not in before


def test_an_official_of_a_town_sees_the_towns_batch_alone(batches: Campaign, official: Reader) -> None:
    page = _page(batches, official, OCTOBER)
    assert page.count("第1批") == 1 and "全部地区" not in page and "应缴清单" not in page
    other = batches.pack.units.children[1].name
    assert batches.pack.units.children[0].name in page and other not in page
