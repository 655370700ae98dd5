"""Connect to the warehouse, load an Arrow table in bulk, run a named statement.

No statement text lives in Python: `statement("assess/dues")` is the file `sql/assess/dues.sql`.
Errors of the driver carry values of rows; `copy` rewraps them so that none reaches a log.
"""

from __future__ import annotations

import binascii
import hashlib
import itertools
import json
import uuid
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import psycopg
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv
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
    `constants` are columns with one value for all rows (campaign, delivery). Raises LoadError without values.
    """
    constants = {name: str(one) if isinstance(one, uuid.UUID) else one for name, one in (constants or {}).items()}
    parts = iter([rows] if isinstance(rows, pa.Table) else rows)
    first = next(parts, None)
    if first is None:
        return 0
    sql = f"COPY {table} ({', '.join([*first.column_names, *constants])}) FROM STDIN (FORMAT csv)"
    count = 0
    try:
        with _driver(conn).cursor().copy(sql) as pipe:
            for part in itertools.chain([first], parts):
                for chunk in _csv_chunks(part, constants):
                    pipe.write(chunk)
                count += part.num_rows
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


def _hex(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Binary values as PostgreSQL reads them: fixed bytes as a uuid, others as bytea. A whole buffer at a time."""
    return pa.chunked_array([_hex_array(chunk) for chunk in column.chunks], pa.string())


def _hex_array(values: pa.Array) -> pa.Array:
    first, size = values.offset, len(values)
    is_fixed = pa.types.is_fixed_size_binary(values.type)
    if size == values.null_count:
        return pa.nulls(size, pa.string())
    if is_fixed:
        bounds = np.arange(first, first + size + 1, dtype=np.int32) * np.int32(values.type.byte_width)
    else:
        bounds = np.frombuffer(values.buffers()[1], dtype=np.int32)[first : first + size + 1]
    digits = binascii.hexlify(memoryview(values.buffers()[-1])[int(bounds[0]) : int(bounds[-1])])
    offsets = pa.py_buffer((bounds - bounds[0]) * np.int32(2))
    texts = pa.StringArray.from_buffers(size, offsets, pa.py_buffer(digits))
    if not is_fixed:
        texts = pc.binary_join_element_wise("\\x", texts, "")
    return pc.if_else(values.is_valid(), texts, pa.scalar(None, pa.string())) if values.null_count else texts


def _csv_chunks(rows: pa.Table, constants: Mapping[str, Any], size: int = COPY_ROWS) -> Iterator[pa.Buffer]:
    """CSV without header; text is always quoted and NULL is empty, so that '' stays ''."""
    options = csv.WriteOptions(include_header=False, quoting_style="needed")
    for start in range(0, rows.num_rows, size):
        part = rows.slice(start, size)
        for i, field in enumerate(part.schema):
            if pa.types.is_binary(field.type) or pa.types.is_fixed_size_binary(field.type):
                part = part.set_column(i, field.name, _hex(part.column(i)))
        for name, value in constants.items():
            part = part.append_column(name, pa.repeat(pa.scalar(value), part.num_rows))
        sink = pa.BufferOutputStream()
        csv.write_csv(part, sink, options)
        yield sink.getvalue()
