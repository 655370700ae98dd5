"""How long a rotation of the keys takes, and reading everything again.

Run `python -m tests.steps.trust.bench_rotation [PERSONS]`.

One list of everybody is taken in and assessed in an empty warehouse. That is less than reading everything again: a
campaign also has a roll, payments and other lists. Then the keys are rotated, and the next month's list of nearly equal
persons is taken in, with aliases and, in a copy of the warehouse from before, without.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import psycopg

from pipeline.assess import run as assess
from pipeline.intake import run as intake
from pipeline.runtime.settings import Settings
from pipeline.trust import rotation
from tests.bench import intake_lists
from tests.bench.intake import PACK, _land
from tests.bench.meter import Say
from tests.bench.run import _server, _settings
from warehouse.access import ROLES
from warehouse.embedded.server import Server

PERSONS = 300_000
MASTER_KEY = bytes(range(32))


def bench(persons: int, say: Say = print) -> dict[str, float]:
    """Seconds of each part, in the order in which they are measured."""
    folder = Path(tempfile.mkdtemp(prefix="campaign-bench-rotation-"))
    seconds: dict[str, float] = {}
    try:
        with _server(say) as server:
            settings = replace(_settings(server), master_key=MASTER_KEY)
            pack_path = settings.pack_path(PACK) / "pack.yaml"
            first, second = intake_lists.make("csv", persons, pack_path, folder)
            _timed(seconds, "intake", lambda: _take(settings, first), say)
            _timed(seconds, "assessment", lambda: assess.run(settings, PACK, first.cut_off_on, say), say)
            former = _copy(server, settings)
            _timed(seconds, "rotation", lambda: rotation.rotate(settings, say), say)
            _timed(seconds, "next list, without aliases", lambda: _take(former, second), say)
            _timed(seconds, "next list, with aliases", lambda: _take(settings, second), say)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    again = seconds["intake"] + seconds["assessment"]
    say(f"rotation: {again / seconds['rotation']:.1f} times as fast as intake and assessment of one list of everybody")
    return seconds


def _take(settings: Settings, delivery: intake_lists.Delivery) -> None:
    _land(settings, delivery)
    report = intake.run(settings, PACK, ("special_list",), delivery.cut_off_on)
    if report.committed != 1:
        raise ValueError(f"the list was not accepted: {report.as_dict()}")


def _copy(server: Server, settings: Settings) -> Settings:
    """Copy the warehouse, whose connections are closed."""
    roles = ("owner", *ROLES)
    name = settings.warehouse_url("owner").rsplit("/", 1)[1]
    with psycopg.connect(server.url("postgres", "postgres"), autocommit=True) as conn:
        conn.execute(f"CREATE DATABASE {name}_former TEMPLATE {name} OWNER owner")  # type: ignore[arg-type]
        conn.execute(f"GRANT CONNECT, TEMPORARY ON DATABASE {name}_former TO {', '.join(ROLES)}")  # type: ignore[arg-type]
    return replace(settings, warehouse_urls={role: server.url(f"{name}_former", role) for role in roles})


def _timed(seconds: dict[str, float], name: str, work: Callable[[], object], say: Say) -> None:
    started = time.monotonic()
    work()
    seconds[name] = time.monotonic() - started
    say(f"{name}: {seconds[name]:.1f} s")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.steps.trust.bench_rotation", description=__doc__)
    parser.add_argument("persons", nargs="?", type=int, default=PERSONS)
    bench(parser.parse_args().persons, lambda text: print(text, flush=True))


if __name__ == "__main__":
    main()
