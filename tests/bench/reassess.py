"""How long a whole re-assessment takes beside its floor, and a thousand persons beside the whole: one run, one server.

`python -m tests.bench.reassess [PERSONS]`. The floor is one statement that writes the same columns and the same key.
Measured are a first assessment, a re-assessment by a corrected pack (a subsidy changes), one that reads all facts
again, and a thousand persons who have paid, five times others. The place is Heyuan, the largest of the five.
"""

from __future__ import annotations

import datetime as dt
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import Engine, text

from pipeline.assess import run as assess
from pipeline.policy import install, registry
from pipeline.runtime.settings import Settings
from tests.bench.run import _server, _settings
from transforms.policy import campaign_id
from warehouse import engine

HERE = Path(__file__).parent
PERSONS, FEW, FEW_TIMES = 2_750_000, 1000, 5
PACK = "heyuan-2020"
# one of the categories loses the full subsidy, so that a share of the people is posted anew
CORRECTED = (
    "    category: registered_poor\n    kind: full\n",
    "    category: registered_poor\n    kind: amount\n    amount_fen: 20000\n",
)
CORRECTION = """
correction:
  rule_id: HY-03-corrected
  requirement_ids: [HY-03]
  clause: 更正通知
  quote: 按200元资助
  inferred: 试验用更正
  takes_effect: retroactively
"""


@dataclass(frozen=True)
class Timed:
    """Wall seconds of one assessment: the choice of persons and the judgement, and the posting to the ledger."""

    assess_seconds: float
    post_seconds: float
    persons: int


def bench(persons: int, say: Callable[[str], None] = print) -> dict[str, Timed | float]:
    """The floor before and after what is compared with it, and each way to assess; what is measured, in order."""
    with _server(say) as server, tempfile.TemporaryDirectory() as folder:
        settings, owner = _settings(server), engine.create(server.url("warehouse", "owner"))
        with engine.create(settings.warehouse_url("loader")).begin() as conn:
            pack = registry.load(settings, PACK)
            install.ensure_installed(conn, pack)
        number, on = campaign_id(PACK), pack.ends_on
        write_facts(owner, number, persons)
        results: dict[str, Timed | float] = {"floor": _floor(owner, number)}
        results["first"] = _assess(settings, on)
        tidy(owner)
        corrected = replace(settings, policies_dir=_corrected(settings.policies_dir, Path(folder)))
        results["corrected rules"] = _assess(corrected, on)
        tidy(owner)
        results["floor again"] = _floor(owner, number)
        results["all facts again"] = _assess(corrected, on, everyone=True)
        tidy(owner)
        for time_no in range(1, FEW_TIMES + 1):
            _change_few(owner, number, time_no)
            results[f"{FEW} persons, {time_no}"] = _assess(corrected, on)
        return results


def _corrected(policies: Path, folder: Path) -> Path:
    """A copy of the policies in which one subsidy of the pack is corrected."""
    for name in (PACK, "layouts"):
        shutil.copytree(policies / name, folder / name)
    file = folder / PACK / "pack.yaml"
    text_of_pack = file.read_text("utf-8")
    assert CORRECTED[0] in text_of_pack
    file.write_text(text_of_pack.replace(*CORRECTED, 1).rstrip() + CORRECTION, "utf-8")
    return folder


def write_facts(owner: Engine, number: int, persons: int) -> None:
    with owner.begin() as conn:
        for statement in (HERE / "reassess_facts.sql").read_text("utf-8").split(";\n"):
            conn.execute(text(statement), {"campaign_id": number, "persons": persons})
    tidy(owner)


def tidy(owner: Engine) -> None:
    with owner.connect().execution_options(isolation_level="AUTOCOMMIT") as conn:
        conn.execute(text("VACUUM ANALYZE"))


def _floor(owner: Engine, number: int) -> float:
    with owner.begin() as conn:
        conn.execute(text("CREATE SCHEMA IF NOT EXISTS bench"))
        conn.execute(
            text("CREATE TABLE bench.floor_dues (LIKE core.dues, PRIMARY KEY (campaign_id, person_key, plan_year))")
        )
    started = time.monotonic()
    with owner.begin() as conn:
        conn.execute(text((HERE / "reassess_floor.sql").read_text("utf-8")), {"campaign_id": number})
    seconds = time.monotonic() - started
    with owner.begin() as conn:
        conn.execute(text("DROP TABLE bench.floor_dues"))
    return seconds


def _assess(settings: Settings, on: dt.date, everyone: bool = False) -> Timed:
    started = time.monotonic()
    report = assess.run(settings, PACK, on, everyone=everyone)
    seconds = time.monotonic() - started
    return Timed(seconds - report.seconds["post"], report.seconds["post"], report.persons)


def _change_few(owner: Engine, number: int, time_no: int) -> None:
    """Others pay each time, here and there in the population: neither they nor their neighbours are in memory."""
    with owner.begin() as conn:
        for statement in (HERE / "reassess_few.sql").read_text("utf-8").split(";\n"):
            conn.execute(text(statement), {"campaign_id": number, "few": FEW, "time_no": time_no})


def main() -> None:
    persons = int(sys.argv[1]) if len(sys.argv) > 1 else PERSONS
    results = bench(persons)
    floors = [one for one in results.values() if isinstance(one, float)]
    for name, one in results.items():
        if isinstance(one, float):
            print(f"{name:18} {one:8.1f} s")
            continue
        ratio = one.assess_seconds / (sum(floors) / len(floors))
        figures = f"{one.assess_seconds:8.2f} s = {ratio:5.2f} floors; posting {one.post_seconds:.2f} s"
        print(f"{name:18} {figures}; {one.persons:,} persons")


if __name__ == "__main__":
    main()
