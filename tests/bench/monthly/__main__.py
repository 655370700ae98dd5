"""Measure a county's monthly set of reports: `python -m tests.bench.monthly`, `--help` for sizes.

The county is Dong'an with made-up towns next to its own, forty in all, on a server of its own with made-up facts
(`reassess_facts.sql`). Published are the reports of October: progress for offices, and for each town its own part, the
bulletin with its chart, a poster for each town; the progress has special populations by outcome. Lists of persons are
left out. Measured are the reading of sums, composing, files and ledger; mails are queued, not sent.
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from pipeline.assess import run as assess
from pipeline.policy import install, registry
from pipeline.publish import run as publish
from pipeline.runtime.settings import Settings
from tests.bench.reassess import tidy, write_facts
from tests.bench.report import machine
from tests.bench.run import _server, _settings
from transforms.policy import campaign_id, publications_due
from warehouse import engine
from warehouse.embedded.server import SUPERUSER

PACK, TOWNS, PERSONS = "dongan-2020", 40, 600_000
LAST_UNIT = "    - {unit_id: da-shunguanju, name: 舜管局, aliases: [舜皇山国家森林公园管理局]}\n"
LAST_TARGET = "      - {unit_id: da-shunguanju, persons: 3935}\n"
SHARED = "    recipients: [county_medical_security, county_tax]\n"
OWN = "    content: own\n    recipients: [county_medical_security, county_tax, townships]\n"
TARGET, ROWS_SUM = 12_000, 578_501
SUM = f"各行相加为{ROWS_SUM}"
FORM = ("campaign:\n", "campaign:\n  special_form: outcomes\n")


def bench(towns: int, persons: int, say: Callable[[str], None] = print) -> dict[str, tuple[int, float]]:
    """Publish the set of one month on a server of its own; return report -> publications and seconds."""
    with _server(say) as server, tempfile.TemporaryDirectory() as folder:
        settings = replace(_settings(server), policies_dir=write_county(Path(folder), towns))
        with engine.create(settings.warehouse_url("loader")).begin() as conn:
            install.ensure_installed(conn, registry.load(settings, PACK))
        owner = engine.create(server.url("warehouse", SUPERUSER))
        write_facts(owner, campaign_id(PACK), persons)
        assess.run(settings, PACK, registry.load(settings, PACK).ends_on)
        tidy(owner)
        return publish_month(settings)


def publish_month(settings: Settings) -> dict[str, tuple[int, float]]:
    """Publish the reports that are due on 1 November; return report -> publications and seconds, in order."""
    pack = registry.load(settings, PACK)
    on = pack.starts_on.replace(month=11, day=1)
    measured = {}
    for slot in publications_due(pack, on):
        started = time.monotonic()
        ids = publish.run(settings, PACK, on, [slot])
        measured[f"{slot.report} {slot.cadence}"] = len(ids), time.monotonic() - started
    return measured


def write_county(folder: Path, towns: int) -> Path:
    """Write a copy of the policies in which the county has so many towns, each with a target and progress of its own.

    Returns the folder of the policies.
    """
    policies = folder / "policies"
    source = Settings.from_environment().policies_dir
    shutil.copytree(source / "layouts", policies / "layouts")
    shutil.copytree(source / PACK, policies / PACK)
    file = policies / PACK / "pack.yaml"
    text = file.read_text("utf-8")
    own = text.count("unit_id: da-") // 2  # each town is a unit and has a target
    units = "".join(f"    - {{unit_id: da-made_{at}, name: 试点{at}镇}}\n" for at in range(own, towns))
    targets = "".join(f"      - {{unit_id: da-made_{at}, persons: {TARGET}}}\n" for at in range(own, towns))
    total = (SUM, f"各行相加为{ROWS_SUM + TARGET * (towns - own)}")
    for old, new in ((LAST_UNIT, LAST_UNIT + units), (LAST_TARGET, LAST_TARGET + targets), (SHARED, OWN), FORM, total):
        assert old in text, old
        text = text.replace(old, new, 1)
    file.write_text(text, "utf-8")
    return policies


def main() -> None:
    """Print the seconds of each report and of the whole set."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--towns", type=int, default=TOWNS)
    parser.add_argument("--persons", type=int, default=PERSONS)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    measured = bench(options.towns, options.persons)
    for report, (count, seconds) in measured.items():
        print(f"{report:24} {count:4} publications {seconds:7.2f} s", flush=True)
    count, seconds = (sum(column) for column in zip(*measured.values(), strict=True))
    print(f"{'all':24} {count:4} publications {seconds:7.2f} s")
    if options.json:
        options.json.write_text(json.dumps({"machine": machine(), "monthly": measured}, indent=2))


if __name__ == "__main__":
    main()
