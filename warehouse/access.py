"""Roles and grants: an idempotent script, run after every migration."""

from __future__ import annotations

from psycopg import sql
from sqlalchemy import Connection

from warehouse.statements import script, sql_text

ROLES = ("loader", "analyst", "caseworker", "publisher", "auditor")


def grant(conn: Connection, passwords: dict[str, str]) -> None:
    """Create the warehouse's roles (ROLES) where missing, and set the rights of each to the least that it needs.

    `passwords`: role -> password. These roles can log in afterwards; all others keep their password or none. Only a
    SCRAM hash is sent to the server. `conn` belongs to the owner of the database. Raises ValueError for an unknown
    role.
    """
    script(conn, sql_text("access/roles"))
    driver = conn.connection.driver_connection
    assert driver is not None
    for role, password in sorted(passwords.items()):
        if role not in ROLES:
            raise ValueError(f"unknown role {role!r}: expected one of {', '.join(ROLES)}")
        # The client library hashes the password, so that the server's log can never hold it.
        verifier = driver.pgconn.encrypt_password(password.encode(), role.encode(), b"scram-sha-256").decode()
        driver.execute(sql.SQL("ALTER ROLE {} LOGIN PASSWORD {}").format(sql.Identifier(role), sql.Literal(verifier)))
