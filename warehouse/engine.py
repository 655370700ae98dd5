"""Connect to the warehouse without ever showing a value of a row in a log or an error."""

from __future__ import annotations

import json
from typing import Any

import psycopg
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.pool import NullPool


def create(url: str) -> Engine:
    """Return an engine that never prints bound values; `url` is `postgresql://…` or `postgresql+psycopg://…`."""
    if url.startswith("postgresql://"):
        url = "postgresql+psycopg://" + url.removeprefix("postgresql://")
    engine = create_engine(
        url,
        hide_parameters=True,
        poolclass=NullPool,  # a task is one process with one connection
        json_serializer=lambda value: json.dumps(value, ensure_ascii=False, sort_keys=True),
        connect_args={"options": "-c timezone=Asia/Shanghai -c jit=off"},
    )
    event.listen(engine, "handle_error", _remove_values)
    return engine


def driver_connection(conn: Connection) -> psycopg.Connection[Any]:
    """Return psycopg's connection below a SQLAlchemy connection; it shares the transaction."""
    return conn.connection.driver_connection  # type: ignore[return-value]


def value_free(error: psycopg.Error) -> str:
    """Return class, code, table, column and constraint of a database error, without its message."""
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
