"""How long a whole re-assessment takes beside its floor, and a thousand persons beside the whole: one run, one server.

`python -m tests.bench.reassess [PERSONS] [PACK]`. The floor is one statement that writes the same columns and keys.
"""

from __future__ import annotations

import datetime as dt
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine, text

from pipeline import assess, packs
from pipeline.settings import Settings
from tests.bench.run import _server, _settings
from transforms.policy import campaign_id
from warehouse import engine

HERE = Path(__file__).parent
PERSONS, FEW = 2_750_000, 1000


@dataclass(frozen=True)
class Timed:
    """Wall seconds of one assessment: the choice of persons and the judgement, and the posting to the ledger."""

    assess_seconds: float
    post_seconds: float
    persons: int


def bench(persons: int, pack_code: str, say: Callable[[str], None] = print) -> dict[str, Timed | float]:
    """Floor, first assessment (everything is written), all again (nothing differs), floor again, a thousand persons."""
    with _server(say) as server:
        settings, owner = _settings(server), engine.create(server.url("warehouse", "owner"))
        with engine.create(settings.warehouse_url("loader")).begin() as conn:
            pack = packs.load(settings, pack_code)
            packs.ensure(conn, pack)
        _write_facts(owner, campaign_id(pack_code), persons)
        results: dict[str, Timed | float] = {"floor": _floor(owner, campaign_id(pack_code))}
        on = pack.ends_on
        results["first"] = _assess(settings, pack_code, on, everyone=False)
        _tidy(owner)
        results["everybody again"] = _assess(settings, pack_code, on, everyone=True)
        results["floor again"] = _floor(owner, campaign_id(pack_code))
        _change_few(owner, campaign_id(pack_code))
        results[f"{FEW} persons"] = _assess(settings, pack_code, on, everyone=False)
        return results


def _write_facts(owner: Engine, number: int, persons: int) -> None:
    with owner.begin() as conn:
        for statement in (HERE / "reassess_facts.sql").read_text("utf-8").split(";\n"):
            conn.execute(text(statement), {"campaign_id": number, "persons": persons})
    _tidy(owner)


def _tidy(owner: Engine) -> None:
    with owner.connect().execution_options(isolation_level="AUTOCOMMIT") as conn:
        conn.execute(text("VACUUM ANALYZE"))


def _floor(owner: Engine, number: int) -> float:
    with owner.begin() as conn:
        conn.execute(text("CREATE SCHEMA IF NOT EXISTS bench"))
        conn.execute(text("CREATE TABLE bench.floor_dues (LIKE core.dues, PRIMARY KEY (campaign_id, person_key, plan_year))"))
    started = time.monotonic()
    with owner.begin() as conn:
        conn.execute(text((HERE / "reassess_floor.sql").read_text("utf-8")), {"campaign_id": number})
    seconds = time.monotonic() - started
    with owner.begin() as conn:
        conn.execute(text("DROP TABLE bench.floor_dues"))
    return seconds


def _assess(settings: Settings, pack_code: str, on: dt.date, everyone: bool) -> Timed:
    started = time.monotonic()
    report = assess.run(settings, pack_code, on, everyone=everyone)
    seconds = time.monotonic() - started
    return Timed(seconds - report.seconds["post"], report.seconds["post"], report.persons)


def _change_few(owner: Engine, number: int) -> None:
    with owner.begin() as conn:
        conn.execute(
            text(
                "INSERT INTO core.changed_person SELECT campaign_id, person_key, 2 FROM core.roll_fact"
                " WHERE campaign_id = :campaign_id ORDER BY person_key LIMIT :few"
            ),
            {"campaign_id": number, "few": FEW},
        )
        conn.execute(text("UPDATE landing.watermark SET committed_no = 2"))


def main() -> None:
    persons = int(sys.argv[1]) if len(sys.argv) > 1 else PERSONS
    results = bench(persons, sys.argv[2] if len(sys.argv) > 2 else "heyuan-2020")
    floors = [one for one in results.values() if isinstance(one, float)]
    for name, one in results.items():
        if isinstance(one, float):
            print(f"{name:16} {one:8.1f} s")
            continue
        ratio = one.assess_seconds / (sum(floors) / len(floors))
        figures = f"{one.assess_seconds:8.2f} s = {ratio:5.2f} floors; posting {one.post_seconds:.2f} s"
        print(f"{name:16} {figures}; {one.persons:,} persons")


if __name__ == "__main__":
    main()
