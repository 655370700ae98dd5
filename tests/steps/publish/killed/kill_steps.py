"""Kills steps about money right before each side effect, runs all again, and compares: a process of its own.

`python -m tests.steps.publish.killed.kill_steps '<json>'`, with the server's home, a folder for files, a warehouse to
copy (its state folder and the name of its database), the `steps` in order, and a stride: 1 kills before each side
effect. A step is one of

- `{"do": "take_in", "on": day, "files": [{"path", "source", "period", "mode", "cut_off", "version"}, …]}`
- `{"do": "assess", "on": day}`
- `{"do": "publish", "reports": [code, …], "as_of": day}`
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
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import psycopg

from pipeline.assess import run as assess
from pipeline.intake import run as intake
from pipeline.landing import deliver as landing
from pipeline.policy import registry
from pipeline.publish import run as publish
from pipeline.runtime.settings import Settings
from tests.steps.intake import side_effects
from tests.steps.trust.kill_rotation import Copies
from tests.support.warehouse.ledger import PACK
from transforms.policy import all_slots

Step = Mapping[str, Any]
KINDS = ("special_list", "roll", "tax_feed", "fund_transfer")
TABLES = (
    "SELECT * FROM ledger.due_list ORDER BY list_no",
    "SELECT * FROM ledger.due_line ORDER BY list_no, person_key, plan_year",
    "SELECT * FROM ledger.settlement_batch ORDER BY payers, unit_ids, batch_no",
    "SELECT * FROM ledger.refund_batch ORDER BY batch_no",
    "SELECT * FROM ledger.refund_line ORDER BY batch_no, person_key, receipt_no, unit_id",
    "SELECT * FROM ledger.event ORDER BY person_key, plan_year, assess_no, line_no",
    "SELECT * FROM ledger.event_total ORDER BY assess_no, on_date, unit_id, category, payer, channel, plan_year",
    "SELECT * FROM mart.settlement ORDER BY payer, unit_id, batch_no",
    "SELECT * FROM mart.refund ORDER BY batch_no, unit_id, reason",
    "SELECT publication_id, as_of, correction_no, manifest FROM ledger.publication ORDER BY as_of, 1",
    "SELECT mail_key, recipient, subject, plain, html, attachments FROM ledger.mail ORDER BY mail_key, recipient",
)
NUMBERED = (
    "SELECT 'due_list', list_no FROM ledger.due_list",
    "SELECT 'settlement ' || array_to_string(payers, ' '), batch_no FROM ledger.settlement_batch",
    "SELECT 'refund_list', batch_no FROM ledger.refund_batch",
    "SELECT report, (manifest -> 'snapshot' -> 'request' ->> 'request_no')::integer FROM ledger.publication"
    " WHERE report = 'fiscal_subsidy'",
)


def run_steps(settings: Settings, steps: Sequence[Step]) -> None:
    """Run the steps in order; each of them may have run before, wholly or in part."""
    pack = registry.load(settings, PACK)
    for step in steps:
        if step["do"] == "take_in":
            on = dt.date.fromisoformat(step["on"])
            landing.deliver(settings, PACK, [_announced(file, on) for file in step["files"]])
            intake.run(settings, PACK, KINDS, on)
        elif step["do"] == "assess":
            assess.run(settings, PACK, dt.date.fromisoformat(step["on"]))
        else:
            as_of = dt.date.fromisoformat(step["as_of"])
            slots = [slot for slot in all_slots(pack) if slot.report in step["reports"] and slot.as_of == as_of]
            assert len(slots) == len(step["reports"]), step
            publish.run(settings, PACK, max(slot.due_on for slot in slots), slots)


def _announced(file: Mapping[str, Any], on: dt.date) -> landing.Announcement:
    cut_off = dt.date.fromisoformat(file["cut_off"])
    return landing.Announcement(
        Path(file["path"]), file["source"], file["period"], file["mode"], cut_off, on, file["version"]
    )


def in_fork(settings: Settings, steps: Sequence[Step], kill_at: int | None, log: Path | None = None) -> int:
    """Run the steps in a child that may be killed; see `side_effects.in_fork`."""
    return side_effects.in_fork(settings.home, lambda: run_steps(settings, steps), kill_at, log)


def outcome(settings: Settings) -> dict[str, Any]:
    """Return ledger, batches, publications, queued mails, numbers of each series, and the published files."""
    with psycopg.connect(settings.warehouse_url("owner")) as conn:
        rows = {table: str(conn.execute(table).fetchall()) for table in TABLES}
        numbers: dict[str, list[int]] = {}
        for query in NUMBERED:
            for series, number in conn.execute(query).fetchall():
                numbers.setdefault(series, []).append(number)
    files = {
        path.relative_to(settings.home).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for store in ("lists", "outbox")
        for path in sorted((settings.home / store).rglob("*"))
        if path.is_file() and not path.name.startswith(".")
    }
    return {"rows": rows, "files": files, "numbers": {series: sorted(of) for series, of in numbers.items()}}


def main(stated: dict[str, Any]) -> dict[str, Any]:
    """Kill before each side effect and run again; return what was traced, and where the outcome differs."""
    copies, effects, steps = Copies(stated), Path(stated["folder"]) / "effects.json", stated["steps"]
    clean = copies.fresh()
    assert in_fork(clean, steps, None, effects) == 0
    expected = outcome(clean)
    traced: list[str] = json.loads(effects.read_text(encoding="utf-8"))
    killed, different, places = 0, [], range(1, len(traced) + 2)[:: int(stated["stride"])]
    for at in places:
        settings = copies.fresh()
        status = in_fork(settings, steps, at)
        killed += os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
        again = in_fork(settings, steps, None)
        found = outcome(settings)
        if again != 0 or found != expected:
            places_of = [table for table in TABLES if found["rows"][table] != expected["rows"][table]]
            different.append((at, traced[at - 1] if at <= len(traced) else "end", again, places_of))
        shutil.rmtree(settings.home)
    kinds = Counter(effect.split()[0] for effect in traced)
    return {
        "traced": len(traced), "tried": len(places), "killed": killed, "different": different, "kinds": kinds,
        "numbers": expected["numbers"], "files": sorted(expected["files"]),
    }  # fmt: skip


if __name__ == "__main__":
    print("RESULT" + json.dumps(main(json.loads(sys.argv[1]))))
