"""Scratch warehouses: a database with the schema of the warehouse and nothing in it, dropped when it is left.

On a server that runs, the database's name begins with `campaign_scratch_`: no other name is created or dropped here.
If no server runs, a temporary embedded server is started in a temporary folder and destroyed.
"""

from __future__ import annotations

import secrets
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

from warehouse import migrate
from warehouse.access import ROLES
from warehouse.embedded.server import SUPERUSER, Server

PREFIX = "campaign_scratch_"
OWNER = "owner"


class ScratchError(RuntimeError):
    """No scratch database can be created with this access; the text states the missing right."""


@contextmanager
def on_server(admin_url: str, urls: Mapping[str, str], owner: str | None = None) -> Iterator[dict[str, str]]:
    """Create an empty, migrated scratch database on a running server; yield role -> URL of that database.

    The database is dropped at the end of the `with` block. `admin_url`: URL of a role that may create databases.
    `urls`: role -> URL of any database of this server; the scratch URLs have these roles and passwords, which stay as
    they are. `owner`: role that owns the new database (None: the role of `admin_url`). Scratch databases left by killed
    runs are dropped first. Raises ScratchError if the role may not create databases.
    """
    name = PREFIX + secrets.token_hex(8)
    with psycopg.connect(_plain(admin_url), autocommit=True) as admin:
        _refuse_without_right(admin)
        _drop_orphans(admin)
        _hold(admin, name)  # while this connection lives, no other run drops the database as an orphan
        try:
            _create(admin, name, owner)
            scratch = {role: with_database(url, name) for role, url in urls.items()}
            migrate.upgrade(scratch.get(OWNER, with_database(admin_url, name)), commented=False)
            yield scratch
        finally:
            _drop(admin, name)


@contextmanager
def throw_away() -> Iterator[dict[str, str]]:
    """Create a scratch database on a new embedded server in a temporary folder; yield role -> its URL.

    The database is empty and migrated. At the end of the block, server and folder are deleted. Raises EmbeddedError if
    the server does not start.
    """
    home = Path(tempfile.mkdtemp(prefix="campaign-scratch-"))
    server = _ThrowAway(home)
    try:
        server.start()
        _make_roles(server)
        with on_embedded(server) as urls:
            yield urls
    finally:
        server.destroy()
        shutil.rmtree(home, ignore_errors=True)


@contextmanager
def on_embedded(server: Server) -> Iterator[dict[str, str]]:
    """Create an empty, migrated scratch database on a running embedded server; yield role -> its URL.

    The server's warehouse must be migrated, because it has the roles; its data are not touched. The scratch database is
    dropped at the end of the block.
    """
    urls = {role: server.url("warehouse", role) for role in (OWNER, *ROLES)}
    with on_server(server.url("postgres", SUPERUSER), urls, OWNER) as scratch:
        yield scratch


def with_database(url: str, name: str) -> str:
    """Return the URL with its database replaced by `name`; server, role and password stay. Creates no database."""
    return urlsplit(url)._replace(path=f"/{name}").geturl()


class _ThrowAway(Server):
    """A server whose data need not survive a crash: nothing waits for the disk."""

    def _run(self, program: str, *arguments: str) -> None:
        super()._run(program, *arguments, *(("--no-sync",) if program == "initdb" else ()))

    def _ensure_databases(self) -> None:
        """Create no database of a state folder: the scratch database is the only one."""


def _make_roles(server: Server) -> None:
    """Create the roles with passwords on a new server, before the first connection: roles belong to the server."""
    with psycopg.connect(server.url("postgres", SUPERUSER), autocommit=True) as admin:
        admin.execute("ALTER SYSTEM SET fsync = off")
        admin.execute("SELECT pg_reload_conf()")
        for role in (OWNER, *ROLES):
            verifier = admin.pgconn.encrypt_password(server.password(role).encode(), role.encode(), b"scram-sha-256")
            # the owner creates the other roles where they are missing, and grants their rights
            right = sql.SQL("CREATEROLE" if role == OWNER else "NOCREATEROLE")
            statement = sql.SQL("CREATE ROLE {} LOGIN {} PASSWORD {}")
            admin.execute(statement.format(sql.Identifier(role), right, sql.Literal(verifier.decode())))
            if role != OWNER:
                grant = sql.SQL("GRANT {} TO {} WITH ADMIN TRUE, INHERIT FALSE, SET FALSE")
                admin.execute(grant.format(sql.Identifier(role), sql.Identifier(OWNER)))


def _plain(url: str) -> str:
    return url.replace("postgresql+psycopg://", "postgresql://", 1)


def _refuse_without_right(admin: psycopg.Connection) -> None:
    row = admin.execute("SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user").fetchone()
    if row is None or not row[0]:
        raise ScratchError("the role of this URL may not create databases (CREATEDB)")


def _hold(admin: psycopg.Connection, name: str) -> bool:
    row = admin.execute("SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", (name,)).fetchone()
    return bool(row and row[0])


def _drop_orphans(admin: psycopg.Connection) -> None:
    """Drop scratch databases of this owner that no living run holds."""
    rows = admin.execute(
        "SELECT datname FROM pg_database WHERE starts_with(datname, %s) AND pg_has_role(datdba, 'MEMBER')", (PREFIX,)
    ).fetchall()
    for (name,) in rows:
        if _hold(admin, name):
            _drop(admin, name)


def _create(admin: psycopg.Connection, name: str, owner: str | None) -> None:
    statement = sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name))
    if owner is not None:
        statement += sql.SQL(" OWNER {}").format(sql.Identifier(owner))
    admin.execute(statement)
    # nothing in it outlives the run: a commit need not wait for the disk
    admin.execute(sql.SQL("ALTER DATABASE {} SET synchronous_commit = off").format(sql.Identifier(name)))


def _drop(admin: psycopg.Connection, name: str) -> None:
    if not name.startswith(PREFIX):
        raise ValueError("only scratch databases are dropped here")
    admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
