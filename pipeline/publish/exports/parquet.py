"""Write marts as Parquet for the bureau's own tools: sums only, in one snapshot, with grain, key and labels."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from sqlalchemy import Connection, text

from pipeline.publish.inputs import PublishError
from pipeline.runtime.database import publisher
from pipeline.runtime.settings import Settings
from warehouse import dictionary
from warehouse.dictionary import Table
from warehouse.statements import Query

SCHEMA = "mart"
BATCH_ROWS = 50_000
# Amounts are bigint; the only numerics of marts are ratios.
ARROW_TYPES: dict[str, pa.DataType] = {
    "int2": pa.int32(),
    "int4": pa.int32(),
    "int8": pa.int64(),
    "numeric": pa.float64(),
    "text": pa.string(),
    "uuid": pa.string(),
    "bool": pa.bool_(),
    "date": pa.date32(),
    "timestamptz": pa.timestamp("us", "UTC"),
    "_text": pa.list_(pa.string()),
}


@dataclass(frozen=True)
class ColumnType:
    """Row of publish/export/column_types: a column of a mart and the server's name of its type."""

    column_name: str
    type_name: str


@dataclass(frozen=True)
class MartFile:
    """A written file and its number of rows."""

    path: Path
    rows: int


_COLUMN_TYPES = Query("publish/export/column_types", ColumnType)


def marts() -> dict[str, Table]:
    """Return the marts that can be written, name -> entry of the column dictionary. None has a row about one person."""
    return {table.name: table for table in dictionary.load() if table.schema == SCHEMA}


def export_marts(settings: Settings, folder: Path, names: Sequence[str] = ()) -> list[MartFile]:
    """Write marts into the folder, one Parquet file each; return the files. A file of an earlier export is replaced.

    `names`: marts to write, all if empty. All files show one moment of the warehouse. Each is complete or absent. Reads
    as publisher. Raises PublishError for an unknown mart, before anything is written.
    """
    known = marts()
    if unknown := sorted(set(names) - set(known)):
        raise PublishError(f"no mart {', '.join(unknown)}; there are: {', '.join(sorted(known))}")
    folder.mkdir(parents=True, exist_ok=True)
    engine = publisher(settings).execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    with engine.begin() as conn:
        return [_write(conn, folder, known[name]) for name in sorted(set(names or known))]


def _write(conn: Connection, folder: Path, table: Table) -> MartFile:
    """Write one mart under another name, then move it to its place."""
    schema = _arrow_schema(table, _COLUMN_TYPES.all(conn, schema_name=table.schema, table_name=table.name))
    path = folder / f"{table.name}.parquet"
    part = folder / f".{table.name}.{uuid.uuid4().hex}.part"
    try:
        rows = _write_rows(conn, part, table, schema)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return MartFile(path, rows)


def _write_rows(conn: Connection, path: Path, table: Table, schema: pa.Schema) -> int:
    written = 0
    # names are those of the dictionary, and no text of a user
    query = text(f'SELECT * FROM {table.schema}."{table.name}"').execution_options(yield_per=BATCH_ROWS)  # noqa: S608
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        for rows in conn.execute(query).partitions():
            writer.write_batch(_batch(rows, schema))
            written += len(rows)
    return written


def _batch(rows: Iterable[Sequence[Any]], schema: pa.Schema) -> pa.RecordBatch:
    """Turn rows into columns of the schema's types; a uuid becomes its text, a ratio a float."""
    columns = list(zip(*rows, strict=True))
    arrays = [
        pa.array(_converted(values, field.type), field.type) for values, field in zip(columns, schema, strict=True)
    ]
    return pa.record_batch(arrays, schema=schema)


def _converted(values: Sequence[Any], arrow_type: pa.DataType) -> Sequence[Any]:
    if arrow_type == pa.string():
        return [None if value is None else str(value) for value in values]
    if arrow_type == pa.float64():
        return [None if value is None else float(value) for value in values]
    return values


def _arrow_schema(table: Table, types: Iterable[ColumnType]) -> pa.Schema:
    """Return the schema of a mart's file: types of the server, and label, unit and meaning as metadata."""
    described = {column.name: column for column in table.columns}
    fields = []
    for column in types:
        entry = described[column.column_name]
        metadata = {"label": entry.label, "unit": entry.unit, "meaning": entry.meaning}
        fields.append(pa.field(column.column_name, ARROW_TYPES[column.type_name], metadata=metadata))
    return pa.schema(fields, {"label": table.label, "grain": table.grain, "key": ", ".join(table.key)})
