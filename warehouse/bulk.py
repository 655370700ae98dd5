"""Load rows: Arrow tables in bulk by binary COPY, a few dictionaries by INSERT.

Errors of the driver contain values of rows. `copy` raises `LoadError` without them, so that none reaches a log.
"""

from __future__ import annotations

import itertools
import json
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import psycopg
import pyarrow as pa
from pgpq import ArrowToPostgresBinaryEncoder
from sqlalchemy import Connection, text

from warehouse.engine import driver_connection, value_free
from warehouse.statements import run

COPY_ROWS = 5_000
"""Rows per message of a COPY: the server loads them while the next ones are encoded."""


class LoadError(RuntimeError):
    """A bulk load failed. The text names table and column at most, never a value."""


def copy(
    conn: Connection, table: str, rows: pa.Table | Iterable[pa.Table], constants: Mapping[str, Any] | None = None
) -> int:
    """Load Arrow rows into a table by binary COPY, columns by name, and return the number of rows loaded.

    `table`: with its schema, such as `core.person`. `rows`: one table, or parts of one table. With parts, the server
    loads one while the next is prepared. `constants`: column -> value, for columns with one value in all rows
    (campaign, delivery). Values are sent in the binary form of the column's type in the database. Nothing is committed:
    the caller's transaction decides. Raises LoadError, without any value, if a column or a value does not fit.
    """
    parts = iter([rows] if isinstance(rows, pa.Table) else rows)
    first = next(parts, None)
    if first is None:
        return 0
    schema = _schema(conn, table, [*first.column_names, *(constants or {})])
    fixed = {name: pa.scalar(_plain(value), schema.field(name).type) for name, value in (constants or {}).items()}
    encoder = ArrowToPostgresBinaryEncoder(schema)
    sql = f"COPY {table} ({', '.join(schema.names)}) FROM STDIN (FORMAT binary)"
    count = 0
    try:
        with driver_connection(conn).cursor().copy(sql) as pipe:
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
    """Insert a few rows of reference data; one dictionary (column -> value) per row, all with equal keys.

    `table`: with its schema. A dictionary as a value is stored as JSON. Does nothing if `rows` is empty; does not
    commit.
    """
    if not rows:
        return
    names = list(rows[0])
    sql = f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join(':' + name for name in names)})"  # noqa: S608
    conn.execute(text(sql), [{k: _bind(v) for k, v in row.items()} for row in rows])


def _bind(value: Any) -> Any:
    return json.dumps(value, ensure_ascii=False, sort_keys=True) if isinstance(value, dict) else value


_ARROW_TYPES = {
    "boolean": pa.bool_(),
    "smallint": pa.int16(),
    "integer": pa.int32(),
    "bigint": pa.int64(),
    "text": pa.string(),
    "date": pa.date32(),
    "bytea": pa.binary(),
    "uuid": pa.binary(),  # the binary form of a uuid is its 16 bytes
}
"""PostgreSQL type of a column -> Arrow type that is sent for it."""


def _schema(conn: Connection, table: str, names: Sequence[str]) -> pa.Schema:
    known = {row.column_name: row.type_name for row in run(conn, "runtime/column_types", table_name=table)}
    unknown = [name for name in names if known.get(name) not in _ARROW_TYPES]
    if unknown:
        raise LoadError(f"bulk load into {table} failed: no column, or none of a known type: {', '.join(unknown)}")
    return pa.schema([(name, _ARROW_TYPES[known[name]]) for name in names])


def _batches(table: str, part: pa.Table, fixed: Mapping[str, pa.Scalar], schema: pa.Schema) -> Iterator[pa.RecordBatch]:
    """Yield the part in batches of COPY_ROWS rows, with the columns of `schema`."""
    for start in range(0, part.num_rows, COPY_ROWS):
        rows = part.slice(start, COPY_ROWS)
        columns = [
            pa.repeat(fixed[field.name], rows.num_rows)
            if field.name in fixed
            else _cast(table, rows[field.name], field)
            for field in schema
        ]
        yield from pa.table(columns, schema=schema).combine_chunks().to_batches()


def _cast(table: str, values: pa.ChunkedArray, wanted: pa.Field) -> pa.ChunkedArray:
    if values.type == wanted.type:
        return values
    try:
        return values.cast(wanted.type)
    except pa.ArrowException:  # its text contains the value
        pass
    raise LoadError(f"bulk load into {table} failed: column {wanted.name} takes no {values.type} of that kind")


def _plain(value: Any) -> Any:
    return value.bytes if isinstance(value, uuid.UUID) else value
