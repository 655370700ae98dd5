"""Publish due lists of made-up populations, each in a fresh process that `tests.bench.meter` watches.

For each population Dong'an gets made-up facts (`reassess_facts.sql`, without payments) and made-up identities on a
server of its own. Measured are three lists: the first, which has everybody who owes; that of a day two months later,
because the start of the window changes everybody's result; and that of the day after, when some persons have paid, as
on a usual day. Each has seconds, processor seconds and peak memory of the process and of the server. Each list is
published in a fresh process, as a task does.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import asdict
from hashlib import md5
from typing import Any
from uuid import UUID

from sqlalchemy import Engine, text

from pipeline.assess import run as assess
from pipeline.identity.keys import open_keys
from pipeline.policy import install, registry
from pipeline.publish import run as publish
from pipeline.runtime.settings import Settings
from tests.bench.meter import Say, measure
from tests.bench.reassess import HERE, tidy, write_facts
from tests.bench.run import _server, _settings
from transforms.policy import all_slots, campaign_id
from warehouse import bulk, engine
from warehouse.embedded.server import SUPERUSER

PACK = "dongan-2020"
PART, LATER = 50_000, 60


def bench(persons: int, payers: int, say: Callable[[str], None] = print) -> list[dict[str, Any]]:
    """Publish three lists on a server of its own; return the figures of each, in order."""
    with _server(say) as server:
        settings, owner = _settings(server), engine.create(server.url("warehouse", SUPERUSER))
        pack = registry.load(settings, PACK)
        days = sorted(slot.as_of for slot in all_slots(pack) if slot.report == "due_list")
        load(settings, owner, persons, days[0])
        measured = []
        for number, day in enumerate((days[0], days[LATER - 1], days[LATER])):
            if number == 2:
                pay(owner, payers)
            if number:
                assess.run(settings, PACK, day)
                tidy(owner)
            made = measure("list", make, settings, day, server_pid=server.pid(), say=say)
            measured.append({"persons": persons, "list_no": number + 1, **asdict(made)})
        return measured


def load(settings: Settings, owner: Engine, persons: int, on: dt.date) -> None:
    """Write facts and identities of so many persons, and assess them; nobody has paid."""
    with engine.create(settings.warehouse_url("loader")).begin() as conn:
        install.ensure_installed(conn, registry.load(settings, PACK))
        keyring = open_keys(conn, settings).keyring
    write_facts(owner, campaign_id(PACK), persons)
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
