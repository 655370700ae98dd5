"""The second floor: a bare COPY of the facts that the product merged, as csv text made beforehand, without any key."""

from __future__ import annotations

import time
from pathlib import Path
from typing import NamedTuple

import psycopg

from tests.bench.meter import Say

FACT_TABLES = ("roll_fact", "membership_fact", "employee_fact", "payment")
KINDS = ("UNLOGGED", "LOGGED")
_BLOCK_BYTES = 1 << 20


class Copies(NamedTuple):
    """seconds: kind of table -> time of the COPY statements alone."""

    rows: int
    byte_count: int
    seconds: dict[str, float]


def run(url: str, folder: Path, say: Say = lambda text: None, checkpoint: bool = True) -> Copies:
    """Write the facts of the warehouse at `url` as csv files, then COPY them into bare tables.

    `checkpoint` (a superuser's right): what was written before is on disk before each COPY, and not paid for in it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with psycopg.connect(url, autocommit=True) as conn:
        rows = sum(_export(conn, table, folder / table) for table in FACT_TABLES)
        conn.execute("CREATE SCHEMA IF NOT EXISTS bench")
        seconds = {}
        for kind in KINDS:
            say(f"COPY into {kind.lower()} tables")
            seconds[kind.lower()] = sum(_import(conn, table, kind, folder / table, checkpoint) for table in FACT_TABLES)
        conn.execute("DROP SCHEMA bench CASCADE")
    return Copies(rows, sum((folder / table).stat().st_size for table in FACT_TABLES), seconds)


def _export(conn: psycopg.Connection, table: str, path: Path) -> int:
    with path.open("wb") as file, conn.cursor() as cursor:
        with cursor.copy(f"COPY core.{table} TO STDOUT (FORMAT csv)") as pipe:
            for block in pipe:
                file.write(block)
        return cursor.rowcount


def _import(conn: psycopg.Connection, table: str, kind: str, path: Path, checkpoint: bool) -> float:
    """Seconds of one COPY. The table is made and committed first: else PostgreSQL may spare itself the log."""
    what = "UNLOGGED TABLE" if kind == "UNLOGGED" else "TABLE"
    conn.execute("DROP TABLE IF EXISTS bench.bare")
    conn.execute(f"CREATE {what} bench.bare AS SELECT * FROM core.{table} WITH NO DATA")
    if checkpoint:
        conn.execute("CHECKPOINT")
    started = time.monotonic()
    with (
        path.open("rb") as file,
        conn.cursor() as cursor,
        cursor.copy("COPY bench.bare FROM STDIN (FORMAT csv)") as pipe,
    ):
        while block := file.read(_BLOCK_BYTES):
            pipe.write(block)
    return time.monotonic() - started
