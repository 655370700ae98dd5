"""Kills the making of due lists right before each side effect, runs it again, and compares: a process of its own.

`python -m tests.steps.publish.killed.kill_due_list '<json>'`, with the server's home, a folder for files, a warehouse
to copy (its state folder and the name of its database), the as-of days of the lists to make, and a stride: 1 kills
before each side effect.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import shutil
import signal
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import psycopg

from pipeline.policy import registry
from pipeline.publish import run as publish
from pipeline.runtime.settings import Settings
from tests.steps.intake import side_effects
from tests.steps.trust.kill_rotation import Copies
from tests.support.warehouse.ledger import PACK
from transforms.policy import all_slots

TABLES = (
    "SELECT * FROM ledger.due_list ORDER BY list_no",
    "SELECT * FROM ledger.due_line ORDER BY list_no, person_key, plan_year",
    "SELECT publication_id, as_of, correction_no, manifest FROM ledger.publication ORDER BY as_of, 1",
    "SELECT mail_key, recipient, subject, plain, html, attachments FROM ledger.mail ORDER BY mail_key, recipient",
)


def make(settings: Settings, days: list[dt.date]) -> None:
    """Publish the due lists as of these days, in order."""
    slots = {slot.as_of: slot for slot in all_slots(registry.load(settings, PACK)) if slot.report == "due_list"}
    for day in days:
        publish.run(settings, PACK, day, [slots[day]])


def in_fork(settings: Settings, days: list[dt.date], kill_at: int | None, log: Path | None = None) -> int:
    """Make the lists in a child that may be killed; see `side_effects.in_fork`."""
    return side_effects.in_fork(settings.home, lambda: make(settings, days), kill_at, log)


def outcome(settings: Settings) -> dict[str, Any]:
    """Return lists, lines, publications, queued mails, and the files that are fetched, by name and content."""
    folder = settings.home / "lists"
    with psycopg.connect(settings.warehouse_url("owner")) as conn:
        rows = {table: str(conn.execute(table).fetchall()) for table in TABLES}
        lists = [number for (number,) in conn.execute("SELECT list_no FROM ledger.due_list ORDER BY 1").fetchall()]
    files = {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*")) if path.is_file() and not path.name.startswith(".")
    }  # fmt: skip
    return {"rows": rows, "files": files, "lists": lists}


def main(stated: dict[str, Any]) -> dict[str, Any]:
    """Kill before each side effect and run again; return what was traced, and where the outcome differs."""
    copies, effects = Copies(stated), Path(stated["folder"]) / "effects.json"
    days = [dt.date.fromisoformat(day) for day in stated["days"]]
    clean = copies.fresh()
    before = outcome(clean)
    assert in_fork(clean, days, None, effects) == 0
    expected = outcome(clean)
    assert len(expected["lists"]) == len(before["lists"]) + len(days)
    traced: list[str] = json.loads(effects.read_text(encoding="utf-8"))
    killed, different, places = 0, [], range(1, len(traced) + 2)[:: int(stated["stride"])]
    for at in places:
        settings = copies.fresh()
        status = in_fork(settings, days, at)
        killed += os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
        again = in_fork(settings, days, None)
        if again != 0 or outcome(settings) != expected:
            different.append((at, traced[at - 1] if at <= len(traced) else "end", again))
        shutil.rmtree(settings.home)
    kinds = Counter(effect.split()[0] for effect in traced)
    return {
        "traced": len(traced), "tried": len(places), "killed": killed, "different": different, "kinds": kinds,
        "lists": expected["lists"], "files": sorted(expected["files"]),
    }  # fmt: skip


if __name__ == "__main__":
    print("RESULT" + json.dumps(main(json.loads(sys.argv[1]))))
