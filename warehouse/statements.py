"""Run SQL statements by name. No statement text lives in Python: `"assess/write/dues"` is `sql/assess/write/dues.sql`.

A statement that returns rows is declared once as a `Query` with the type of its row, so that mypy knows every column.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Generic, TypeVar

import psycopg
from sqlalchemy import Connection, CursorResult, TextClause, text

from warehouse.engine import driver_connection, value_free

SQL_FOLDER = Path(__file__).resolve().parent.parent / "sql"
Row = TypeVar("Row")


@dataclass(frozen=True)
class Query(Generic[Row]):
    """Name of a statement and the type of its rows; `row` is a frozen dataclass whose fields are the columns.

    A result with a missing or an unknown column raises TypeError.
    """

    name: str
    row: type[Row]

    def all(self, conn: Connection, **params: Any) -> list[Row]:
        """Run this query's SQL statement and return every row of the result as `row`, in the statement's order.

        `params`: values of the statement's `:name` parameters.
        """
        return [self.row(**record) for record in run(conn, self.name, **params).mappings()]

    def first(self, conn: Connection, **params: Any) -> Row | None:
        """Run this query's SQL statement and return the first row of the result, or None if the result is empty.

        `params`: values of the statement's `:name` parameters.
        """
        record = run(conn, self.name, **params).mappings().first()
        return None if record is None else self.row(**record)

    def single(self, conn: Connection, **params: Any) -> Row:
        """Run this query's SQL statement and return the only row of the result.

        `params`: values of the statement's `:name` parameters. Raises sqlalchemy.exc.NoResultFound if there is no row,
        and MultipleResultsFound if there are several.
        """
        return self.row(**run(conn, self.name, **params).mappings().one())


@lru_cache(maxsize=256)
def sql_text(name: str) -> str:
    """Return the text of the file `sql/<name>.sql`, cached; `name` is a path such as `assess/write/dues`.

    Raises FileNotFoundError with the path of the missing file.
    """
    return (SQL_FOLDER / f"{name}.sql").read_text(encoding="utf-8")


def fingerprint(names: Iterable[str]) -> str:
    """Return the sha256 (hexadecimal) over the texts of the named statements, in the given order.

    Equal fingerprints prove that two runs used equal rules. `names`: such as `assess/write/dues`. Raises
    FileNotFoundError if a file is missing.
    """
    digest = hashlib.sha256()
    for name in names:
        digest.update(sql_text(name).encode())
    return digest.hexdigest()


def run(conn: Connection, name: str, /, **params: Any) -> CursorResult[Any]:
    """Run the statement of `sql/<name>.sql` in the connection's transaction; return SQLAlchemy's result.

    `name`: path without `.sql`, such as `assess/write/dues`. Does not commit. `params`: values of its `:name`
    parameters. Raises FileNotFoundError if there is no such statement.
    """
    return conn.execute(_parsed(sql_text(name)), params)


def stream(conn: Connection, name: str, /, block_rows: int, **params: Any) -> Iterator[Sequence[Any]]:
    """Run the statement of `sql/<name>.sql`, and yield its rows in blocks of `block_rows`, by a cursor of the server.

    Never more than one block is in memory. The cursor lives in the connection's transaction, which must not end before
    the last block. `params`: values of its `:name` parameters.
    """
    options = {"stream_results": True, "max_row_buffer": block_rows}
    with conn.execute(_parsed(sql_text(name)), params, execution_options=options) as result:
        yield from result.partitions(block_rows)


@lru_cache(maxsize=256)
def _parsed(sql: str) -> TextClause:
    """Cache the search for parameters: the statements of an assessment are long."""
    return text(sql)


def script(conn: Connection, sql: str) -> None:
    """Run a text of one or several SQL statements without parameters in the connection's transaction, without a commit.

    `sql`: the text itself, not a name. Raises psycopg.Error, whose text contains no value of a row, if a statement
    fails.
    """
    try:
        driver_connection(conn).execute(sql)
    except psycopg.Error as error:
        error.args = (value_free(error),) if error.sqlstate else error.args
        raise
