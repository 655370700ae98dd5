"""Roles and grants: an idempotent script, run after every migration."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from psycopg import sql
from sqlalchemy import Connection

from warehouse.statements import Query, script, sql_text

ROLES = ("loader", "analyst", "caseworker", "publisher", "auditor", "board")


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


@dataclass(frozen=True)
class OfficialRole:
    """A role of an official on this server, and the groups of offices that it is a member of."""

    role_name: str
    may_log_in: bool
    group_names: list[str]


OFFICE_GROUPS = ("office_viewer", "office_caseworker")
_OFFICIAL_ROLES = Query("policy/rights/roles", OfficialRole)
_LIMITS = {
    "statement_timeout": "10min",
    "lock_timeout": "5s",
    "idle_in_transaction_session_timeout": "5min",
    "idle_session_timeout": "8h",
}


def admit_officials(conn: Connection, groups: Mapping[str, str]) -> None:
    """Give officials log-ins with roles of their own, and shut out every other role of an official.

    `groups`: role (`official_…`) -> its group, one of OFFICE_GROUPS. A missing role is created without a password, with
    limits for its sessions; the owner sets the password (`\\password`). Roles belong to the server: an official of
    another warehouse of this server is shut out as well, and let in again by that warehouse. `conn` belongs to the
    owner.
    """
    driver = conn.connection.driver_connection
    assert driver is not None
    known = {role.role_name: role for role in _OFFICIAL_ROLES.all(conn)}
    for name, group in sorted(groups.items()):
        role = sql.Identifier(name)
        if name not in known:
            driver.execute(sql.SQL("CREATE ROLE {} CONNECTION LIMIT 3").format(role))
            for setting, value in _LIMITS.items():
                driver.execute(sql.SQL("ALTER ROLE {} SET {} = {}").format(role, sql.Identifier(setting), value))
        if name not in known or not known[name].may_log_in:
            driver.execute(sql.SQL("ALTER ROLE {} LOGIN").format(role))
        for other in set(known[name].group_names if name in known else ()) - {group}:
            driver.execute(sql.SQL("REVOKE {} FROM {}").format(sql.Identifier(other), role))
        driver.execute(sql.SQL("GRANT {} TO {}").format(sql.Identifier(group), role))
    for name in sorted(known.keys() - groups.keys()):
        driver.execute(sql.SQL("ALTER ROLE {} NOLOGIN").format(sql.Identifier(name)))
