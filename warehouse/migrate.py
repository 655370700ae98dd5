"""Bring the warehouse's schema up or down, and put what is not history in place: marts, comments, roles.

A migration replaces views, and for that it needs a moment without readers. It waits for them a short time only, because
every further reader waits behind it; then it lets them pass and tries again, and at last names who is in its way.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import psycopg
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import OperationalError

from warehouse import access, statements
from warehouse.engine import create
from warehouse.statements import SQL_FOLDER, script


@dataclass(frozen=True)
class Patience:
    """How long a migration waits for other sessions: `tries` times `lock_timeout`, which PostgreSQL reads (2s)."""

    tries: int = 6
    lock_timeout: str = "2s"
    pause_seconds: float = 3.0


PATIENCE = Patience()
# Objects that read the marts and depend on the reader: views for offices, functions that record the reading of an
# explanation, the fetch of a file, or a look-up at the board.
READERS = (
    "access/own_unit",
    "access/office_views",
    "access/record_reading",
    "access/read_explanation",
    "access/progress_sums",
    "access/coverage_sums",
    "access/outcome_sums",
    "access/explained_lines",
    "access/office_file",
    "access/record_download",
    "access/lookup_check",
    "access/record_lookup",
)
LOCK_NOT_AVAILABLE, DEADLOCK = "55P03", "40P01"


class MigrationBlocked(RuntimeError):  # noqa: N818 - nothing is wrong with the migration
    """Other sessions hold locks that a migration needs; the text names their roles and processes."""


@dataclass(frozen=True)
class LockHolder:
    """A session with a lock on a table or view of the warehouse. State and seconds are None if they may not be seen."""

    process_id: int
    role_name: str
    state: str | None
    transaction_seconds: int | None

    def __str__(self) -> str:
        """Name the session: role, process, and what it does."""
        since = "" if self.transaction_seconds is None else f", {self.state} since {self.transaction_seconds} s"
        return f"{self.role_name} (process {self.process_id}{since})"


_LOCK_HOLDERS = statements.Query("access/lock_holders", LockHolder)


def _config(conn: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(SQL_FOLDER / "migrations"))
    config.attributes["connection"] = conn
    return config


def upgrade(
    url: str,
    passwords: dict[str, str] | None = None,
    revision: str = "head",
    *,
    commented: bool = True,
    patience: Patience = PATIENCE,
) -> None:
    """Migrate the warehouse's schema up to `revision`, then renew marts, comments, roles and grants.

    Idempotent. `url` belongs to the owner of the database. `passwords`: role -> password, for roles that may log in;
    others keep theirs. `revision`: Alembic's id, `head` is the newest. `commented` false leaves out the comments of
    tables and columns, which takes half the time: for a scratch warehouse, whose comments nobody reads. Raises
    MigrationBlocked, and leaves the schema as it was, if another session holds a lock longer than `patience` allows.
    """
    engine = create(url)

    def renew(conn: Connection) -> None:
        apply_marts(conn, commented=commented)
        access.grant(conn, passwords or {})

    _run_patiently(engine, lambda conn: command.upgrade(_config(conn), revision), patience)
    _run_patiently(engine, renew, patience)


def downgrade(url: str, revision: str = "base") -> None:
    """Migrate the warehouse's schema down to `revision`; tables of later revisions are dropped with their data.

    `url` belongs to the owner of the database. `revision`: Alembic's id; at `base` no schema of the warehouse is left.
    Raises MigrationBlocked, and drops nothing, if other sessions do not let go of their locks.
    """
    _run_patiently(create(url), lambda conn: command.downgrade(_config(conn), revision), PATIENCE)


def _run_patiently(engine: Engine, step: Callable[[Connection], None], patience: Patience) -> None:
    """Run a step in a transaction, again and again while other sessions hold a lock that it needs."""
    for attempt in range(patience.tries):
        if attempt:
            time.sleep(patience.pause_seconds)
        try:
            with engine.begin() as conn:
                statements.run(conn, "runtime/lock_timeout", lock_timeout=patience.lock_timeout)
                step(conn)
            return
        except (OperationalError, psycopg.OperationalError) as error:
            origin = error.orig if isinstance(error, OperationalError) else error
            if getattr(origin, "sqlstate", None) not in (LOCK_NOT_AVAILABLE, DEADLOCK):
                raise
            # asked at once: a session may let go during the pause
            with engine.connect() as conn:
                holders = _LOCK_HOLDERS.all(conn)
    raise MigrationBlocked(blocked_text(holders))


def blocked_text(holders: Iterable[LockHolder]) -> str:
    """Return the English text about the sessions that are in a migration's way, and how to end them."""
    sessions = list(holders)
    if not sessions:
        return "other sessions were in the migration's way, and are gone now: run it again"
    processes = ", ".join(f"pg_terminate_backend({session.process_id})" for session in sessions)
    return (
        f"these sessions are in the migration's way: {', '.join(map(str, sessions))}; ask them to end their "
        f"transactions, or end them as owner: SELECT {processes}"
    )


def apply_marts(conn: Connection, *, commented: bool = True) -> None:
    """Drop the schemas of marts, create all views again from `sql/marts`, and write the dictionary's comments.

    `mart` has sums, `mart_case` rows about persons and the functions that record who reads an explanation,
    `mart_office` both for the units of the reader's office. No data are lost, because marts are views. `commented`
    false leaves out the comments, of all schemas. Views are created in the order of their paths: a
    view reads only marts of `sql/marts/cases`, and marts of its own folder that sort before it.
    """
    script(conn, "DROP SCHEMA IF EXISTS mart_office, mart, mart_case CASCADE")
    script(conn, "CREATE SCHEMA mart; CREATE SCHEMA mart_case; CREATE SCHEMA mart_office;")
    for path in sorted((SQL_FOLDER / "marts").rglob("*.sql")):
        script(conn, path.read_text(encoding="utf-8"))
    for name in READERS:
        script(conn, statements.sql_text(name))
    if commented:
        from warehouse import dictionary

        dictionary.apply(conn)
