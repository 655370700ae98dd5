"""The board's figures are those of the published report and of the ledger, for a day and for each reader."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from pipeline.board.connection import connect
from pipeline.board.figures import ASSESSED, Shown, read_figures, show
from pipeline.board.pages import BoardRefusal, Request, make_page
from pipeline.board.rights import Reader
from pipeline.publish import inputs, progress
from tests.support.fixtures.month_of_events import DUE, OCTOBER, Campaign
from tests.support.warehouse import ledger
from transforms.report.progress.compose import progress_report
from transforms.report.progress.content import Report
from transforms.report.publication import Period

ADMIN = Reader("admin", is_administrator=True)
TODAY = dt.date(2026, 12, 1)


def _page(campaign: Campaign, page: str, on: str = "", unit_id: str = "") -> str:
    url, code = campaign.settings.warehouse_url("board"), campaign.pack.pack_code
    return make_page(url, Request(page, ADMIN, code, on, unit_id), (code,), TODAY)


def _shown(campaign: Campaign, as_of: dt.date, unit_id: str | None = None) -> Shown:
    with connect(campaign.settings.warehouse_url("board")) as conn:
        row = inputs.campaign(conn, campaign.pack.pack_code)
        known = ASSESSED.single(conn, campaign_id=row.campaign_id)
        return show(read_figures(conn, row, known, as_of, None), unit_id)


def _published(campaign: Campaign, as_of: dt.date) -> Report:
    """The report that publishing makes for the day, read as the publisher."""
    with inputs.connect(campaign.settings) as conn:
        row = inputs.campaign(conn, campaign.pack.pack_code)
        snapshot = progress.snapshot(conn, row, campaign.pack, 1)
        facts = progress.facts(conn, row.campaign_id, 1, as_of)
    return progress_report(Period("progress", "once", as_of, as_of, as_of), 0, snapshot, facts)


@pytest.mark.parametrize("as_of", [dt.date(2019, 9, 30), dt.date(2019, 10, 2), OCTOBER, DUE])
def test_every_figure_is_that_of_the_published_report(campaign: Campaign, as_of: dt.date) -> None:
    board, report = _shown(campaign, as_of).report, _published(campaign, as_of)
    assert board.units == report.units and board.total == report.total
    assert (board.categories, board.tracked, board.ordinary) == (report.categories, report.tracked, report.ordinary)
    assert board.plan_years == report.plan_years and board.data == report.data
    with ledger.owner(campaign.settings) as conn:
        statement = text("SELECT coalesce(sum(enrolled_persons), 0) FROM ledger.event_total WHERE on_date <= :day")
        assert board.total.enrolled_persons == conn.execute(statement, {"day": as_of}).scalar()


def test_the_parts_of_the_whole_place_are_the_units_of_the_notice(campaign: Campaign) -> None:
    root = _shown(campaign, DUE, campaign.pack.units.root.unit_id).report
    assert root.units == _shown(campaign, DUE).report.units
    town = _shown(campaign, DUE, campaign.units[1]).report
    assert [(line.label, line.enrolled_persons) for line in town.units] == [(campaign.pack.units.children[1].name, 57)]


def test_the_increase_counts_from_the_day_before_and_from_the_last_publication(campaign: Campaign) -> None:
    """The publication of 31 October knew 150 persons; a later assessment found 10 more of that month."""
    with ledger.owner(campaign.settings) as conn:
        conn.execute(text(
            "INSERT INTO ledger.publication (campaign_id, publication_id, report, cadence, period_from, period_to,"
            " as_of, known_no, pack_version, correction_no, manifest, published_at) VALUES (:n, gen_random_uuid(),"
            " 'progress', 'month', :day, :day, :day, 1, 'x', 0, '{}', now())"
        ), {"n": ledger.number(), "day": OCTOBER})  # fmt: skip
        ledger.assess(conn, campaign.pack, 2, DUE)
        ledger.event(conn, 2, OCTOBER, campaign.units[0], 10)
    shown = _shown(campaign, DUE)
    persons = shown.report.total.enrolled_persons or 0
    assert (persons, shown.before.since_day_before(persons), shown.before.since_publication(persons)) == (167, 7, 17)
    page = _page(campaign, "today")
    assert "+7人" in page and "+17人" in page and "月报，截至2019年10月31日" in page
    assert "此前没有发布过报表" in _page(campaign, "today", on=f"{OCTOBER}")


def test_the_calendar_shows_what_arrived_and_what_waits(campaign: Campaign) -> None:
    with ledger.owner(campaign.settings) as conn:
        ledger.delivery(conn, "disabled_federation", "held", OCTOBER, reasons=[{"code": "x", "message_zh": "缺列"}])
        ledger.delivery(conn, "tax", "committed", OCTOBER, kind="tax_feed", committed_no=1)
    page = _page(campaign, "arrivals", on=f"{OCTOBER}")
    assert "10月31日：整份暂存1批，5行中隔离1行（20.00%）" in page and "缺列" in page
    assert re.search(r"逾期未报[1-9]\d*批", page)
    today = _page(campaign, "today", on=f"{OCTOBER}")
    assert "整份暂存，待核定：1" in today and "待更正的数据行（次）：0" in today


def test_before_the_first_assessment_there_is_a_reason(settings: object, campaign: Campaign) -> None:
    with ledger.owner(campaign.settings) as conn:
        conn.execute(text("DELETE FROM ledger.assessment"))
    with pytest.raises(BoardRefusal, match="还没有数据") as refusal:
        _page(campaign, "today")
    assert refusal.value.status == 503


def test_the_board_cannot_write(campaign: Campaign) -> None:
    with (
        pytest.raises(DBAPIError, match="25006"),
        connect(campaign.settings.warehouse_url("owner")) as conn,
    ):
        conn.execute(text("DELETE FROM policy.reader_unit"))
