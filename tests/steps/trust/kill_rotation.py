"""Kills a rotation of keys right before each of its side effects, runs it again, and compares: a process of its own.

`python -m tests.steps.trust.kill_rotation '<json>'`, with the server's home, a folder for files, and a warehouse to
copy: its state folder and the name of its database.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import psycopg

from pipeline.runtime import key_files
from pipeline.runtime.settings import REPOSITORY, Settings
from pipeline.trust import rotation
from tests.steps.intake import side_effects
from tests.support.files.small_deliveries import PACK
from tests.support.warehouse import opened
from warehouse.access import ROLES
from warehouse.embedded.server import Server


class Copies:
    """Copies of one warehouse and its state folder, one for each kill."""

    def __init__(self, said: dict[str, str]) -> None:
        self._server, self._folder = Server(Path(said["home"])), Path(said["folder"])
        self._like, self._template = Path(said["like"]), said["template"]
        self._count = 0

    def fresh(self) -> Settings:
        self._count += 1
        name, home = f"{self._template}_kill", self._folder / str(self._count)
        shutil.copytree(self._like, home)
        with psycopg.connect(self._server.url("postgres", "postgres"), autocommit=True) as conn:
            conn.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")  # type: ignore[arg-type]
            sql = f"CREATE DATABASE {name} TEMPLATE {self._template} OWNER owner STRATEGY FILE_COPY"
            conn.execute(sql)  # type: ignore[arg-type]
            conn.execute(f"GRANT CONNECT, TEMPORARY ON DATABASE {name} TO {', '.join(ROLES)}")  # type: ignore[arg-type]
        return Settings(
            home=home, policies_dir=REPOSITORY / "policies", packs=(PACK,), embedded=True,
            warehouse_urls={role: self._server.url(name, role) for role in ("owner", *ROLES)},
            hash_key=b"", cipher_key=b"", smtp=None,
        )  # fmt: skip


def in_fork(settings: Settings, kill_at: int | None, log: Path | None = None) -> int:
    """Rotate in a child that may be killed; see `side_effects.in_fork`."""
    return side_effects.in_fork(
        settings.home, lambda: rotation.rotate(settings, lambda _: None, batch_rows=4), kill_at, log
    )


def is_rotated(settings: Settings, expected: dict[str, Any], former: object) -> bool:
    """Whether everything is as it was, under other keys, with an alias for each person, and nothing is left over."""
    with psycopg.connect(settings.warehouse_url("owner")) as conn:
        counts = conn.execute(
            "SELECT (SELECT count(*) FROM vault.alias), (SELECT count(*) FROM vault.person),"
            " (SELECT count(*) FROM vault.rotated_person), (SELECT count(*) FROM vault.data_key WHERE state = 'next')"
        ).fetchone()
    assert counts is not None
    return (
        opened.take(settings) == expected and key_files.read(settings.home) != former
        and counts[0] == counts[1] and counts[2:] == (0, 0)
        and not list((settings.home / "secrets").glob("*.next"))
    )  # fmt: skip


def main(said: dict[str, str]) -> dict[str, Any]:
    copies, effects = Copies(said), Path(said["folder"]) / "effects.json"
    clean = copies.fresh()
    expected, former = opened.take(clean), key_files.read(clean.home)
    assert in_fork(clean, None, effects) == 0 and is_rotated(clean, expected, former)
    traced: list[str] = json.loads(effects.read_text(encoding="utf-8"))
    killed, different, places = 0, [], range(1, len(traced) + 2)
    for at in places:
        settings = copies.fresh()
        status = in_fork(settings, at)
        killed += os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
        between = opened.take(settings)  # whichever keys are current: they read everything
        again = in_fork(settings, None)
        if between != expected or again != 0 or not is_rotated(settings, expected, former):
            different.append((at, traced[at - 1] if at <= len(traced) else "end", again))
        shutil.rmtree(settings.home)
    kinds = Counter(one.split()[0] for one in traced)
    return {"traced": len(traced), "tried": len(places), "killed": killed, "different": different, "kinds": kinds}


if __name__ == "__main__":
    print("RESULT" + json.dumps(main(json.loads(sys.argv[1]))))
