"""Settings of a scratch warehouse, which exists while a pack's worked cases are computed in it."""

from __future__ import annotations

import os
import secrets
import tempfile
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path

from pipeline.runtime.environment import read_environment
from pipeline.runtime.settings import Settings
from warehouse import scratch
from warehouse.access import ROLES
from warehouse.embedded.server import Server


@contextmanager
def scratch_settings(policies_dir: Path, environ: Mapping[str, str] | None = None) -> Iterator[Settings]:
    """Create an empty scratch warehouse, yield settings that lead to it, and drop it after the block.

    A scratch warehouse is a temporary database with the warehouse's tables, used to compute cases. It is created on the
    configured server, else on the running server of the state folder, else on a throw-away server. The real warehouse
    is neither read nor written. `policies_dir`: folder of packs and layouts that the settings name. `environ`:
    environment variables; None means those of the process.
    """
    env = os.environ if environ is None else environ
    with tempfile.TemporaryDirectory(prefix="campaign-cases-") as home, _scratch_urls(env) as urls:
        yield Settings(
            home=Path(home),
            policies_dir=policies_dir.resolve(),
            packs=(),
            embedded=True,
            warehouse_urls=urls,
            hash_key=secrets.token_bytes(32),
            cipher_key=secrets.token_bytes(64),
            smtp=None,
        )


@contextmanager
def scratch_in_background(policies_dir: Path) -> Iterator[Future[Settings]]:
    """Create a scratch warehouse in a thread, while the caller reads pack and cases; drop it after the block.

    A scratch warehouse is a temporary database with the warehouse's empty tables. Yields a future: its `result()` waits
    for the warehouse and returns settings that lead to it, or raises the error of its creation. `policies_dir`: folder
    of packs and layouts that the settings name.
    """
    with ExitStack() as stack, ThreadPoolExecutor(1) as background:
        yield background.submit(stack.enter_context, scratch_settings(policies_dir))


@contextmanager
def _scratch_urls(env: Mapping[str, str]) -> Iterator[dict[str, str]]:
    """Yield the scratch warehouse's URL per role; use a throw-away server if the owner may not create databases."""
    configured = {role: env.get(f"CAMPAIGN_WAREHOUSE_URL_{role.upper()}", "") for role in (scratch.OWNER, *ROLES)}
    if configured[scratch.OWNER] and configured["loader"]:
        place = scratch.on_server(configured[scratch.OWNER], {role: url for role, url in configured.items() if url})
    elif (server := _running_server(read_environment(env).home)) is not None:
        place = scratch.on_embedded(server)
    else:
        place = scratch.throw_away()
    with ExitStack() as stack:
        try:
            urls = stack.enter_context(place)
        except scratch.ScratchError:
            urls = stack.enter_context(scratch.throw_away())
        yield urls


def _running_server(home: Path) -> Server | None:
    """Return the embedded server of the state folder if it runs, without making the folder."""
    if not (home / "postgres").is_dir():
        return None
    server = Server(home)
    return server if server.pid() is not None else None
