"""Officials of an office log in with roles of their own and see the units of their office, and nothing else."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg.rows import dict_row
from typer.testing import CliRunner

from pipeline.commands.main import app
from pipeline.policy.office_rights import NoDirectory, write_rights
from pipeline.runtime.settings import Settings
from tests.support.fixtures.month_of_events import OCTOBER, Campaign
from tests.support.warehouse import ledger
from warehouse import bulk

ON = dt.date(2026, 12, 1)
TOWN_OFFICIAL, TOWN_CASEWORKER, COUNTY_OFFICIAL = "official_wang", "official_li", "official_zhao"
VIEWS = """
    SELECT c.relname FROM pg_class AS c WHERE c.relnamespace = 'mart_office'::regnamespace AND c.relname <> 'own_unit'
"""
REFUSED = psycopg.errors.InsufficientPrivilege
DIRECTORY = """
offices:
  - {{office: town, label_zh: 甲镇, mailbox: town@example.org, units: [{unit}]}}
  - {{office: county, label_zh: 县局, mailbox: county@example.org, units: all}}
officials:
  - {{user: wang, office: town, roles: [viewer], until: {until}}}
  - {{user: li, office: town, roles: [caseworker]}}
  - {{user: zhao, office: county, roles: [viewer]}}
"""


@pytest.fixture()
def place(campaign: Campaign, tmp_path: Path) -> Campaign:
    """Persons, money and rights in three units; every official has a password."""
    dues = [{"campaign_id": ledger.number(), "person_key": uuid.UUID(int=number), "plan_year": 2020, "flags": [],
             "status": "undefined", "category": "ordinary", "rule_id": "DA-02", "price_fen": None, "fund_fen": 0,
             "payer": "", "reimbursable_fen": 0, "paid_fen": 100, "refundable_fen": 0, "is_special": False,
             "unit_id": [*campaign.units[:3], None][number % 4], "household_key": uuid.UUID(int=900 + number % 4)}
            for number in range(20)]  # fmt: skip
    for row in dues[4:8]:
        row["status"] = "enrolled"
    with ledger.owner(campaign.settings) as conn:
        bulk.insert(conn, "core.dues", dues)
        for unit in campaign.units[:3]:
            ledger.event(conn, 1, OCTOBER, unit, 9, received=225_000)
    settings = replace(campaign.settings, directory=tmp_path / "directory.yaml", packs=(campaign.pack.pack_code,))
    return replace(campaign, settings=settings)


def _write(place: Campaign, until: str = "2099-12-31", on: dt.date = ON) -> None:
    assert place.settings.directory is not None
    place.settings.directory.write_text(DIRECTORY.format(unit=place.units[0], until=until), encoding="utf-8")
    write_rights(place.settings, on)
    with psycopg.connect(place.settings.warehouse_url("owner"), autocommit=True) as conn:
        for role in (TOWN_OFFICIAL, TOWN_CASEWORKER, COUNTY_OFFICIAL):
            conn.execute(f"ALTER ROLE {role} PASSWORD 'x'")  # type: ignore[arg-type]


def _connect(settings: Settings, role: str) -> psycopg.Connection[dict[str, Any]]:
    owner = psycopg.conninfo.conninfo_to_dict(settings.warehouse_url("owner"))
    return psycopg.connect(**(owner | {"user": role, "password": "x"}), autocommit=True, row_factory=dict_row)


@pytest.fixture()
def officials(place: Campaign) -> Iterator[dict[str, psycopg.Connection[dict[str, Any]]]]:
    _write(place)
    connections = {role: _connect(place.settings, role) for role in (TOWN_OFFICIAL, TOWN_CASEWORKER, COUNTY_OFFICIAL)}
    yield connections
    for conn in connections.values():
        conn.close()


Officials = dict[str, psycopg.Connection[dict[str, Any]]]


def _units(conn: psycopg.Connection[dict[str, Any]], view: str) -> set[str]:
    return {row["unit_id"] or "" for row in conn.execute(f"SELECT unit_id FROM mart_office.{view}")}  # type: ignore[arg-type]


def test_each_view_shows_own_units_only(place: Campaign, officials: Officials) -> None:
    with psycopg.connect(place.settings.warehouse_url("owner")) as conn:
        views = [name for (name,) in conn.execute(VIEWS)]
    assert len(views) == 22
    filled = set()
    for view in views:
        assert _units(officials[TOWN_CASEWORKER], view) <= {place.units[0]}, view
        filled |= {view} if _units(officials[TOWN_CASEWORKER], view) else set()
        if not view.startswith("person_"):
            assert _units(officials[TOWN_OFFICIAL], view) == _units(officials[TOWN_CASEWORKER], view)
    assert filled >= {"progress", "unit_progress", "dues", "exception", "village_progress", "person_dues"}
    assert _units(officials[COUNTY_OFFICIAL], "dues") == {*place.units[:3], ""}
    assert _units(officials[COUNTY_OFFICIAL], "unit_progress") == set(place.units)


def test_rows_about_persons_are_for_caseworkers_and_nothing_behind_the_views_is_for_anybody(
    officials: Officials,
) -> None:
    assert len(officials[TOWN_CASEWORKER].execute("SELECT * FROM mart_office.person_dues").fetchall()) == 5
    refused = {
        TOWN_OFFICIAL: ["mart_office.person_dues", "mart_case.dues"],
        COUNTY_OFFICIAL: ["mart_office.person_exception"],
        TOWN_CASEWORKER: ["mart_case.dues", "mart_case.explanation"],
    }
    behind = ["mart.dues", "mart.progress", "policy.reader_unit", "policy.unit", "core.dues", "vault.person"]
    for role, tables in refused.items():
        for table in (*tables, *behind):
            with pytest.raises(REFUSED):
                officials[role].execute(f"SELECT * FROM {table}")  # type: ignore[arg-type]
    with pytest.raises(REFUSED):
        officials[TOWN_OFFICIAL].execute("SET ROLE office_caseworker")


@pytest.mark.parametrize("view", ["mart_office.dues", "mart_office.person_dues", "spy.plain"])
def test_a_function_of_the_reader_sees_no_row_of_another_unit(place: Campaign, officials: Officials, view: str) -> None:
    """Tell every unit that a cheap function is called with; a view without the barrier shows that the test finds it."""
    conn = officials[TOWN_CASEWORKER]
    with psycopg.connect(place.settings.warehouse_url("owner"), autocommit=True) as owner:
        owner.execute("""
            CREATE SCHEMA spy;
            CREATE FUNCTION spy.tell(unit text) RETURNS boolean LANGUAGE plpgsql COST 0.0000001
            AS $$ BEGIN RAISE NOTICE 'seen %', unit; RETURN true; END $$;
            CREATE VIEW spy.plain AS SELECT m.* FROM mart_case.dues AS m
            WHERE (m.pack_code, m.unit_id) IN (SELECT o.pack_code, o.unit_id FROM mart_office.own_unit AS o);
            GRANT USAGE ON SCHEMA spy TO office_caseworker;
            GRANT SELECT ON spy.plain TO office_caseworker;
        """)
    seen: set[str] = set()
    conn.add_notice_handler(lambda notice: seen.add((notice.message_primary or "").removeprefix("seen ")))
    rows = conn.execute(f"SELECT unit_id FROM {view} WHERE spy.tell(unit_id)").fetchall()  # type: ignore[arg-type]
    assert {row["unit_id"] for row in rows} == {place.units[0]}
    assert (seen == {place.units[0]}) == (view != "spy.plain"), seen


def test_an_explanation_is_read_of_persons_of_own_units_only(place: Campaign, officials: Officials) -> None:
    conn, pack = officials[TOWN_CASEWORKER], place.pack.pack_code
    own, other = uuid.UUID(int=4), uuid.UUID(int=5)
    row = conn.execute("SELECT mart_case.record_reading(%s, %s, '李') AS id", (pack, own)).fetchone()
    assert row is not None
    conn.execute("SELECT * FROM mart_case.read_explanation(%s)", (row["id"],))
    for person in (other, uuid.UUID(int=77)):
        with pytest.raises(REFUSED, match="your office has no unit"):
            conn.execute("SELECT mart_case.record_reading(%s, %s, '李')", (pack, person))
    with pytest.raises(REFUSED):
        officials[TOWN_OFFICIAL].execute("SELECT mart_case.record_reading(%s, %s, '王')", (pack, own))


def test_rights_end_with_the_post_and_with_the_directory(place: Campaign) -> None:
    _write(place)
    with psycopg.connect(place.settings.warehouse_url("owner"), autocommit=True) as owner:
        owner.execute(
            "UPDATE policy.reader_unit SET until_on = current_date - 2 WHERE role_name = %s", (TOWN_OFFICIAL,)
        )
    with _connect(place.settings, TOWN_OFFICIAL) as conn:
        assert _units(conn, "dues") == set()
    _write(place, until="2026-11-30")  # not in post on the day of writing
    with pytest.raises(psycopg.OperationalError, match="not permitted to log in"):
        _connect(place.settings, TOWN_OFFICIAL)
    _write(place)
    with _connect(place.settings, TOWN_OFFICIAL) as conn:
        assert _units(conn, "dues") == {place.units[0]}


def test_the_command_lists_the_rights_and_refuses_a_directory_with_errors(
    place: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Settings, "from_environment", classmethod(lambda cls, environ=None: place.settings))
    _write(place)
    done = CliRunner().invoke(app, ["directory", "rights"])
    pack = place.pack.pack_code
    assert done.exit_code == 0 and f"official_li  {pack}  1 个地区  合计和逐人\n" in done.output, done.output
    assert done.output.endswith("3 项查看权限。\n")
    assert place.settings.directory is not None
    place.settings.directory.write_text("offices: []\n", encoding="utf-8")
    refused = CliRunner().invoke(app, ["directory", "rights"])
    assert refused.exit_code == 1 and "个问题，没有写入" in refused.output
    with _connect(place.settings, TOWN_CASEWORKER) as conn:
        assert _units(conn, "dues") == {place.units[0]}


def test_without_a_directory_nothing_is_written(place: Campaign, tmp_path: Path) -> None:
    with pytest.raises(NoDirectory):
        write_rights(replace(place.settings, directory=None, home=tmp_path), ON)
