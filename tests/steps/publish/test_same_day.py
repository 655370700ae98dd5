"""The same day of the year before: mart, report, reprint and corrections, for two campaigns of one made-up city."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import text

from pipeline.board.figures import ASSESSED, course, read_figures, show
from pipeline.policy import install, registry
from pipeline.publish import inputs, publications, reports
from pipeline.publish import run as publish
from pipeline.runtime.settings import Settings
from tests.support.packs.worked_cases import MADE_UP
from transforms.policy import Slot, campaign_id
from transforms.report.lists.past import past_rows
from transforms.report.publication import Edition, Period
from warehouse import bulk, engine

NOW, BEFORE = "madeupb-2033", "madeupb-2032"
NORTH, SOUTH = "mb-north", "mb-south"
ON, LAST_YEAR = date(2032, 10, 31), date(2031, 10, 31)
SLOT = Slot(date(2032, 11, 1), "progress", "ten_day", date(2032, 10, 21), ON, ON, ("city_hall",), ())


class City:
    """Two campaigns in a fresh warehouse, with enrolled persons written by hand."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    def owner(self) -> Any:
        return engine.create(self.settings.warehouse_url("owner")).begin()

    def load(self, pack_code: str) -> None:
        with self.owner() as conn:
            install.ensure_installed(conn, registry.load(self.settings, pack_code))

    def assess(self, pack_code: str, assess_no: int, on: date) -> None:
        number, pack = campaign_id(pack_code), registry.load(self.settings, pack_code)
        with self.owner() as conn:
            bulk.insert(conn, "ledger.assessment", [{
                "campaign_id": number, "assess_no": assess_no, "committed_no": assess_no, "business_date": on,
                "pack_version": pack.version, "persons": 1,
            }])  # fmt: skip
            conn.execute(text("DELETE FROM landing.watermark WHERE campaign_id = :n"), {"n": number})
            bulk.insert(conn, "landing.watermark", [{
                "campaign_id": number, "committed_no": assess_no, "assessed_no": assess_no, "assess_no": assess_no,
                "assessed_on": on,
            }])  # fmt: skip

    def enrol(self, pack_code: str, assess_no: int, on: date, unit_id: str, persons: int, year: int = 0) -> None:
        accounts = ("received", "fund", "contribution", "refundable", "reimbursable", "suspense")
        with self.owner() as conn:
            bulk.insert(conn, "ledger.event_total", [{
                "campaign_id": campaign_id(pack_code), "plan_year": year or int(pack_code[-4:]),
                "assess_no": assess_no, "on_date": on, "unit_id": unit_id, "category": "ordinary", "payer": "",
                "channel": "", "enrolled_persons": persons, **{f"{account}_fen": 0 for account in accounts},
            }])  # fmt: skip

    def rows(self, unit_id: str) -> dict[date, tuple[int | None, int | None, int | None]]:
        sql = "SELECT * FROM mart.unit_same_day WHERE pack_code = :pack AND unit_id = :unit"
        with engine.create(self.settings.warehouse_url("analyst")).connect() as conn:
            found = conn.execute(text(sql), {"pack": NOW, "unit": unit_id}).mappings().all()
        return {
            row["on_date"]: (row["enrolled_persons"], row["last_year_enrolled_persons"], row["more_persons"])
            for row in found
        }

    def before(self, on: date = ON) -> Any:
        with inputs.connect(self.settings) as conn:
            return inputs.same_day_before(conn, NOW, on)

    def printed(self, publication_id: str) -> dict[str, tuple[object, ...]]:
        (content,) = [
            content for name, content in publish.remake(self.settings, publication_id).items() if name.endswith(".xlsx")
        ]
        rows = load_workbook(io.BytesIO(content))["上年同日"].iter_rows(min_row=2, values_only=True)
        return {str(row[2]): row[3:] for row in rows}


@pytest.fixture()
def city(make_warehouse: Callable[..., Settings]) -> City:
    """30 and 5 persons last year up to 31 October, 2 more in November; 40 this year; one unit is new, one is gone."""
    city = City(make_warehouse(MADE_UP))
    for code in (BEFORE, NOW):
        city.load(code)
    city.assess(BEFORE, 3, date(2032, 3, 1))
    city.enrol(BEFORE, 1, date(2031, 9, 10), NORTH, 20)
    city.enrol(BEFORE, 1, LAST_YEAR, NORTH, 10)
    city.enrol(BEFORE, 1, LAST_YEAR, NORTH, 500, year=2031)
    city.enrol(BEFORE, 2, date(2031, 10, 5), SOUTH, 5)
    city.enrol(BEFORE, 3, date(2031, 11, 2), SOUTH, 2)
    city.assess(NOW, 1, ON)
    city.enrol(NOW, 1, date(2032, 9, 2), NORTH, 40)
    return city


def test_the_mart_joins_both_curves_by_day(city: City) -> None:
    north, south = city.rows(NORTH), city.rows(SOUTH)
    assert north[date(2032, 9, 2)] == (40, 0, 40), "before its first event, nobody was enrolled last year"
    assert north[date(2032, 9, 10)] == (40, 20, 20) and north[ON] == (40, 30, 10)
    assert north[date(2032, 11, 1)] == (None, 30, None), "this year is not assessed so far"
    assert south[ON] == (0, 5, -5) and south[date(2032, 11, 2)] == (None, 7, None)
    assert (min(north), max(north)) == (date(2032, 9, 2), date(2033, 3, 1))


def test_a_leap_day_is_compared_with_28_february(city: City) -> None:
    with city.owner() as conn:  # 2032 has a leap day: let the campaigns be of 2032 and 2031
        for table in ("ledger.event_total", "landing.watermark"):
            column = "on_date" if table == "ledger.event_total" else "assessed_on"
            conn.execute(text(f"UPDATE {table} SET {column} = ({column} - interval '1 year')::date"))
    city.assess(NOW, 2, date(2032, 3, 1))
    rows = city.rows(SOUTH)
    assert rows[date(2032, 2, 28)] == rows[date(2032, 2, 29)] == rows[date(2032, 3, 1)] == (0, 7, -7)


def test_a_day_that_is_not_assessed_has_no_figure(city: City) -> None:
    city.assess(BEFORE, 4, date(2031, 10, 30))
    assert city.rows(NORTH)[date(2032, 10, 30)] == (40, 20, 20) and city.rows(NORTH)[ON] == (40, None, None)
    assert city.before()["reason_zh"] == "政策包madeupb-2032只核定到2031年10月30日，未到2031年10月31日"


def test_a_campaign_that_is_not_in_the_warehouse_has_no_figure(make_warehouse: Callable[..., Settings]) -> None:
    city = City(make_warehouse(MADE_UP))
    city.load(NOW)
    city.assess(NOW, 1, ON)
    city.enrol(NOW, 1, date(2032, 9, 2), NORTH, 40)
    assert city.rows(NORTH)[ON] == (40, None, None)
    assert city.before()["reason_zh"] == "政策包madeupb-2032没有入库"
    (number,) = publish.run(city.settings, NOW, date(2032, 11, 1), [SLOT])
    with inputs.connect(city.settings) as conn:
        row = publications.by_id(conn, number)
        notes = reports.find("progress").content_of(conn, row).notes
    assert "上年同日（2031年10月31日）参保人数：缺，政策包madeupb-2032没有入库。" in notes
    city.load(BEFORE)
    assert city.before()["reason_zh"] == "政策包madeupb-2032还没有核定过数据"


def test_a_pack_that_follows_none_is_not_compared(city: City) -> None:
    with inputs.connect(city.settings) as conn:
        assert inputs.same_day_before(conn, BEFORE, ON) is None
    with engine.create(city.settings.warehouse_url("analyst")).connect() as conn:
        packs = conn.execute(text("SELECT DISTINCT pack_code, follows, last_year_on - on_date FROM mart.unit_same_day"))
        assert {row[:2] for row in packs} == {(NOW, BEFORE)}


def test_the_report_prints_the_year_before_and_a_reprint_equals_it(city: City) -> None:
    (number,) = publish.run(city.settings, NOW, date(2032, 11, 1), [SLOT])
    printed = {"北原区": (40, 30, 10), "南浦区": (0, 5, -5), "合计": (40, 35, 5)}
    assert city.printed(number) == printed
    city.enrol(BEFORE, 4, LAST_YEAR, NORTH, 100)
    city.assess(BEFORE, 4, date(2032, 4, 1))
    assert city.printed(number) == printed, "a reprint shows what was published"
    assert publish.correct(city.settings, NOW) == [], "the year before alone causes no correction"
    city.enrol(NOW, 2, ON, SOUTH, 1)
    city.assess(NOW, 2, ON)
    (corrected,) = publish.correct(city.settings, NOW)
    assert city.printed(corrected)["合计"] == (41, 135, -94), "a correction reads the year before anew"


def test_the_board_draws_the_year_before(city: City) -> None:
    url = city.settings.warehouse_url("board")
    with engine.create(url).connect() as conn:
        campaign = inputs.campaign(conn, NOW)
        known = ASSESSED.single(conn, campaign_id=campaign.campaign_id)
        drawn = []
        for units in (None, frozenset({SOUTH})):
            figures = read_figures(conn, campaign, known, ON, units)
            drawn.append(course(figures, show(figures)))
    whole, south = drawn
    assert whole is not None and whole.before_text == "上年同日（2031年10月31日）35人，取自政策包madeupb-2032"
    assert whole.recent[0] == ("2032-10-31", "0", "40", "35") and whole.before.count(",") == whole.points.count(",")
    assert south is None, "without persons this year there is no curve"


def test_a_roster_before_the_start_has_the_figures_of_the_campaign_before(city: City) -> None:
    pack = registry.load(city.settings, NOW)
    asked = pack.publications[0].model_copy(update={"report": "start_roster", "past_years": 2})
    pack, roster = pack.model_copy(update={"publications": (asked,)}), reports.find("start_roster")
    with city.owner() as conn:
        snapshot = roster.read_snapshot(conn, inputs.campaign(conn, NOW), pack, 1)
    (before,) = snapshot["past"]["followed"]
    assert (before["pack_code"], before["plan_year"], before["on"]) == (BEFORE, 2032, "2032-03-01")
    assert before["enrolled"] == {NORTH: 30, SOUTH: 7}
    period = Period("start_roster", "once", ON, ON, ON)
    content = roster.compose(Edition(period), snapshot, [])
    assert past_rows(content.past)[-1] == ("合计", "缺", "37", "缺", "缺")
    assert any(
        "2032年度参保人数没有另行报送的，取自政策包madeupb-2032，核定到2032年3月1日" in note for note in content.notes
    )
    head = {**snapshot["campaign"], "pack_version": pack.version}
    assert roster.agrees_with_pack({**snapshot, "campaign": head}, pack)


def test_units_that_one_year_lacks(city: City) -> None:
    with city.owner() as conn:
        change = "UPDATE policy.unit SET unit_id = 'mb-east', name = '东区' WHERE unit_id = :u AND campaign_id = :n"
        conn.execute(text(change), {"u": SOUTH, "n": campaign_id(NOW)})
    city.enrol(BEFORE, 3, LAST_YEAR, "", 4)
    kept = city.before()
    assert [(row["unit_id"], row["persons"]) for row in kept["units"]] == [(NORTH, 30), ("mb-east", None), ("", 4)]
    assert [(row["name"], row["persons"]) for row in kept["gone"]] == [("南浦区", 5)] and kept["total"] == 39
    assert city.rows("mb-east")[ON] == (0, None, None) and city.rows("")[ON] == (0, 4, -4)
