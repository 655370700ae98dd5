"""Load one population with one build, then take one day of payments for each line of the standard input.

`worker.py PERSONS PAYMENTS DAYS` is a script, run with the build's checkout on PYTHONPATH. It imports nothing of its
own package, so that a build from before this bench can be measured as well. The population is that of the bench of
re-assessments (`reassess.py`). Whoever pays has not paid yet, has a made-up document number, and pays the price of
adults; different persons pay each day. The script prints `ready` when everything is loaded and, after each line that
it reads, one day as JSON.
"""

from __future__ import annotations

import csv
import datetime as dt
import json
import sys
import time
from hashlib import md5
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

import numpy as np
import psutil
from sqlalchemy import Engine, text

from pipeline.assess import run as assess
from pipeline.identity.keys import open_keys
from pipeline.intake import run as intake
from pipeline.landing import deliver as landing
from pipeline.policy import install, registry
from pipeline.runtime.settings import Settings
from simulation.people.documents import as_text, numbers, sequences
from simulation.people.names import names
from tests.bench.reassess import tidy, write_facts
from tests.bench.run import _server, _settings
from transforms.policy import campaign_id
from warehouse import bulk, engine
from warehouse.embedded.server import SUPERUSER

PACK, SOURCE, SEED = "heyuan-2020", "tax", 7
UNPAID = 5  # the made-up facts have no payment of each fifth person
HEAD = ("凭证号", "姓名", "证件号码", "缴费年度", "缴费金额(元)", "缴费日期", "入库日期", "缴费渠道")
BORN = tuple(int((dt.date.fromisoformat(day) - dt.date(1970, 1, 1)).days) for day in ("1935-01-01", "2001-08-01"))
# Identities of persons whom no file names: nobody decrypts them.
OTHERS = """
INSERT INTO vault.person (person_key, document_kind, number_cipher, name_cipher)
SELECT r.person_key, 'resident', decode(repeat(md5(r.row_no::text), 2), 'hex'), decode(md5(r.row_no::text), 'hex')
FROM core.roll_fact AS r
WHERE r.campaign_id = :campaign_id AND NOT EXISTS (SELECT FROM vault.person AS v WHERE v.person_key = r.person_key)
"""


class Payers(NamedTuple):
    """Persons who pay, one entry each, in the order of their days: key of the made-up facts, document number, name."""

    key: list[UUID]
    number: list[str]
    name: list[str]


def payers(persons: int, count: int) -> Payers:
    """Choose so many persons without a payment, anywhere in the population. Raises ValueError if there are too few."""
    unpaid = persons // UNPAID
    if count > unpaid:
        raise ValueError(f"{unpaid} persons have not paid, {count} are needed: ask for fewer payments or days")
    rng = np.random.default_rng(SEED)
    chosen = rng.choice(unpaid, count, replace=False)
    born = rng.integers(BORN[0], BORN[1], count)
    digits = numbers(born, sequences(born, rng.integers(0, 2, count).astype(bool)))
    keys = [md5(f"p{(at + 1) * UNPAID}".encode(), usedforsecurity=False).hexdigest() for at in chosen.tolist()]
    return Payers([UUID(key) for key in keys], as_text(digits).to_pylist(), names(rng, np.arange(count)).to_pylist())


def load(settings: Settings, owner: Engine, persons: int, people: Payers) -> int:
    """Write facts and identities of a population, and assess everybody; return the price in fen."""
    with engine.create(settings.warehouse_url("loader")).begin() as conn:
        install.ensure_installed(conn, registry.load(settings, PACK))
        keyring = open_keys(conn, settings).keyring
    write_facts(owner, campaign_id(PACK), persons)
    with owner.begin() as conn:
        ciphers, named = keyring.encrypt(people.number), keyring.encrypt(people.name)
        rows = [
            {"person_key": key, "document_kind": "resident", "number_cipher": cipher, "name_cipher": name}
            for key, cipher, name in zip(people.key, ciphers, named, strict=True)
        ]
        bulk.insert(conn, "vault.person", rows)
        pairs = zip(keyring.alias_keys(people.number), people.key, strict=True)
        bulk.insert(conn, "vault.alias", [{"alias_key": UUID(bytes=alias), "person_key": key} for alias, key in pairs])
        conn.execute(text(OTHERS), {"campaign_id": campaign_id(PACK)})
    assess.run(settings, PACK, registry.load(settings, PACK).ends_on)
    tidy(owner)
    with owner.connect() as conn:
        return int(
            conn.execute(
                text("SELECT max(price_fen) FROM policy.price WHERE campaign_id = :campaign_id"),
                {"campaign_id": campaign_id(PACK)},
            ).scalar_one()
        )


def feed(people: Payers, rows: range, price_fen: int, on: dt.date, folder: Path) -> landing.Announcement:
    """Write the tax bureau's file of a day, with its control row."""
    path = folder / f"tax_{on:%Y%m%d}.csv"
    yuan = f"{price_fen // 100}.{price_fen % 100:02d}"
    with path.open("w", encoding="gb18030", newline="") as file:
        out = csv.writer(file)
        out.writerow(HEAD)
        for row in rows:
            receipt = f"D{on:%Y%m%d}{row:07d}"
            out.writerow((receipt, people.name[row], people.number[row], on.year + 1, yuan, on, on, "网上"))
        total_fen = price_fen * len(rows)
        out.writerow(("合计", f"{len(rows)}笔", "", "", f"{total_fen // 100}.{total_fen % 100:02d}", "", "", ""))
    return landing.Announcement(path, SOURCE, f"{on}", "feed", on, on)


def take(settings: Settings, owner: Engine, server_pid: int, file: landing.Announcement, rows: int) -> dict[str, Any]:
    """Land, read, merge, assess and post a day; return wall and processor seconds.

    Raises ValueError if a row of the file is not assessed and posted.
    """
    with owner.connect().execution_options(isolation_level="AUTOCOMMIT") as conn:
        conn.execute(text("CHECKPOINT"))
        before = _posted(conn)
    used, started = _processor_seconds(server_pid), time.monotonic()
    landing.deliver(settings, PACK, [file])
    intake.run(settings, PACK, ("tax_feed",), file.delivered_on)
    merged = time.monotonic()
    report = assess.run(settings, PACK, registry.load(settings, PACK).ends_on)
    ended = time.monotonic()
    processor_seconds = _processor_seconds(server_pid) - used
    with owner.connect() as conn:
        posted = _posted(conn) - before
    if report.persons != rows or posted != rows:
        raise ValueError(f"{rows} persons have paid, {report.persons} were assessed, {posted} receipts are new")
    return {
        "seconds": ended - started, "intake_seconds": merged - started, "assess_seconds": ended - merged,
        "processor_seconds": processor_seconds,
    }  # fmt: skip


def _posted(conn: Any) -> int:
    return int(conn.execute(text("SELECT count(*) FROM core.payment")).scalar_one())


def _processor_seconds(server_pid: int) -> float:
    """Processor seconds of this process, of the server, and of the children of both, those that have ended as well."""
    total = 0.0
    for head in (psutil.Process(), psutil.Process(server_pid)):
        for process in (head, *head.children(recursive=True)):
            try:
                times = process.cpu_times()
            except psutil.NoSuchProcess:
                continue
            total += times.user + times.system
            if process == head:
                total += times.children_user + times.children_system
    return total


def main() -> None:
    """Load, then serve one day per line of the standard input; the last line, or its end, stops the server."""
    persons, payments, days = (int(argument) for argument in sys.argv[1:4])
    people = payers(persons, payments * days)
    with _server(lambda line: print(line, file=sys.stderr, flush=True)) as server:
        settings, owner = _settings(server), engine.create(server.url("warehouse", SUPERUSER))
        price_fen = load(settings, owner, persons, people)
        folder = server.home / "made"
        folder.mkdir(exist_ok=True)
        first = registry.load(settings, PACK).starts_on
        pid = server.pid()
        assert pid is not None
        print("ready", flush=True)
        for day_no, _ in zip(range(days), sys.stdin, strict=False):
            rows = range(day_no * payments, (day_no + 1) * payments)
            file = feed(people, rows, price_fen, first + dt.timedelta(days=day_no), folder)
            print(json.dumps(take(settings, owner, pid, file, payments)), flush=True)


if __name__ == "__main__":
    main()
