"""Measure the board's pages at several populations: `python -m tests.bench.board`, `--help` for sizes.

For each population a server of its own gets made-up facts and a first assessment, as in `tests.bench.days`. Then random
pages, units and days are asked for, each once, and persons are looked up: from reading the rights to the last character
of the HTML. All servers run together and each question goes to all of them in turn, so that other work on the machine
slows all populations alike.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import random
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from hashlib import md5
from pathlib import Path
from statistics import quantiles
from uuid import UUID

from sqlalchemy import Engine, text

from pipeline.board.lookup import Lookup, look_up
from pipeline.board.pages import Request, make_page
from pipeline.board.rights import Reader
from pipeline.policy import registry
from pipeline.policy.office_rights import write_rights
from pipeline.runtime.settings import Settings
from tests.bench.days import load
from tests.bench.reassess import PACK, tidy
from tests.bench.report import machine
from tests.bench.run import _server, _settings
from transforms.board.why import REASONS
from transforms.policy import Pack, campaign_id
from warehouse import engine
from warehouse.embedded.server import SUPERUSER

Answer = tuple[str, float]
"""Page and seconds."""
POPULATIONS, QUESTIONS = (2_750_000, 11_000_000), 300
PAGES = ("today", "units", "units", "special", "special", "money", "arrivals", "downloads")
WHY, SHARE_OF_WHY = "why", 8
"""Page of a person's explanation; one question in so many asks for it."""
ADMIN, CASEWORKER = Reader("bench", is_administrator=True), Reader("bench_caseworker")
DIRECTORY = """
offices:
  - {office: bench, label_zh: 市局, mailbox: bench@example.org, units: all}
officials:
  - {user: bench_caseworker, office: bench, roles: [caseworker]}
"""


def questions(pack: Pack, count: int) -> list[Request]:
    """Return different requests: pages, units and days at random, the same for each population."""
    chance, days = random.Random(1), (pack.ends_on - pack.starts_on).days
    counted = [unit.unit_id for unit in pack.units.children]
    units = {"units": ["", *(unit.unit_id for unit in pack.units.all())], "special": ["", *counted]}
    asked: dict[Request, None] = {}
    while len(asked) < count:
        page = chance.choice(PAGES)
        on = pack.starts_on + dt.timedelta(days=chance.randrange(days))
        unit = chance.choice(units[page]) if page in units else ""
        asked[Request(page, ADMIN, pack.pack_code, on.isoformat(), unit)] = None
    return list(asked)


def bench(populations: Sequence[int], count: int, say: Callable[[str], None] = print) -> dict[int, list[Answer]]:
    """Load each population on a server of its own, ask all of them; return the answers in the order of asking."""
    with ExitStack() as stack:
        boards = {}
        for population in populations:
            server = stack.enter_context(_server(say))
            settings, owner = _settings(server), engine.create(server.url("warehouse", SUPERUSER))
            load(settings, owner, population)
            state_reasons(owner, population)
            boards[population] = Board(settings, population)
        return ask(list(boards.values()), count)


def state_reasons(owner: Engine, population: int) -> None:
    """Let the list of jobs count, and townships answer about some of the missing."""
    with owner.begin() as conn:
        for statement in Path(__file__).with_name("reasons.sql").read_text("utf-8").split(";\n"):
            conn.execute(text(statement), {"campaign_id": campaign_id(PACK), "persons": population})
    tidy(owner)


class Board:
    """Board of one loaded warehouse; `answers` holds page and seconds of each question."""

    def __init__(self, settings: Settings, population: int) -> None:
        self.pack, self.url = registry.load(settings, PACK), settings.warehouse_url("board")
        self.population, self.answers = population, list[Answer]()
        self._persons = random.Random(2)
        (settings.home / "directory.yaml").write_text(DIRECTORY, encoding="utf-8")
        directory = replace(settings, packs=(PACK,), directory=settings.home / "directory.yaml")
        write_rights(directory, self.pack.ends_on)

    def show(self, request: Request) -> None:
        """Make a page."""
        page = request.page if not request.unit_id else f"{request.page}, one unit"
        with self._timed(page):
            make_page(self.url, request, (PACK,), self.pack.ends_on)

    def explain_somebody(self) -> None:
        """Look a random person up."""
        number = self._persons.randrange(self.population) + 1
        person = UUID(md5(f"p{number}".encode(), usedforsecurity=False).hexdigest())
        with self._timed(WHY):
            make_why(self.url, self.pack, person)

    @contextmanager
    def _timed(self, page: str) -> Iterator[None]:
        started = time.monotonic()
        yield
        self.answers.append((page, time.monotonic() - started))


def ask(boards: Sequence[Board], count: int) -> dict[int, list[Answer]]:
    """Ask every board each question, the first board in turn; return population -> page and seconds, as asked."""
    for at, request in enumerate(questions(boards[0].pack, count)):
        in_turn = boards if at % 2 == 0 else boards[::-1]
        for board in in_turn:
            board.show(request)
            if at % SHARE_OF_WHY == 0:
                board.explain_somebody()
    return {board.population: board.answers for board in boards}


def make_why(url: str, pack: Pack, person: UUID) -> str:
    """Look a person up, and make the page of the explanation."""
    model = look_up(url, CASEWORKER, Lookup(PACK, str(person), REASONS[0]), (PACK,), pack.ends_on)
    request = Request(WHY, CASEWORKER, PACK, answer=lambda _: model)
    return make_page(url, request, (PACK,), pack.ends_on)


def by_page(seconds: list[tuple[str, float]]) -> dict[str, dict[str, float]]:
    """Return page -> number of questions and percentiles in milliseconds; the first line has all pages."""
    pages = {"all": [second for _, second in seconds]}
    for page, second in sorted(seconds):
        pages.setdefault(page, []).append(second)
    return {
        page: {"questions": len(each)} | {f"p{at}_ms": round(percentile(each, at), 1) for at in (50, 95, 99)}
        for page, each in pages.items()
        if len(each) > 1
    }


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
    for population, answers in bench(options.populations, options.questions).items():
        figures[population] = by_page(answers)
        print(f"{population:,} residents")
        for page, percentiles in figures[population].items():
            print(f"  {page:20} {percentiles}", flush=True)
    if options.json:
        options.json.write_text(json.dumps({"machine": machine(), "pages": figures}, indent=2))


if __name__ == "__main__":
    main()
