"""Kills an intake right before each of its side effects, runs it again, and compares: a process of its own.

`python -m tests.steps.intake.kill_before_each_effect '<json>'`, with the server's home, a folder for files, a
prefix of database names, and a stride: 1 kills before each side effect, 8 before every eighth.
Everything heavy is imported once; each run is a fork, so that a kill is a kill of a whole process.
"""

from __future__ import annotations

import datetime as dt
import gc
import hashlib
import json
import os
import signal
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pandas  # noqa: F401 - what is imported late would be imported anew in each fork
import psycopg
import pyarrow.acero
import pyarrow.dataset
import pyarrow.pandas_compat  # noqa: F401

from pipeline.feedback import run as feedback
from pipeline.intake import run as intake
from pipeline.landing import deliver as landing
from pipeline.mail import sending, smtp
from pipeline.policy import install, registry
from pipeline.runtime.settings import REPOSITORY, Settings, Smtp
from tests.steps.intake import side_effects
from tests.support.files.builders import passing
from tests.support.files.damaged_list import NOW
from tests.support.files.poverty_list import PACK
from tests.support.session import CIPHER_KEY, HASH_KEY, TEMPLATE
from tests.support.stores import feedback_folder
from tests.support.warehouse import snapshot
from transforms.intake.reading import worker
from transforms.intake.reading.limits import Limits
from warehouse import engine
from warehouse.access import ROLES
from warehouse.embedded.server import Server

DAY = dt.date(2019, 10, 10)
KINDS = ("special_list", "employee", "tax_feed")


class InProcess:
    """Reads as the guarded child does, without the child: reading has no side effect, and a child costs a second."""

    patience = None
    busy_seconds = 0.0
    timeouts = 0

    def __init__(self, limits: Limits | None = None) -> None:
        """Without limits of time."""

    def __enter__(self) -> InProcess:
        return self

    def __exit__(self, *error: object) -> None:
        return None

    def get_ready(self) -> None:
        return None

    def read(
        self,
        path: Path,
        layout: Any,
        list_mode: str = "full",
        alternatives: Any = (),
        file_name: str = "",
        *,
        with_states: bool = False,
    ) -> Any:
        return worker.read(path, layout, list_mode, Limits(), alternatives, file_name, with_states=with_states)


class Mailbox:
    """Takes a mail as one file under its Message-ID: handing it over is one effect, a duplicate is the same file."""

    sender = "bureau@example.test"

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def send(self, message: Any) -> None:
        del message["Date"]  # the moment of sending
        name = hashlib.sha256(message["Message-ID"].encode()).hexdigest()
        (self._folder / f"{name}.eml").write_bytes(message.as_bytes())


def whole(settings: Settings, folder: Path, send_at: dt.datetime) -> None:
    """Land, take in, give feedback, send the mails: what a bureau does with three files."""
    lines = json.loads((folder / "announcements.json").read_text(encoding="utf-8"))
    said = [
        landing.Announcement(
            **one | {"file": folder / one["file"]}
            | {name: dt.date.fromisoformat(one[name]) for name in ("cut_off_on", "delivered_on")}
        )
        for one in lines
    ]  # fmt: skip
    landing.deliver(settings, PACK, said, clock=lambda: NOW)
    intake.run(settings, PACK, KINDS, DAY, clock=lambda: NOW)
    feedback.run(settings, PACK, DAY, clock=lambda: NOW)
    sending.send_waiting(settings, PACK, clock=lambda: send_at)


def in_fork(settings: Settings, folder: Path, kill_at: int | None, log: Path | None = None) -> int:
    """Take in, write feedback and send in a child that may be killed; see `side_effects.in_fork`."""
    # an hour later the mails that the killed run was sending are free again
    send_at = NOW + dt.timedelta(hours=kill_at is None)
    return side_effects.in_fork(settings.home, lambda: whole(settings, folder, send_at), kill_at, log)


class Bench:
    """One warehouse with the pack in force, put back to that state before each run, and a fresh state folder each."""

    def __init__(self, said: dict[str, str]) -> None:
        self._server, self._files, self._name = Server(Path(said["home"])), Path(said["folder"]), said["prefix"]
        self._count = 0
        with psycopg.connect(self._server.url("postgres", "postgres"), autocommit=True) as conn:
            conn.execute(f"CREATE DATABASE {self._name} TEMPLATE {TEMPLATE} OWNER owner")  # type: ignore[arg-type]
            roles = ", ".join(ROLES)
            conn.execute(f"GRANT CONNECT, TEMPORARY ON DATABASE {self._name} TO {roles}")  # type: ignore[arg-type]
        first = self.settings()
        registry.layouts(first)
        registry.area_codes(first)
        with engine.create(first.warehouse_url("loader")).begin() as conn:
            install.ensure_installed(conn, registry.load(first, PACK))  # compiling the pack is no part of an intake
        self._base = snapshot.take(first)
        with psycopg.connect(first.warehouse_url("owner")) as conn:
            self._watermark = conn.execute("SELECT * FROM landing.watermark").fetchall()
            self._tables = [
                name for (name,) in conn.execute(
                    "SELECT table_schema || '.' || table_name FROM information_schema.tables WHERE table_type ="
                    " 'BASE TABLE' AND table_schema IN ('landing', 'staging', 'vault', 'core', 'ledger')"
                    " AND table_name <> 'data_key' ORDER BY 1"
                ).fetchall()
            ]  # fmt: skip

    def settings(self) -> Settings:
        self._count += 1
        home = self._files / f"{self._name}_{self._count}"
        (home / "mail").mkdir(parents=True)
        return Settings(
            home=home, policies_dir=REPOSITORY / "policies", packs=(PACK,), embedded=True,
            warehouse_urls={role: self._server.url(self._name, role) for role in ("owner", *ROLES)},
            hash_key=HASH_KEY, cipher_key=CIPHER_KEY, smtp=Smtp("mail.example.test", 25, Mailbox.sender),
        )  # fmt: skip

    def fresh(self) -> Settings:
        """As it was before the first run; that this is so is checked whole the first time."""
        settings = self.settings()
        with psycopg.connect(settings.warehouse_url("owner")) as conn:
            # a few rows are deleted in a sixth of the time in which as many tables are truncated
            conn.execute("; ".join(f"DELETE FROM {name}" for name in self._tables))  # type: ignore[arg-type]
            for row in self._watermark:
                marks = ", ".join(["%s"] * len(row))
                conn.execute(f"INSERT INTO landing.watermark VALUES ({marks})", row)  # type: ignore[arg-type]
        assert self._count > 4 or snapshot.take(settings) == self._base
        return settings


def outcome(settings: Settings) -> dict[str, Any]:
    """The warehouse, and the files that somebody gets: workbooks and mails, by name and content."""
    files = {
        path.relative_to(settings.home).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for folder in (feedback_folder(settings, PACK), settings.home / "mail")
        for path in sorted(folder.rglob("*")) if path.is_file()
    }  # fmt: skip
    return {"warehouse": snapshot.take(settings), "files": files}


def main(said: dict[str, str]) -> dict[str, Any]:
    for module in (intake, feedback):
        module.Reader = InProcess  # type: ignore[attr-defined]
    intake.validate_each = passing  # type: ignore[assignment]
    smtp.mailer_of = lambda smtp, seconds: None
    bench, folder = Bench(said), Path(said["folder"])
    assert len(list(Path("/proc/self/task").iterdir())) == 1, "a fork of a process with threads may hang"

    def run(settings: Settings, kill_at: int | None, log: Path | None = None) -> int:
        smtp.mailer_of = lambda smtp, seconds: Mailbox(settings.home / "mail")  # type: ignore[assignment, return-value]
        return in_fork(settings, folder, kill_at, log)

    clean = bench.fresh()
    gc.freeze()
    assert run(clean, None, folder / "effects.json") == 0
    expected = outcome(clean)
    traced: list[str] = json.loads((folder / "effects.json").read_text(encoding="utf-8"))
    killed, different, places = 0, [], range(1, len(traced) + 2)[:: int(said["stride"])]
    for at in places:
        settings = bench.fresh()
        status = run(settings, at)
        killed += os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
        again = run(settings, None)
        if again != 0 or outcome(settings) != expected:
            different.append((at, traced[at - 1] if at <= len(traced) else "end", again))
    counts = Counter(one.split()[0] for one in traced)
    return {
        "traced": len(traced), "tried": len(places), "killed": killed, "different": different, "kinds": counts,
        "files": len(expected["files"]), "facts": expected["warehouse"]["core.payment"][0],
        "links": expected["warehouse"]["core.person_link"][0],
        "reversals": expected["warehouse"]["core.reversal"][0],
        "quarantined": expected["warehouse"]["landing.quarantine"][0],
    }  # fmt: skip


if __name__ == "__main__":
    print("RESULT" + json.dumps(main(json.loads(sys.argv[1]))))
