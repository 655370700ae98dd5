"""The packs of the repository and their cases, and scratch warehouses on the server of the session."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import psycopg

from pipeline.runtime.settings import REPOSITORY, Settings
from tests.support.session import CIPHER_KEY, HASH_KEY, TEMPLATE
from transforms.policy import Pack, load_pack
from transforms.policy.cases.load import load_cases
from transforms.policy.cases.model import Case
from warehouse import scratch
from warehouse.access import ROLES
from warehouse.embedded.server import Server

MADE_UP = Path(__file__).parent / "made_up"
POLICIES = REPOSITORY / "policies"
PACKS = sorted(path.parent.name for path in POLICIES.glob("*/pack.yaml"))


@cache
def pack_of(pack_code: str) -> Pack:
    return load_pack(POLICIES / pack_code)


@cache
def cases_of(pack_code: str) -> tuple[Case, ...]:
    return tuple(load_cases(pack_of(pack_code), POLICIES / pack_code))


@contextmanager
def scratch_on(server: Server, policies_dir: Path, home: Path) -> Iterator[Settings]:
    """Settings of an empty warehouse on a server that runs: a copy of the session's migrated one, which is quicker than
    a scratch warehouse of its own (that one has its own tests)."""
    name = f"{scratch.PREFIX}{secrets.token_hex(8)}"
    with psycopg.connect(server.url("postgres", "postgres"), autocommit=True) as admin:
        # held as a scratch warehouse holds its own, so that nobody takes it for an orphan
        admin.execute("SELECT pg_advisory_lock(hashtextextended(%s, 0))", (name,))
        admin.execute(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE} OWNER owner")
        admin.execute(f"ALTER DATABASE {name} SET synchronous_commit = off")
        try:
            yield Settings(
                home=home, policies_dir=policies_dir, packs=(), embedded=True,
                warehouse_urls={role: server.url(name, role) for role in (scratch.OWNER, *ROLES)},
                hash_key=HASH_KEY, cipher_key=CIPHER_KEY, smtp=None,
            )  # fmt: skip
        finally:
            admin.execute(f"DROP DATABASE {name} WITH (FORCE)")
