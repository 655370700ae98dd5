"""Connect to the warehouse as the role `board`: sums only, read-only transactions, limits of time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache

from sqlalchemy import Connection, Engine

from pipeline.runtime.environment import SettingsError, read_environment
from warehouse import engine
from warehouse.embedded.server import Server

ROLE = "board"
POOL_SIZE = 6
"""Connections that one process of the api-server keeps; the server admits 20 of the role `board`."""
_URLS = ("owner", "loader", "analyst", "caseworker", "publisher", "auditor", ROLE)


def warehouse_url(environ: Mapping[str, str] | None = None) -> str:
    """Return the warehouse's URL for the role `board`, from its variable or of the embedded server.

    The api-server of the server size has neither keys nor the URLs of other roles, so `Settings` cannot be read there.
    `environ`: variable -> text, None for the environment of the process. Raises SettingsError if URLs of other roles
    are set, but not this one.
    """
    env = read_environment(environ, "home", *(f"warehouse_url_{role}" for role in _URLS))
    urls = env.warehouse_urls()
    if ROLE in urls:
        return urls[ROLE]
    if urls:
        raise SettingsError("no access to the warehouse as 'board': set CAMPAIGN_WAREHOUSE_URL_BOARD")
    return Server(env.home).url("warehouse", ROLE)


@lru_cache(maxsize=8)
def engine_of(url: str) -> Engine:
    """Keep the engine and its connections: opening one takes longer than most pages take to read."""
    return engine.create(url, pool_size=POOL_SIZE)


@contextmanager
def connect(url: str) -> Iterator[Connection]:
    """Open a connection and a read-only transaction, so that all figures of a page are of one moment; roll it back."""
    with engine_of(url).connect().execution_options(isolation_level="REPEATABLE READ") as conn:
        conn.exec_driver_sql("SET TRANSACTION READ ONLY")
        yield conn
        conn.rollback()
