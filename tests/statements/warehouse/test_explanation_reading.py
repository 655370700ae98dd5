"""A person's explanation is read after its reading was recorded and committed, by the role that recorded it."""

from __future__ import annotations

import uuid

import psycopg
import pytest

from tests.support.fixtures.month_of_events import Campaign
from tests.support.warehouse import persons

PERSON, OTHER = (uuid.UUID(int=n) for n in (1, 2))
LINES = "SELECT person_key, topic FROM mart_case.read_explanation(%s)"
REFUSED = psycopg.errors.InsufficientPrivilege


@pytest.fixture()
def explained(campaign: Campaign) -> Campaign:
    """Two persons of one situation, which one line explains."""
    persons.explain(campaign, {PERSON: None, OTHER: None})
    return campaign


def _record(conn: psycopg.Connection, campaign: Campaign, official: str | None = "王科长") -> uuid.UUID | None:
    sql = "SELECT mart_case.record_reading(%s, %s, %s, %s)"
    row = conn.execute(sql, (campaign.pack.pack_code, PERSON, official, "来访")).fetchone()
    assert row is not None
    found: uuid.UUID | None = row[0]
    return found


@pytest.mark.parametrize("role", ["caseworker", "auditor"])
def test_a_recorded_reading_opens_one_person(explained: Campaign, role: str) -> None:
    with psycopg.connect(explained.settings.warehouse_url(role)) as conn:
        reading = _record(conn, explained)
        conn.commit()
        assert conn.execute(LINES, (reading,)).fetchall() == [(PERSON, "result")]
    with psycopg.connect(explained.settings.warehouse_url("auditor")) as conn:
        rows = conn.execute("SELECT reading_id, person_key, role_name, read_by, reason FROM ledger.explanation_reading")
        assert rows.fetchall() == [(reading, PERSON, role, "王科长", "来访")]


def test_nothing_is_read_in_the_transaction_of_the_record(explained: Campaign) -> None:
    """A rollback would take the record back with it; a savepoint does not help either."""
    with psycopg.connect(explained.settings.warehouse_url("caseworker")) as conn:
        reading = _record(conn, explained)
        for _ in range(2):
            with pytest.raises(REFUSED, match="commit"), conn.transaction():
                conn.execute(LINES, (reading,))
            with conn.transaction():
                reading = _record(conn, explained)
        conn.rollback()
        with pytest.raises(REFUSED):
            conn.execute(LINES, (reading,))


def test_another_role_or_a_later_hour_reads_nothing(explained: Campaign) -> None:
    with psycopg.connect(explained.settings.warehouse_url("caseworker"), autocommit=True) as conn:
        reading = _record(conn, explained)
        with psycopg.connect(explained.settings.warehouse_url("auditor")) as other, pytest.raises(REFUSED):
            other.execute(LINES, (reading,))
        with psycopg.connect(explained.settings.warehouse_url("owner"), autocommit=True) as owner:
            owner.execute("UPDATE ledger.explanation_reading SET read_at = read_at - INTERVAL '11 minutes'")
        with pytest.raises(REFUSED):
            conn.execute(LINES, (reading,))


@pytest.mark.parametrize("official", [None, "", "  "])
def test_who_reads_must_be_named(explained: Campaign, official: str | None) -> None:
    with (
        psycopg.connect(explained.settings.warehouse_url("caseworker")) as conn,
        pytest.raises(psycopg.Error, match="official"),
    ):
        _record(conn, explained, official)


def test_a_table_of_the_same_name_does_not_catch_the_record(explained: Campaign) -> None:
    """The functions look up names in the system's schemas alone, whatever the caller's search path is."""
    with psycopg.connect(explained.settings.warehouse_url("owner")) as conn:
        found = conn.execute(
            "SELECT p.proname, p.prosecdef, p.proconfig FROM pg_proc AS p"
            " WHERE p.pronamespace = 'mart_case'::regnamespace ORDER BY 1"
        ).fetchall()
    path = ["search_path=pg_catalog, pg_temp"]
    assert found == [("read_explanation", True, path), ("record_reading", True, path)]
