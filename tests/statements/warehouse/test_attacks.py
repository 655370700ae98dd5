"""Statements of an attacker as each role are refused, and what a reader may do makes no run wait."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
import yaml
from psycopg import sql

from pipeline.runtime.settings import Settings
from warehouse.access import ROLES
from warehouse.embedded.server import Server

ATTACKS = yaml.safe_load(Path(__file__).with_name("attacks.yaml").read_text(encoding="utf-8"))
READERS = ("analyst", "caseworker", "auditor", "publisher")
AT_LEAST = 60
MAINTAINED = {"landing", "vault", "core", "ledger"}


def refused_to(role: str) -> list[str]:
    """Return the statements that the role must be refused, in the order of the table."""
    further = [statements for roles, statements in ATTACKS["refused_to"].items() if role in roles.split(", ")]
    return [*ATTACKS["refused_to_all"], *(statement for statements in further for statement in statements)]


def outcome(conn: psycopg.Connection, statement: str) -> str:
    """Run a statement; return its SQLSTATE, 'done' if it was carried out."""
    try:
        conn.execute(statement)
    except psycopg.Error as error:
        conn.rollback()
        return error.sqlstate or type(error).__name__
    return "done"


@pytest.mark.parametrize("role", ROLES)
def test_an_attacker_is_refused(settings: Settings, role: str) -> None:
    statements = refused_to(role)
    assert len(set(statements)) == len(statements) >= AT_LEAST
    url = settings.warehouse_url(role)
    with psycopg.connect(settings.warehouse_url("owner")) as victim, psycopg.connect(url, autocommit=True) as attacker:
        words = {"role": role, "victim": str(victim.info.backend_pid)}
        answers = {statement: outcome(attacker, statement.format(**words)) for statement in statements}
    assert {statement: answer for statement, answer in answers.items() if answer != "42501"} == {}


@contextmanager
def run_with_every_lock(url: str) -> Iterator[psycopg.Connection]:
    """A loader's transaction with the strongest locks that a run takes; it fails if it has to wait for one."""
    with psycopg.connect(url) as conn:
        conn.execute("SET LOCAL lock_timeout = '100ms'")
        for number in (1, 2):
            conn.execute("SELECT pg_advisory_xact_lock(%s)", (number,))
        rows = conn.execute(
            "SELECT n.nspname, c.relname FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace"
            " WHERE c.relkind IN ('r', 'p')"
            " AND n.nspname IN ('policy', 'landing', 'staging', 'vault', 'core', 'ledger')"
        ).fetchall()
        assert len(rows) > 40
        # staging is emptied by TRUNCATE; statistics of all others are renewed while others write
        for mode, is_meant in (("ACCESS EXCLUSIVE", {"staging"}), ("SHARE UPDATE EXCLUSIVE", MAINTAINED)):
            names = sql.SQL(", ").join(sql.Identifier(*row) for row in rows if row[0] in is_meant)
            conn.execute(sql.SQL("LOCK TABLE {} IN {} MODE").format(names, sql.SQL(mode)))
        yield conn
        conn.rollback()


@pytest.mark.parametrize("role", ["analyst", "caseworker", "auditor"])
def test_no_run_waits_for_what_a_reader_may_do(settings: Settings, role: str) -> None:
    url, loader = settings.warehouse_url(role), settings.warehouse_url("loader")
    for statement in ATTACKS["allowed"]:
        with psycopg.connect(url) as attacker:
            assert outcome(attacker, statement.format(role=role)) == "done", statement
            with run_with_every_lock(loader):  # while the attacker's transaction is open
                assert attacker.info.transaction_status.name == "INTRANS"
            attacker.rollback()


@pytest.mark.parametrize(
    ("role", "statement", "lock", "idle"),
    [("loader", "4h", "1h", "1h"), ("publisher", "1h", "15min", "30min"), ("analyst", "10min", "5s", "5min"),
     ("caseworker", "10min", "5s", "5min"), ("auditor", "30min", "5s", "5min"), ("board", "15s", "5s", "1min")],
)  # fmt: skip
def test_sessions_of_each_role_begin_with_its_limits(
    settings: Settings, role: str, statement: str, lock: str, idle: str
) -> None:
    names = ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout")
    with psycopg.connect(settings.warehouse_url(role)) as conn:
        rows = [conn.execute(sql.SQL("SHOW {}").format(sql.Identifier(name))).fetchone() for name in names]
        assert [row and row[0] for row in rows] == [statement, lock, idle]
        (temporary,) = conn.execute("SHOW temp_file_limit").fetchone() or ("",)
        assert temporary == {"analyst": "4GB", "caseworker": "4GB", "auditor": "8GB", "board": "1GB"}.get(role, "-1")


def test_connections_of_a_role_are_limited(settings: Settings) -> None:
    url = settings.warehouse_url("auditor")
    held: list[psycopg.Connection] = []
    try:
        with pytest.raises(psycopg.OperationalError, match="too many connections for role"):
            for _ in range(6):
                held.append(psycopg.connect(url))
        assert len(held) <= 5
    finally:
        for conn in held:
            conn.close()


@pytest.mark.parametrize("role", [*ROLES, "owner"])
@pytest.mark.parametrize("database", ["airflow", "postgres", "template1"])
def test_no_role_enters_another_database(server: Server, role: str, database: str) -> None:
    with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
        psycopg.connect(server.url(database, role))
