"""Bring the warehouse's schema up or down, and put what is not history in place: marts, comments, roles."""

from __future__ import annotations

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

from warehouse import access
from warehouse.engine import create
from warehouse.statements import SQL_FOLDER, script


def _config(conn: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(SQL_FOLDER / "migrations"))
    config.attributes["connection"] = conn
    return config


def upgrade(
    url: str, passwords: dict[str, str] | None = None, revision: str = "head", *, commented: bool = True
) -> None:
    """Migrate the warehouse's schema up to `revision`, then renew marts, comments, roles and grants.

    Idempotent. `url` belongs to the owner of the database. `passwords`: role -> password, for roles that may log in;
    others keep theirs. `revision`: Alembic's id, `head` is the newest. `commented` false leaves out the comments of
    tables and columns, which takes half the time: for a scratch warehouse, whose comments nobody reads.
    """
    engine = create(url)
    with engine.begin() as conn:
        command.upgrade(_config(conn), revision)
    with engine.begin() as conn:
        apply_marts(conn, commented=commented)
        access.grant(conn, passwords or {})


def downgrade(url: str, revision: str = "base") -> None:
    """Migrate the warehouse's schema down to `revision`; tables of later revisions are dropped with their data.

    `url` belongs to the owner of the database. `revision`: Alembic's id; at `base` no schema of the warehouse is left.
    """
    with create(url).begin() as conn:
        command.downgrade(_config(conn), revision)


def apply_marts(conn: Connection, *, commented: bool = True) -> None:
    """Drop the schema `mart`, create all its views again from `sql/marts`, and write the dictionary's comments.

    No data are lost, because marts are views. `commented` false leaves out the comments, of all schemas. Views are
    created in the order of their paths: a view reads only marts of its own folder that sort before it.
    """
    script(conn, "DROP SCHEMA IF EXISTS mart CASCADE; CREATE SCHEMA mart;")
    for path in sorted((SQL_FOLDER / "marts").rglob("*.sql")):
        script(conn, path.read_text(encoding="utf-8"))
    if commented:
        from warehouse import dictionary

        dictionary.apply(conn)
