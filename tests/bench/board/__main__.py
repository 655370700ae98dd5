"""Measure the board's pages at several populations: `python -m tests.bench.board`, `--help` for sizes.

For each population a server of its own gets made-up facts and a first assessment, as in `tests.bench.days`. Then random
pages, units and days are asked for, each pair once, from reading the rights to the last character of the HTML.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import random
import time
from collections.abc import Callable
from pathlib import Path
from statistics import quantiles

from pipeline.board.pages import Request, make_page
from pipeline.board.rights import Reader
from pipeline.policy import registry
from tests.bench.days import load
from tests.bench.reassess import PACK
from tests.bench.report import machine
from tests.bench.run import _server, _settings
from transforms.policy import Pack
from warehouse import engine
from warehouse.embedded.server import SUPERUSER

POPULATIONS, QUESTIONS = (2_750_000, 11_000_000), 300
PAGES = ("today", "units", "units", "special", "arrivals", "downloads")
ADMIN = Reader("bench", is_administrator=True)


def questions(pack: Pack, count: int) -> list[Request]:
    """Return different requests: pages, units and days at random, the same for each population."""
    chance, days = random.Random(1), (pack.ends_on - pack.starts_on).days
    units = ["", *(unit.unit_id for unit in pack.units.all())]
    asked: dict[Request, None] = {}
    while len(asked) < count:
        page = chance.choice(PAGES)
        on = pack.starts_on + dt.timedelta(days=chance.randrange(days))
        unit = chance.choice(units) if page == "units" else ""
        asked[Request(page, ADMIN, pack.pack_code, on.isoformat(), unit)] = None
    return list(asked)


def bench(population: int, count: int, say: Callable[[str], None] = print) -> list[float]:
    """Load a population on a server of its own; return the seconds of each page, in the order of asking."""
    with _server(say) as server:
        settings, owner = _settings(server), engine.create(server.url("warehouse", SUPERUSER))
        load(settings, owner, population)
        pack, url = registry.load(settings, PACK), settings.warehouse_url("board")
        seconds = []
        for request in questions(pack, count):
            started = time.monotonic()
            make_page(url, request, (pack.pack_code,), pack.ends_on)
            seconds.append(time.monotonic() - started)
        return seconds


def percentile(seconds: list[float], percent: int) -> float:
    """Return the percentile in milliseconds."""
    return 1_000 * quantiles(seconds, n=100)[percent - 1]


def main() -> None:
    """Print the percentiles of each population."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--populations", type=int, nargs="+", default=POPULATIONS)
    parser.add_argument("--questions", type=int, default=QUESTIONS)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    figures = {}
    for population in options.populations:
        seconds = bench(population, options.questions)
        figures[population] = {f"p{percent}_ms": round(percentile(seconds, percent), 1) for percent in (50, 95, 99)}
        print(f"{population:,} residents, {len(seconds)} pages: {figures[population]}", flush=True)
    if options.json:
        options.json.write_text(json.dumps({"machine": machine(), "pages": figures}, indent=2))


if __name__ == "__main__":
    main()
