"""The second peer, in the style of dbt: COPY loads raw tables, then models are made again, each as CREATE TABLE AS.

A new file is loaded once. All models are rebuilt after each load, in the order in which they depend on each other, each
in a transaction of its own and with statistics. Nothing of the product is used.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import psycopg
import pyarrow as pa
import pyarrow.types as types
from psycopg import sql
from python_calamine import CalamineWorkbook

from simulation.deliveries.layouts import LAYOUTS
from tests.bench.peers.delivered import LIST_COLUMNS, Delivery, deliveries, fields_of, seeds

MODELS = Path(__file__).with_name("models")
# In the order in which each needs the ones before it.
ORDER = (
    "receipt",
    "roll",
    "listed",
    "death",
    "employee",
    "stay",
    "membership",
    "applies",
    "special",
    "day",
    "decided",
    "owed",
    "settled",
    "lapsed",
    "gain",
    "person",
    "progress",
)
SCHEMA = "peer_rebuild"
SETTINGS = f"SET search_path = {SCHEMA}; SET work_mem = '256MB'; SET maintenance_work_mem = '256MB'"
Progress = dict[tuple[str, str], tuple[int, int, int]]


class Made(NamedTuple):
    """progress: (printed unit, category) -> (enrolled persons, received fen, fund fen), without cells of zeros."""

    progress: Progress
    rows: int


def run(url: str, pack_code: str, folder: Path, say: Callable[[str], None] = lambda text: None) -> Made:
    """Load the files of `folder` that are new into the database at `url`, and make all models again."""
    with psycopg.connect(url, autocommit=True) as conn:
        conn.execute(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}")
        conn.execute(SETTINGS)
        conn.execute((MODELS / "raw.sql").read_text("utf-8"))
        conn.execute("CREATE TABLE IF NOT EXISTS raw_file (file text PRIMARY KEY)")
        say("raw tables")
        loaded = {file for (file,) in conn.execute("SELECT file FROM raw_file").fetchall()}
        for delivery in deliveries(folder):
            if delivery.path.name not in loaded:
                _load(conn, delivery)
        for name, table in seeds(pack_code).items():
            _seed(conn, name, table)
        for name in ORDER:
            say(name)
            _model(conn, name)
        cells = conn.execute("SELECT unit, category, enrolled_persons, received_fen, fund_fen FROM progress").fetchall()
        counts = [conn.execute(f"SELECT count(*) FROM raw_{k}").fetchone() for k in ("tax", "roll", "employee", "list")]
    progress = {(unit, category): tuple(measures) for unit, category, *measures in cells if any(measures)}
    return Made(progress, sum(row[0] for row in counts if row))


def _model(conn: psycopg.Connection, name: str) -> None:
    with conn.transaction():
        conn.execute(sql.SQL("DROP TABLE IF EXISTS {}").format(sql.Identifier(name)))
        conn.execute((MODELS / f"{name}.sql").read_text("utf-8"))
    conn.execute(sql.SQL("ANALYZE {}").format(sql.Identifier(name)))


def _load(conn: psycopg.Connection, delivery: Delivery) -> None:
    """COPY a file into its raw table, and note the file."""
    raw = delivery.path.read_bytes()
    with conn.transaction():
        if delivery.kind == "tax":
            text = raw.decode("gb18030")
            body = text[: text.rindex("\n", 0, len(text) - 1) + 1]  # the last line is the control total
            _copy(conn, "COPY raw_tax FROM STDIN (FORMAT csv, HEADER)", body.encode())
        elif delivery.kind == "roll":
            _copy(conn, "COPY raw_roll FROM STDIN (FORMAT csv, HEADER)", raw)
        elif delivery.kind == "employee":
            default = sql.SQL("ALTER TABLE raw_employee ALTER cut_off_on SET DEFAULT {}")
            conn.execute(default.format(sql.Literal(delivery.cut_off_on)))
            columns = "name, number, region, insured_from, insured_to"
            _copy(conn, f"COPY raw_employee ({columns}) FROM STDIN (FORMAT csv, HEADER)", raw)
        else:
            rows = ((delivery.source, delivery.cut_off_on, *row) for row in list_rows(delivery))
            _copy_rows(conn, "raw_list", rows)
        conn.execute("INSERT INTO raw_file VALUES (%s)", [delivery.path.name])


def _copy(conn: psycopg.Connection, statement: str, data: bytes) -> None:
    with conn.cursor() as cursor, cursor.copy(statement) as pipe:
        pipe.write(data)


def _copy_rows(conn: psycopg.Connection, table: str, rows: Iterator[Any]) -> None:
    copy = sql.SQL("COPY {} FROM STDIN").format(sql.Identifier(table))
    with conn.cursor() as cursor, cursor.copy(copy) as pipe:
        for row in rows:
            pipe.write_row(row)


def list_rows(delivery: Delivery) -> Iterator[tuple[str | None, ...]]:
    """Cells of a department's list in the order of LIST_COLUMNS; titles and footers have no document number."""
    layout, fields = LAYOUTS[delivery.source], fields_of(delivery.source)
    rows: Any
    if layout.form == "csv":
        rows = csv.reader(io.StringIO(delivery.path.read_bytes().decode(layout.encoding), newline=""))
    else:
        rows = CalamineWorkbook.from_path(delivery.path).get_sheet_by_index(0).iter_rows()
    places: list[int | None] | None = None
    for row in rows:
        if places is None:
            names = [fields.get(str(cell)) for cell in row]
            if "number" in names:
                places = [names.index(name) if name in names else None for name in LIST_COLUMNS]
        elif row[places[0]]:
            yield tuple(None if place is None else str(row[place]) or None for place in places)


def _seed(conn: psycopg.Connection, name: str, table: pa.Table) -> None:
    """Replace a small table that people maintain by hand."""
    columns = sql.SQL(", ").join(
        sql.SQL("{} {}").format(sql.Identifier(field.name), sql.SQL(_type(field.type))) for field in table.schema
    )
    with conn.transaction():
        conn.execute(sql.SQL("DROP TABLE IF EXISTS {}").format(sql.Identifier(name)))
        conn.execute(sql.SQL("CREATE TABLE {} ({})").format(sql.Identifier(name), columns))
        _copy_rows(conn, name, (tuple(row.values()) for row in table.to_pylist()))
    conn.execute(sql.SQL("ANALYZE {}").format(sql.Identifier(name)))


def _type(kind: pa.DataType) -> str:
    if types.is_boolean(kind):
        return "boolean"
    if types.is_integer(kind):
        return "bigint" if kind.bit_width > 32 else "integer"
    return "date" if types.is_date(kind) else "text"
