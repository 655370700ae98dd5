"""Measure a day of changed persons at several populations: `python -m tests.bench.days`, `--help` for sizes.

For each population a server of its own gets made-up facts (`reassess_facts.sql`) and a first assessment. Then comes one
day after another: so many persons from anywhere in the population have paid, lists add some persons and end the
membership of others, each day of other persons, and these are assessed by `pipeline.assess.run.run`. A checkpoint
precedes each day, as in production, where a day is longer than the time between two checkpoints: the first change of a
page then writes the whole page to the log. Seconds depend on what else the machine does; pages and log do not.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import wraps
from pathlib import Path
from typing import Any

import psutil
from sqlalchemy import Connection, Engine, text

from pipeline.assess import run as assess
from pipeline.policy import install, registry
from pipeline.runtime.settings import Settings
from tests.bench.meter import MIB
from tests.bench.reassess import HERE, PACK, tidy, write_facts
from tests.bench.report import machine
from tests.bench.run import _server, _settings
from transforms.policy import campaign_id
from warehouse import engine, statements
from warehouse.embedded.server import SUPERUSER

POPULATIONS, PAYMENTS, LISTED, DAYS = (300_000, 1_200_000), 50_000, 2_000, 3
SHOWN_SECONDS = 0.1
OUTSIDE = "outside of statements, commit included"
# What the server did until now; the view of its statistics is up to date for sessions that have ended.
USAGE = """
SELECT
    d.blks_hit + d.blks_read AS pages,
    pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::bigint AS log_bytes,
    pg_database_size(d.datid) AS disk_bytes
FROM pg_stat_database AS d
WHERE d.datname = current_database()
"""


@dataclass(frozen=True)
class Usage:
    """Pages that the server looked at, bytes of its write-ahead log, and bytes on disk."""

    pages: int
    log_bytes: int
    disk_bytes: int


@dataclass(frozen=True)
class Day:
    """One assessment of changed persons. `disk_bytes`: growth of the warehouse.

    `parts`: statement -> wall seconds and processor seconds of the session's process; `server_cpu_seconds`: their sum.
    """

    population: int
    day_no: int
    persons: int
    seconds: float
    server_cpu_seconds: float
    pages: int
    log_bytes: int
    disk_bytes: int
    parts: dict[str, tuple[float, float]]


def bench(population: int, payments: int, listed: int, days: int, say: Callable[[str], None] = print) -> list[Day]:
    """Load a population on a server of its own, and assess so many days in a row; return the days in order."""
    with _server(say) as server:
        settings, owner = _settings(server), engine.create(server.url("warehouse", SUPERUSER))
        load(settings, owner, population)
        return [day_of(settings, owner, payments, listed, day_no) for day_no in range(1, days + 1)]


def load(settings: Settings, owner: Engine, population: int) -> None:
    """Write the facts of a population, assess everybody, and leave the tables as the server's own upkeep would."""
    with engine.create(settings.warehouse_url("loader")).begin() as conn:
        install.ensure_installed(conn, registry.load(settings, PACK))
    write_facts(owner, campaign_id(PACK), population)
    assess.run(settings, PACK, _last_day(settings))
    tidy(owner)


def day_of(settings: Settings, owner: Engine, payments: int, listed: int, day_no: int) -> Day:
    """Let `payments` persons pay, write `listed` rows of change lists, assess, and return what that cost."""
    number = campaign_id(PACK)
    with owner.connect().execution_options(isolation_level="AUTOCOMMIT") as conn:
        population = conn.execute(
            text("SELECT count(*) FROM core.trait WHERE campaign_id = :campaign_id"), {"campaign_id": number}
        ).scalar_one()
        for name, rows in (("days_lists.sql", listed), ("reassess_few.sql", payments)):
            for statement in (HERE / name).read_text("utf-8").split(";\n"):
                conn.execute(text(statement), {"campaign_id": number, "few": rows, "time_no": day_no})
        conn.execute(text("CHECKPOINT"))
    before = _usage(owner)
    started = time.monotonic()
    with _clocked() as parts:
        report = assess.run(settings, PACK, _last_day(settings))
    seconds = time.monotonic() - started
    after = _usage(owner)
    parts[OUTSIDE] = (seconds - sum(wall for wall, _ in parts.values()), 0.0)
    return Day(
        population, day_no, report.persons, seconds, sum(processor for _, processor in parts.values()),
        after.pages - before.pages, after.log_bytes - before.log_bytes, after.disk_bytes - before.disk_bytes, parts,
    )  # fmt: skip


@contextmanager
def _clocked() -> Iterator[dict[str, tuple[float, float]]]:
    """Statement -> wall seconds, and processor seconds of the session's process, of what runs in the block."""
    parts: dict[str, tuple[float, float]] = {}
    kept = {name: getattr(statements, name) for name in ("run", "script")}

    def clocked(function: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(function)
        def timing(conn: Connection, words: str, **named: Any) -> Any:
            process = psutil.Process(engine.driver_connection(conn).info.backend_pid)
            started, used = time.monotonic(), sum(process.cpu_times()[:2])
            result = function(conn, words, **named)
            name = " ".join(words.split()[:2])
            wall, processor = parts.get(name, (0.0, 0.0))
            parts[name] = (
                wall + time.monotonic() - started, processor + sum(process.cpu_times()[:2]) - used,
            )  # fmt: skip
            return result

        return timing

    try:
        for name, function in kept.items():
            setattr(statements, name, clocked(function))
        yield parts
    finally:
        for name, function in kept.items():
            setattr(statements, name, function)


def _last_day(settings: Settings) -> dt.date:
    return registry.load(settings, PACK).ends_on


def _usage(owner: Engine) -> Usage:
    with owner.connect() as conn:
        row = conn.execute(text(USAGE)).one()
    return Usage(row.pages, row.log_bytes, row.disk_bytes)


def ratios(days: list[Day]) -> dict[str, float]:
    """Label -> ratio: the largest population beside the smallest, and its last day beside its first.

    Each in wall seconds, processor seconds of the server, pages looked at, and log written; the sums of all days.
    """
    small, large = (
        [day for day in days if day.population == size]
        for size in (min(day.population for day in days), max(day.population for day in days))
    )
    found = {}
    for measure in ("seconds", "server_cpu_seconds", "pages", "log_bytes"):
        of = {id(day): getattr(day, measure) for day in days}
        found[f"largest / smallest population, {measure}"] = sum(of[id(day)] for day in large) / sum(
            of[id(day)] for day in small
        )
        found[f"last / first day, {measure}"] = of[id(large[-1])] / of[id(large[0])]
    return found


def show(days: list[Day], say: Callable[[str], None] = print) -> None:
    """Print one line per day, the statements that take long at the largest population, and the ratios."""
    for day in days:
        say(
            f"{day.population:>11,} persons, day {day.day_no}: {day.persons:,} assessed in {day.seconds:.2f} s,"
            f" server {day.server_cpu_seconds:.2f} s; {day.pages:,} pages, {day.log_bytes // MIB} MiB of log,"
            f" {day.disk_bytes // MIB} MiB of disk"
        )
    last = {size: [day for day in days if day.population == size][-1] for size in {day.population for day in days}}
    say("server's processor seconds of the last day, by statement, smaller populations first")
    for name in sorted(last[max(last)].parts, key=lambda part: -last[max(last)].parts[part][1]):
        processor_seconds = [last[size].parts.get(name, (0.0, 0.0))[1] for size in sorted(last)]
        if max(processor_seconds) >= SHOWN_SECONDS:
            say(f"    {'  '.join(f'{seconds:6.2f}' for seconds in processor_seconds)}  {name}")
    for label, ratio in ratios(days).items():
        say(f"{label}: {ratio:.2f}")


def main() -> None:
    """Run the bench for the populations of the command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.days", description=__doc__)
    parser.add_argument("--persons", action="append", type=int, help="a population (may be repeated)")
    parser.add_argument("--payments", type=int, default=PAYMENTS, help="persons who pay on a day")
    parser.add_argument("--listed", type=int, default=LISTED, help="rows of change lists on a day")
    parser.add_argument("--days", type=int, default=DAYS, help="days in a row")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every figure as JSON")
    chosen = parser.parse_args()
    days = [
        day
        for population in chosen.persons or POPULATIONS
        for day in bench(population, chosen.payments, chosen.listed, chosen.days, lambda line: print(line, flush=True))
    ]
    show(days)
    if chosen.json:
        figures = {"machine": machine(), "days": [asdict(day) for day in days], "ratios": ratios(days)}
        chosen.json.write_text(json.dumps(figures, indent=1, default=str), "utf-8")


if __name__ == "__main__":
    main()
