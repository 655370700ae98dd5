"""The packs of the repository and their cases, and scratch warehouses on the server of the session."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from pipeline.settings import REPOSITORY, Settings
from transforms.policy import Pack, load_pack
from transforms.policy.cases import load_cases
from transforms.policy.cases_model import Case
from warehouse import scratch
from warehouse.embedded import Server

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
    """Settings of a scratch warehouse on a server that runs."""
    with scratch.on_embedded(server) as urls:
        yield Settings(
            home=home, policies_dir=policies_dir, packs=(), embedded=True, warehouse_urls=urls,
            hash_key=bytes(32), cipher_key=bytes(64), smtp=None,
        )  # fmt: skip
