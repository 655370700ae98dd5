"""Connect to the warehouse without ever showing a value of a row in a log or an error."""

from __future__ import annotations

import json
from typing import Any

import psycopg
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.pool import NullPool

POOL_WAIT_SECONDS = 10
POOL_RECYCLE_SECONDS = 300


def create(url: str, *, pool_size: int = 0) -> Engine:
    """Return a SQLAlchemy engine whose logs and errors contain no value of a row; does not connect yet.

    `url`: `postgresql://…` or `postgresql+psycopg://…`. Sessions have the time zone Asia/Shanghai. `pool_size`: most
    connections that the process keeps and opens; 0: each is opened for its use, because a task is one process with one
    connection. A kept connection that the server has closed is replaced. Who finds no free connection within
    POOL_WAIT_SECONDS gets sqlalchemy.exc.TimeoutError.
    """
    if url.startswith("postgresql://"):
        url = "postgresql+psycopg://" + url.removeprefix("postgresql://")
    pool: dict[str, Any] = {"poolclass": NullPool}
    if pool_size:
        pool = {
            "pool_size": pool_size,
            "max_overflow": 0,
            "pool_pre_ping": True,
            "pool_recycle": POOL_RECYCLE_SECONDS,
            "pool_timeout": POOL_WAIT_SECONDS,
        }
    engine = create_engine(
        url,
        **pool,
        hide_parameters=True,
        json_serializer=lambda value: json.dumps(value, ensure_ascii=False, sort_keys=True),
        connect_args={"options": "-c timezone=Asia/Shanghai -c jit=off"},
    )
    event.listen(engine, "handle_error", _remove_values)
    return engine


def driver_connection(conn: Connection) -> psycopg.Connection[Any]:
    """Return the psycopg connection that a SQLAlchemy connection uses; both share one transaction."""
    return conn.connection.driver_connection  # type: ignore[return-value]


def value_free(error: psycopg.Error) -> str:
    """Describe a database error by class, SQLSTATE, table, column and constraint, as one English line.

    The error's own message is left out, because it may quote values of rows.
    """
    diagnostic = error.diag
    places = {
        "table": diagnostic.table_name,
        "column": diagnostic.column_name,
        "constraint": diagnostic.constraint_name,
    }
    where = ", ".join(f"{kind} {name}" for kind, name in places.items() if name)
    return f"{type(error).__name__} {error.sqlstate}" + (f" ({where})" if where else "")


def _remove_values(context: ExceptionContext) -> None:
    """Replace the server's message, which quotes values ('invalid input syntax … "…"'), by `value_free`."""
    error = context.original_exception
    if isinstance(error, psycopg.Error) and error.sqlstate is not None:
        error.args = (value_free(error),)
        if context.sqlalchemy_exception is not None:
            context.sqlalchemy_exception.args = (f"({type(error).__name__}) {value_free(error)}",)
