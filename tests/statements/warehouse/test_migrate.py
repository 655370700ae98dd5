"""The schema goes up, down and up again on loaded data, and roles have least rights."""

from __future__ import annotations

import threading
import time

import psycopg
import pytest

from pipeline.runtime.settings import Settings
from warehouse import migrate
from warehouse.migrate import LockHolder, MigrationBlocked, Patience, blocked_text

SCHEMAS = {"policy", "landing", "staging", "vault", "core", "ledger", "mart", "mart_case", "mart_office"}


def _schemas(url: str) -> set[str]:
    with psycopg.connect(url) as conn:
        rows = conn.execute("SELECT nspname FROM pg_namespace WHERE nspname = ANY(%s)", (sorted(SCHEMAS),)).fetchall()
    return {row[0] for row in rows}


def _structure(url: str) -> list[tuple[str, ...]]:
    with psycopg.connect(url) as conn:
        return conn.execute(
            "SELECT table_schema, table_name, column_name, data_type, is_nullable FROM information_schema.columns"
            " WHERE table_schema = ANY(%s) ORDER BY 1, 2, ordinal_position",
            (sorted(SCHEMAS),),
        ).fetchall()


def test_up_down_up_on_loaded_data(settings: Settings) -> None:
    url = settings.warehouse_url("owner")
    before = _structure(url)
    assert len(before) > 200
    with psycopg.connect(url) as conn:
        conn.execute("INSERT INTO landing.watermark VALUES (1, 0, 0, 0, NULL)")
        conn.execute(
            "INSERT INTO core.payment SELECT 1, gen_random_uuid(), n::text, 2020, 1, '2019-09-01', '2019-09-01', 'x',"
            " NULL, NULL, NULL, gen_random_uuid(), n FROM generate_series(1, 1000) AS n"
        )
        conn.execute(
            "INSERT INTO core.reversal SELECT campaign_id, person_key, 'V' || receipt_no, receipt_no, plan_year, 1,"
            " collected_on, received_on, channel, NULL, delivery_id, row_no FROM core.payment"
        )
    migrate.downgrade(url)
    assert _schemas(url) == set()
    migrate.upgrade(url)
    assert _schemas(url) == SCHEMAS
    assert _structure(url) == before


@pytest.mark.parametrize(
    ("role", "allowed", "refused"),
    [
        ("analyst", ["mart.progress", "mart.delivery", "mart.dues"],
         ["mart_case.dues", "mart_case.explanation", "mart_case.fund_claim", "ledger.explanation_reading",
          "vault.person", "vault.alias", "staging.roll", "core.dues", "ledger.event", "landing.delivery"]),
        ("caseworker", ["mart.progress", "mart_case.dues", "mart_case.exception", "mart_case.after_death"],
         ["mart_case.explanation", "ledger.explanation_reading", "core.explanation", "core.dues", "vault.person",
          "landing.delivery"]),
        ("publisher", ["mart.progress", "ledger.event_total", "ledger.publication"],
         ["mart_case.dues", "mart_case.exception", "ledger.explanation_reading", "vault.person", "staging.roll",
          "core.dues", "core.payment", "ledger.event"]),
        ("auditor", ["core.dues", "ledger.event", "landing.delivery", "mart.progress", "mart_case.dues",
                     "ledger.explanation_reading"],
         ["mart_case.explanation", "core.explanation", "vault.person", "vault.alias", "staging.identity_row"]),
        ("board", ["ledger.assessment", "landing.watermark", "mart.delivery", "policy.reader_unit"],
         ["ledger.coverage_total", "landing.category_label", "landing.unlisted_category", "mart_case.dues",
          "mart.progress", "mart.dues", "core.dues", "core.payment", "ledger.event", "ledger.mail", "landing.delivery",
          "vault.person", "staging.roll", "ledger.explanation_reading", "ledger.download", "mart.published_file"]),
        ("loader", ["vault.person", "core.dues", "staging.roll", "mart.progress", "mart_case.explanation"],
         ["ledger.explanation_reading"]),
    ],
)  # fmt: skip
def test_roles_read_what_they_need_and_no_more(
    settings: Settings, role: str, allowed: list[str], refused: list[str]
) -> None:
    with psycopg.connect(settings.warehouse_url(role), autocommit=True) as conn:
        for table in allowed:
            conn.execute(f"SELECT count(*) FROM {table}")
        for table in refused:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                conn.execute(f"SELECT count(*) FROM {table}")


@pytest.mark.parametrize(
    "table",
    [
        "ledger.explanation_reading",
        "core.payment",
        "core.receipt_audit",
        "core.collected_cash",
        "core.feed_day",
        "core.statement_line",
        "core.reversal",
        "core.membership_fact",
        "ledger.event",
        "ledger.event_total",
    ],
)
def test_facts_and_events_are_append_only_for_the_loader(settings: Settings, table: str) -> None:
    with psycopg.connect(settings.warehouse_url("loader"), autocommit=True) as conn:
        for statement in (f"DELETE FROM {table}", f"UPDATE {table} SET campaign_id = 0"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                conn.execute(statement)


@pytest.mark.parametrize(
    ("role", "statement"),
    [
        ("publisher", "UPDATE ledger.mail SET plain = 'x'"),
        ("publisher", "UPDATE ledger.mail SET recipient = 'x'"),
        ("publisher", "DELETE FROM ledger.mail"),
        ("publisher", "UPDATE ledger.publication SET manifest = '{}'"),
        ("loader", "UPDATE ledger.mail SET state = 'sent', ended_at = now()"),
        ("loader", "UPDATE ledger.publication SET correction_no = 9"),
        ("analyst", "SELECT count(*) FROM ledger.mail"),
    ],
)
def test_what_was_published_or_queued_stays_as_it_is(settings: Settings, role: str, statement: str) -> None:
    with (
        psycopg.connect(settings.warehouse_url(role), autocommit=True) as conn,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        conn.execute(statement)


@pytest.mark.parametrize("role", ["analyst", "caseworker", "publisher", "auditor", "board"])
def test_readers_cannot_write(settings: Settings, role: str) -> None:
    with psycopg.connect(settings.warehouse_url(role), autocommit=True) as conn:
        for statement in (
            "DELETE FROM landing.delivery",
            "CREATE TABLE mart.x (a int)",
            "INSERT INTO ledger.explanation_reading SELECT * FROM ledger.explanation_reading",
            "UPDATE ledger.explanation_reading SET read_by = 'x'",
            "DELETE FROM ledger.explanation_reading",
            "DELETE FROM ledger.download",
            "DELETE FROM policy.reader_recipient",
            "CREATE TABLE public.x (a int)",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                conn.execute(statement)


def test_a_migration_does_not_hang_behind_a_reader_and_names_it(settings: Settings) -> None:
    url = settings.warehouse_url("owner")
    with psycopg.connect(settings.warehouse_url("analyst")) as reader:
        reader.execute("SELECT count(*) FROM mart.progress")
        start = time.monotonic()
        with pytest.raises(MigrationBlocked, match=f"analyst .process {reader.info.backend_pid}, idle in transaction"):
            migrate.upgrade(url, commented=False, patience=Patience(2, "50ms", 0.05))
        assert time.monotonic() - start < 5
        reader.execute("SELECT count(*) FROM mart.dues")  # nothing was dropped


def test_a_migration_lets_a_reader_finish_and_goes_on(settings: Settings) -> None:
    with psycopg.connect(settings.warehouse_url("analyst")) as reader:
        reader.execute("SELECT count(*) FROM mart.progress")
        end = threading.Timer(0.3, reader.rollback)
        end.start()
        migrate.upgrade(settings.warehouse_url("owner"), commented=False, patience=Patience(40, "50ms", 0.05))
        end.join()


def test_a_session_that_has_gone_is_not_named() -> None:
    assert "run it again" in blocked_text([])
    text = blocked_text([LockHolder(7, "analyst", None, None), LockHolder(8, "auditor", "active", 90)])
    assert "analyst (process 7), auditor (process 8, active since 90 s)" in text
    assert "pg_terminate_backend(7), pg_terminate_backend(8)" in text
