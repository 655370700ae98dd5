"""Connect to the warehouse, load an Arrow table in bulk, run a named statement.

No statement text lives in Python: `statement("assess/write/dues")` is the file `sql/assess/write/dues.sql`.
Errors of the driver carry values of rows; `copy` rewraps them so that none reaches a log.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import psycopg
import pyarrow as pa
from pgpq import ArrowToPostgresBinaryEncoder
from sqlalchemy import Connection, Engine, TextClause, create_engine, event, text
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.pool import NullPool

COPY_ROWS = 5_000
"""Rows that are sent at once: the server works on them while the next are being made."""
SQL_FOLDER = Path(__file__).resolve().parent.parent / "sql"


class LoadError(RuntimeError):
    """A bulk load failed. The text names table and column at most, never a value."""


def create(url: str) -> Engine:
    """An engine that never prints bound values; `url` is `postgresql://…` or `postgresql+psycopg://…`."""
    if url.startswith("postgresql://"):
        url = "postgresql+psycopg://" + url.removeprefix("postgresql://")
    engine = create_engine(
        url,
        hide_parameters=True,
        poolclass=NullPool,  # a task is one process with one connection
        json_serializer=lambda value: json.dumps(value, ensure_ascii=False, sort_keys=True),
        connect_args={"options": "-c timezone=Asia/Shanghai -c jit=off"},
    )
    event.listen(engine, "handle_error", _forget_values)
    return engine


def _forget_values(context: ExceptionContext) -> None:
    """The server quotes values in its messages ('invalid input syntax … "…"'): keep only what finds the fault."""
    error = context.original_exception
    if isinstance(error, psycopg.Error) and error.sqlstate is not None:
        error.args = (value_free(error),)
        if context.sqlalchemy_exception is not None:
            context.sqlalchemy_exception.args = (f"({type(error).__name__}) {value_free(error)}",)


def value_free(error: psycopg.Error) -> str:
    """Class, code, table, column and constraint of a database error, without its message."""
    said = error.diag
    places = (("table", said.table_name), ("column", said.column_name), ("constraint", said.constraint_name))
    where = ", ".join(f"{what} {name}" for what, name in places if name)
    return f"{type(error).__name__} {error.sqlstate}" + (f" ({where})" if where else "")


@lru_cache(maxsize=256)
def statement(name: str) -> str:
    """The text of `sql/<name>.sql`. Raises FileNotFoundError with the path that was looked for."""
    return (SQL_FOLDER / f"{name}.sql").read_text(encoding="utf-8")


def fingerprint(names: Iterable[str]) -> str:
    """sha256 over the named statements, to prove that two runs used the same rules machinery."""
    digest = hashlib.sha256()
    for name in names:
        digest.update(statement(name).encode())
    return digest.hexdigest()


def run(conn: Connection, name: str, /, **params: Any) -> Any:
    """Run the named statement (one statement, `:name` parameters) and return SQLAlchemy's result."""
    return conn.execute(_parsed(statement(name)), params)


@lru_cache(maxsize=256)
def _parsed(sql: str) -> TextClause:
    """Parameters are looked for once: the statements of an assessment are long."""
    return text(sql)


def script(conn: Connection, sql: str) -> None:
    """Run several statements without parameters in the connection's transaction."""
    try:
        _driver(conn).execute(sql)
    except psycopg.Error as error:
        error.args = (value_free(error),) if error.sqlstate else error.args
        raise


def copy(
    conn: Connection, table: str, rows: pa.Table | Iterable[pa.Table], constants: Mapping[str, Any] | None = None
) -> int:
    """COPY an Arrow table into `table` (schema-qualified), columns by name; returns the number of rows.

    Parts of one table may be handed in as they are made: the server takes one while the next is in the making.
    `constants` are columns with one value for all rows (campaign, delivery). Values are sent in the server's own binary
    form, as the type of their column. Raises LoadError without values.
    """
    parts = iter([rows] if isinstance(rows, pa.Table) else rows)
    first = next(parts, None)
    if first is None:
        return 0
    schema = _schema(conn, table, [*first.column_names, *(constants or {})])
    fixed = {name: pa.scalar(_plain(one), schema.field(name).type) for name, one in (constants or {}).items()}
    encoder = ArrowToPostgresBinaryEncoder(schema)
    sql = f"COPY {table} ({', '.join(schema.names)}) FROM STDIN (FORMAT binary)"
    count = 0
    try:
        with _driver(conn).cursor().copy(sql) as pipe:
            pipe.write(encoder.write_header())
            for part in itertools.chain([first], parts):
                for batch in _batches(table, part, fixed, schema):
                    pipe.write(encoder.write_batch(batch))
                count += part.num_rows
            pipe.write(encoder.finish())
    except psycopg.Error as error:
        error.args = (value_free(error),)
        raise LoadError(f"bulk load into {table} failed: {value_free(error)}") from None
    return count


def insert(conn: Connection, table: str, rows: list[dict[str, Any]]) -> None:
    """Insert a few dictionaries (reference data); every dictionary has the same keys."""
    if not rows:
        return
    names = list(rows[0])
    sql = f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join(':' + name for name in names)})"  # noqa: S608
    conn.execute(text(sql), [{k: _bind(v) for k, v in row.items()} for row in rows])


def _driver(conn: Connection) -> psycopg.Connection[Any]:
    return conn.connection.driver_connection  # type: ignore[return-value]


def _bind(value: Any) -> Any:
    return json.dumps(value, ensure_ascii=False, sort_keys=True) if isinstance(value, dict) else value


_ARROW_TYPES = {
    "boolean": pa.bool_(), "smallint": pa.int16(), "integer": pa.int32(), "bigint": pa.int64(), "text": pa.string(),
    "date": pa.date32(), "bytea": pa.binary(), "uuid": pa.binary(),
}  # fmt: skip
"""Type of a column -> what is sent for it. A uuid's binary form is its 16 bytes."""


def _schema(conn: Connection, table: str, names: Sequence[str]) -> pa.Schema:
    known = {row.column_name: row.type_name for row in run(conn, "runtime/column_types", table_name=table)}
    unknown = [name for name in names if known.get(name) not in _ARROW_TYPES]
    if unknown:
        raise LoadError(f"bulk load into {table} failed: no column, or none of a known type: {', '.join(unknown)}")
    return pa.schema([(name, _ARROW_TYPES[known[name]]) for name in names])


def _batches(table: str, part: pa.Table, fixed: Mapping[str, pa.Scalar], schema: pa.Schema) -> Iterator[pa.RecordBatch]:
    """The part as the columns want it, a few thousand rows at once."""
    for start in range(0, part.num_rows, COPY_ROWS):
        some = part.slice(start, COPY_ROWS)
        columns = [
            pa.repeat(fixed[one.name], some.num_rows) if one.name in fixed else _cast(table, some[one.name], one)
            for one in schema
        ]
        yield from pa.table(columns, schema=schema).combine_chunks().to_batches()


def _cast(table: str, values: pa.ChunkedArray, wanted: pa.Field) -> pa.ChunkedArray:
    if values.type == wanted.type:
        return values
    try:
        return values.cast(wanted.type)
    except pa.ArrowException:  # its text holds the value
        pass
    raise LoadError(f"bulk load into {table} failed: column {wanted.name} takes no {values.type} of that kind")


def _plain(value: Any) -> Any:
    return value.bytes if isinstance(value, uuid.UUID) else value
