"""Kills a rewind right before each of its side effects, runs it again, and compares: a process of its own.

`python -m tests.steps.assess.kill_rewind '<json>'`, with the server's home, a folder for files, a warehouse to copy
(its state folder and the name of its database), the day to go back to, and a stride: 1 kills before each side effect.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
import signal
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import psycopg

from pipeline.assess import rewind
from pipeline.runtime.settings import Settings
from tests.steps.intake import side_effects
from tests.steps.trust.kill_rotation import Copies
from tests.support.files.small_deliveries import PACK
from tests.support.warehouse import snapshot


def in_fork(settings: Settings, to: dt.date, kill_at: int | None, log: Path | None = None) -> int:
    """Go back in a child that may be killed; see `side_effects.in_fork`."""
    return side_effects.in_fork(
        settings.home,
        lambda: rewind.run(settings, PACK, to, "王科长", "wrong_date", "王五", progress=lambda _: None),
        kill_at,
        log,
    )


def outcome(settings: Settings) -> tuple[dict[str, Any], list[Any]]:
    """The business content, and the trail: each rewind, and how many assessments there are."""
    trail = (
        "SELECT from_on, to_on, rewound_by, reason, note, assess_no,"
        " (SELECT count(*) FROM ledger.assessment) FROM ledger.rewind ORDER BY assess_no"
    )
    with psycopg.connect(settings.warehouse_url("owner")) as conn:
        rows = conn.execute(trail).fetchall()
    return snapshot.take(settings), rows


def main(said: dict[str, str]) -> dict[str, Any]:
    copies, effects = Copies(said), Path(said["folder"]) / "effects.json"
    to = dt.date.fromisoformat(said["to"])
    clean = copies.fresh()
    before = outcome(clean)
    assert in_fork(clean, to, None, effects) == 0
    expected = outcome(clean)
    assert expected != before and len(expected[1]) == 1
    traced: list[str] = json.loads(effects.read_text(encoding="utf-8"))
    killed, different, places = 0, [], range(1, len(traced) + 2)[:: int(said["stride"])]
    for at in places:
        settings = copies.fresh()
        status = in_fork(settings, to, at)
        killed += os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
        between = outcome(settings)
        again = in_fork(settings, to, None)
        if between not in (before, expected) or again != 0 or outcome(settings) != expected:
            different.append((at, traced[at - 1] if at <= len(traced) else "end", again))
        shutil.rmtree(settings.home)
    kinds = Counter(one.split()[0] for one in traced)
    return {"traced": len(traced), "tried": len(places), "killed": killed, "different": different, "kinds": kinds}


if __name__ == "__main__":
    print("RESULT" + json.dumps(main(json.loads(sys.argv[1]))))
