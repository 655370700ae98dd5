"""A caseworker looks a person up: recorded first, of the own units alone, by number only where the key is."""

from __future__ import annotations

import datetime as dt
import logging
import uuid
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from sqlalchemy.exc import DBAPIError

from pipeline.board.connection import connect
from pipeline.board.lookup import Lookup, look_up, read_lookup_key
from pipeline.board.refusal import BoardRefusal
from pipeline.board.rights import Reader
from pipeline.identity import keys
from pipeline.policy.office_rights import write_rights
from pipeline.runtime.database import loader
from tests.support.fixtures.month_of_events import Campaign
from tests.support.warehouse import persons
from transforms.board.why import Why

TODAY = dt.date(2026, 12, 1)
NUMBER = "990101199001010011"
DIRECTORY = """
offices:
  - {{office: town, label_zh: 甲镇, mailbox: town@example.org, units: [{unit}]}}
  - {{office: county, label_zh: 县局, mailbox: county@example.org, units: all}}
  - {{office: tax, label_zh: 税务局, mailbox: tax@example.org}}
officials:
  - {{user: cao, office: town, roles: [caseworker]}}
  - {{user: ma, office: county, roles: [caseworker]}}
  - {{user: wang, office: town, roles: [viewer]}}
  - {{user: tan, office: tax, roles: [caseworker]}}
  - {{user: gone, office: county, roles: [caseworker], until: 2026-11-30}}
"""


@pytest.fixture()
def place(campaign: Campaign, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Campaign:
    """The person with NUMBER is in the second unit, the person with the key 1 in the first one, 2 in none."""
    directory = tmp_path / "directory.yaml"
    directory.write_text(DIRECTORY.format(unit=campaign.units[0]), encoding="utf-8")
    settings = replace(campaign.settings, directory=directory, packs=(campaign.pack.pack_code,))
    write_rights(settings, dt.date(2026, 11, 1))
    with loader(settings).begin() as conn:
        (alias,) = keys.open_keys(conn, settings).keyring.alias_keys([NUMBER])
    units: dict[uuid.UUID, str | None] = {uuid.UUID(int=1): campaign.units[0], uuid.UUID(int=2): None}
    persons.explain(campaign, units | {uuid.UUID(bytes=alias): campaign.units[1]})
    monkeypatch.setenv("CAMPAIGN_WAREHOUSE_URL_BOARD", settings.warehouse_url("board"))
    monkeypatch.setenv("CAMPAIGN_HASH_KEY", settings.hash_key.hex())
    return replace(campaign, settings=settings)


def _look_up(place: Campaign, user: str, person: str, reason: str = "来访询问") -> Why:
    code = place.pack.pack_code
    lookup = Lookup(code, person, reason)
    return look_up(place.settings.warehouse_url("board"), Reader(user), lookup, (code,), TODAY)


def _recorded(place: Campaign) -> int:
    with psycopg.connect(place.settings.warehouse_url("auditor")) as conn:
        row = conn.execute("SELECT count(*) FROM ledger.explanation_reading").fetchone()
    assert row is not None
    return int(row[0])


@pytest.mark.parametrize("text", [NUMBER, " 9901 0119 9001 0100 11"])
def test_a_number_leads_to_its_person_in_own_units_alone(
    place: Campaign, text: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        (year,) = _look_up(place, "ma", text).years
        assert year.sentence == "2020年度：应缴250元。"
        assert _look_up(place, "cao", text).years == ()
    assert _recorded(place) == 2 and NUMBER not in caplog.text
    assert NUMBER not in repr(Lookup("", NUMBER, ""))


@pytest.mark.parametrize(
    ("user", "number", "years"), [("cao", 1, 1), ("ma", 1, 1), ("cao", 2, 0), ("ma", 2, 1), ("ma", 9, 0)]
)
def test_a_person_key_as_well(place: Campaign, user: str, number: int, years: int) -> None:
    """Persons of no known unit are for the officials who have the whole place."""
    assert len(_look_up(place, user, uuid.UUID(int=number).hex).years) == years
    assert _recorded(place) == 1


@pytest.mark.parametrize("user", ["wang", "tan", "gone", "nobody"])
def test_others_are_refused_by_the_page_and_by_the_warehouse(place: Campaign, user: str) -> None:
    with pytest.raises(BoardRefusal, match="没有查看权限") as refusal:
        _look_up(place, user, NUMBER)
    assert refusal.value.status == 403 and _recorded(place) == 0


def test_the_warehouse_itself_checks_the_official(place: Campaign) -> None:
    statement = "SELECT mart.record_lookup(%s, %s, %s, %s, 'x', %s)"
    with psycopg.connect(place.settings.warehouse_url("board"), autocommit=True) as conn:
        for user in ("official_wang", "official_gone", "official_nobody"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                conn.execute(statement, (place.pack.pack_code, uuid.UUID(int=1), user, "x", TODAY))
    for role in ("analyst", "caseworker", "publisher", "auditor", "loader"):
        with (
            psycopg.connect(place.settings.warehouse_url(role), autocommit=True) as conn,
            pytest.raises(psycopg.errors.InsufficientPrivilege),
        ):
            conn.execute(statement, (place.pack.pack_code, uuid.UUID(int=1), "official_cao", "x", TODAY))


def test_what_is_not_recorded_and_committed_is_not_read(place: Campaign) -> None:
    with psycopg.connect(place.settings.warehouse_url("board")) as conn:
        values = (place.pack.pack_code, uuid.UUID(int=1), "official_cao", "cao", TODAY)
        row = conn.execute("SELECT mart.record_lookup(%s, %s, %s, %s, 'x', %s)", values).fetchone()
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="commit"):
            conn.execute("SELECT * FROM mart_case.read_explanation(%s)", row)


def test_without_the_key_persons_are_known_by_key_alone(place: Campaign, monkeypatch: pytest.MonkeyPatch) -> None:
    """The api-server of a server has no key; one of another warehouse is none either."""
    for value in (None, "ab" * 32, "no key"):
        if value is None:
            monkeypatch.delenv("CAMPAIGN_HASH_KEY")
        else:
            monkeypatch.setenv("CAMPAIGN_HASH_KEY", value)
        with connect(place.settings.warehouse_url("board")) as conn:
            assert read_lookup_key(conn) is None
        with pytest.raises(BoardRefusal, match="不能按证件号码查询"):
            _look_up(place, "ma", NUMBER)
        page = _look_up(place, "ma", uuid.UUID(int=1).hex)
        assert len(page.years) == 1 and not page.takes_numbers
    assert _recorded(place) == 3


@pytest.mark.parametrize(("person", "reason"), [(NUMBER, "我的邻居"), (NUMBER, ""), ("  ", "来访询问")])
def test_a_question_is_complete(place: Campaign, person: str, reason: str) -> None:
    with pytest.raises(BoardRefusal, match="请填写完整"):
        _look_up(place, "ma", person, reason)
    assert _recorded(place) == 0


def test_a_database_that_refuses_shows_no_number(place: Campaign) -> None:
    with psycopg.connect(place.settings.warehouse_url("owner"), autocommit=True) as conn:
        conn.execute("ALTER TABLE ledger.explanation_reading ADD CHECK (read_by <> 'ma')")
    with pytest.raises(DBAPIError) as error:
        _look_up(place, "ma", NUMBER)
    assert NUMBER not in str(error.value)
