"""Measure due lists at several populations: `python -m tests.bench.due_list`, `--help` for sizes.

For each population Dong'an gets made-up facts (`reassess_facts.sql`, without payments) and made-up identities on a
server of its own. Measured are the first list, which has everybody who owes, and the list of a later day, after some
persons have paid: seconds, processor seconds and peak memory of the process and of the server. Each list is published
in a fresh process, as a task does.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
from collections.abc import Callable
from dataclasses import asdict
from hashlib import md5
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Engine, text

from pipeline.assess import run as assess
from pipeline.policy import install, registry
from pipeline.publish import run as publish
from pipeline.runtime.settings import Settings
from tests.bench.meter import MIB, Say, measure
from tests.bench.reassess import HERE, tidy, write_facts
from tests.bench.report import machine
from tests.bench.run import _server, _settings
from transforms.identity.keyring import Keyring
from transforms.policy import all_slots, campaign_id
from warehouse import bulk, engine
from warehouse.embedded.server import SUPERUSER

PACK, POPULATIONS, PAYERS = "dongan-2020", (61_000, 600_000), 5_000
PART, LATER = 50_000, 60


def bench(persons: int, payers: int, say: Callable[[str], None] = print) -> list[dict[str, Any]]:
    """Publish the first list and that of a later day on a server of its own; return what each took, in order."""
    with _server(say) as server:
        settings, owner = _settings(server), engine.create(server.url("warehouse", SUPERUSER))
        pack = registry.load(settings, PACK)
        days = sorted(slot.as_of for slot in all_slots(pack) if slot.report == "due_list")
        load(settings, owner, persons, days[0])
        measured = []
        for number, day in enumerate((days[0], days[LATER])):
            if number:
                pay(owner, payers)
                assess.run(settings, PACK, day)
            made = measure("list", make, settings, day, server_pid=server.pid(), say=say)
            measured.append({"persons": persons, "list_no": number + 1, **asdict(made)})
        return measured


def load(settings: Settings, owner: Engine, persons: int, on: dt.date) -> None:
    """Write facts and identities of so many persons, and assess them; nobody has paid."""
    with engine.create(settings.warehouse_url("loader")).begin() as conn:
        install.ensure_installed(conn, registry.load(settings, PACK))
    write_facts(owner, campaign_id(PACK), persons)
    keyring = Keyring(settings.hash_key, settings.cipher_key)
    with owner.begin() as conn:
        conn.execute(text("TRUNCATE core.payment"))
        for first in range(1, persons + 1, PART):
            numbers = range(first, min(first + PART, persons + 1))
            ciphers = keyring.encrypt(f"P{number:017d}" for number in numbers)
            names = keyring.encrypt(f"试点{number}" for number in numbers)
            rows = [
                {
                    "person_key": UUID(md5(f"p{number}".encode(), usedforsecurity=False).hexdigest()),
                    "document_kind": "resident", "number_cipher": cipher, "name_cipher": name,
                }
                for number, cipher, name in zip(numbers, ciphers, names, strict=True)
            ]  # fmt: skip
            bulk.insert(conn, "vault.person", rows)
    assess.run(settings, PACK, on)
    tidy(owner)


def pay(owner: Engine, payers: int) -> None:
    """Let so many persons pay, on the first day of the window."""
    few = (HERE / "reassess_few.sql").read_text("utf-8").replace("c.ends_on", "c.starts_on")
    with owner.begin() as conn:
        for statement in few.split(";\n"):
            conn.execute(text(statement), {"campaign_id": campaign_id(PACK), "few": payers, "time_no": 1})


def make(settings: Settings, as_of: dt.date, say: Say) -> int:
    """Publish the list as of a day; return the bytes of its csv."""
    (slot,) = [s for s in all_slots(registry.load(settings, PACK)) if (s.report, s.as_of) == ("due_list", as_of)]
    publish.run(settings, PACK, as_of, [slot])
    return sum(path.stat().st_size for path in (settings.home / "lists" / PACK).glob(f"*_{as_of:%Y%m%d}_*.csv"))


def main() -> None:
    """Print what each list took."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.due_list", description=__doc__)
    parser.add_argument("--persons", action="append", type=int, help="a population (may be repeated)")
    parser.add_argument("--payers", type=int, default=PAYERS, help="persons who pay before the second list")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every figure as JSON")
    chosen = parser.parse_args()
    lists = [made for persons in chosen.persons or POPULATIONS for made in bench(persons, chosen.payers)]
    for made in lists:
        print(
            f"{made['persons']:>9,} persons, list {made['list_no']}: {made['value'] / MIB:.1f} MiB of csv,"
            f" {made['seconds']:.1f} s, processor {made['own_cpu_seconds']:.1f} + {made['server_cpu_seconds']:.1f} s,"
            f" peak {made['own_peak_bytes'] // MIB} + {made['server_peak_bytes'] // MIB} MiB",
            flush=True,
        )
    if chosen.json:
        chosen.json.write_text(json.dumps({"machine": machine(), "lists": lists}, indent=1), "utf-8")


if __name__ == "__main__":
    main()
