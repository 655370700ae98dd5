"""The same delivery twice, under another name, in another order, and after kill −9 inside the merge: one warehouse."""

from __future__ import annotations

import datetime as dt
import json
import os
import random
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.assess import run as assess
from pipeline.intake import run as intake
from pipeline.landing import deliver as landing
from pipeline.landing import folder as landing_folder
from pipeline.runtime.settings import REPOSITORY, Settings
from simulation import simulate
from simulation.localities import PLACES
from tests.support.environment import ONE_THREAD
from tests.support.files import simulated_manifest
from tests.support.quick import quick_and_long
from tests.support.warehouse import snapshot
from tests.support.warehouse.campaign import ALL_KINDS, frame, run_pipeline

pytestmark = pytest.mark.long  # tests/properties tries orders, and tests/steps repeats single deliveries

PACK = "dongan-2020"
PERSONS = 1_500
FEEDS_KEPT = 10


@pytest.fixture(scope="module")
def delivered(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dt.date]:
    folder = tmp_path_factory.mktemp("small")
    scale = PERSONS / sum(target for _, target in PLACES[PACK].units)
    place = simulate(PACK, scale, 3, folder, mistakes=0.02)
    simulated_manifest.keep_feeds(folder, FEEDS_KEPT)
    return folder, place.business_date


@pytest.fixture(scope="module")
def finished(make_warehouse: Callable[..., Settings], delivered: tuple[Path, dt.date]) -> Settings:
    """Everything delivered, taken in and assessed at once; copied by who goes on from there."""
    settings = make_warehouse()
    run_pipeline(settings, PACK, *delivered)
    return settings


@pytest.fixture(scope="module")
def expected(finished: Settings) -> dict[str, tuple[int, str]]:
    return snapshot.take(finished)


def test_the_snapshot_sees_something(expected: dict[str, tuple[int, str]]) -> None:
    for table in (
        "core.dues",
        "core.payment",
        "core.membership_fact",
        "vault.person",
        "ledger.event",
        "landing.quarantine",
    ):
        assert expected[table][0] > 10, table


def test_delivered_and_run_twice(
    make_warehouse: Callable[..., Settings], finished: Settings, delivered: tuple[Path, dt.date], expected: object
) -> None:
    settings = make_warehouse(like=finished)
    again = landing_folder.deliver_all(settings, PACK, delivered[0])
    assert again and not any(one.is_new for one in again)
    report = intake.run(settings, PACK, ALL_KINDS, delivered[1])
    assert (report.committed, report.rows) == (0, 0)
    assert assess.run(settings, PACK, delivered[1]).persons == 0
    assert snapshot.take(settings) == expected


def test_delivered_again_under_another_name(
    make_warehouse: Callable[..., Settings], finished: Settings, delivered: tuple[Path, dt.date], expected: object,
    tmp_path: Path,
) -> None:  # fmt: skip
    settings = make_warehouse(like=finished)
    renamed = tmp_path / "renamed"
    shutil.copytree(delivered[0], renamed)
    lines = simulated_manifest.read(renamed)
    for number, line in enumerate(lines):
        old = _file(renamed, line["file"])
        new = old.with_name(f"改名{number}{old.suffix}")
        old.rename(new)
        line["file"] = str(new.relative_to(renamed))
    simulated_manifest.write(renamed, lines)
    assert not any(one.is_new for one in landing_folder.deliver_all(settings, PACK, renamed))
    run_pipeline(settings, PACK, renamed, delivered[1])
    assert snapshot.take(settings) == expected


@pytest.mark.parametrize("seed", quick_and_long((1, 2), ()))
def test_the_order_of_arrival_does_not_matter(
    settings: Settings, delivered: tuple[Path, dt.date], expected: dict[str, tuple[int, str]], tmp_path: Path, seed: int
) -> None:
    """Files come one by one in random order, each taken and assessed before the next third comes."""
    folder, business_date = delivered
    announcements = [
        landing_folder._announcement(folder / "deliveries.csv", line) for line in simulated_manifest.read(folder)
    ]
    random.Random(seed).shuffle(announcements)
    for start in range(3):
        landing.deliver(settings, PACK, announcements[start::3])
        intake.run(settings, PACK, ALL_KINDS, business_date)
        assess.run(settings, PACK, business_date)
    taken = snapshot.take(settings)
    numbered = "landing.unlisted_category"  # words are numbered in the order in which they arrive
    assert {t: v for t, v in taken.items() if t != numbered} == {t: v for t, v in expected.items() if t != numbered}
    assert taken[numbered][0] == expected[numbered][0] > 0


@pytest.mark.long
def test_day_by_day_equals_all_at_once(settings: Settings, delivered: tuple[Path, dt.date], expected: object) -> None:
    """Each business date is run as it would be in life; facts and time both move people."""
    folder, business_date = delivered
    landing_folder.deliver_all(settings, PACK, folder)
    days = sorted({dt.date.fromisoformat(line["delivered_on"]) for line in simulated_manifest.read(folder)})
    assert len(days) > 12
    for day in (*days[::3], business_date):
        intake.run(settings, PACK, ALL_KINDS, day)
        assess.run(settings, PACK, day)
    taken = snapshot.take(settings)
    decided = "landing.delivery"  # says on which business date it was decided
    assert {t: v for t, v in taken.items() if t != decided} == {t: v for t, v in expected.items() if t != decided}


# tests/steps/intake/test_killed_intake.py kills an intake at every side effect; here a whole campaign, one of each.
KILLED_BEFORE = ("merge/facts/tax_feed", "assess/write/dues", "post/event_total")


@pytest.fixture(scope="module")
def killed(make_warehouse: Callable[..., Settings], delivered: tuple[Path, dt.date]) -> dict[str, tuple[Settings, int]]:
    """Statement -> the warehouse in which a run was to die just before it, and how the run ended."""
    landed = make_warehouse()
    landing_folder.deliver_all(landed, PACK, delivered[0])
    places = {statement: make_warehouse(like=landed) for statement in KILLED_BEFORE}
    runs = [
        (statement, {
            "CAMPAIGN_HOME": str(settings.home), "CAMPAIGN_HASH_KEY": settings.hash_key.hex(),
            "CAMPAIGN_CIPHER_KEY": settings.cipher_key.hex(),
            "CAMPAIGN_WAREHOUSE_URL_LOADER": settings.warehouse_url("loader"),
        })
        for statement, settings in places.items()
    ]  # fmt: skip
    said = json.dumps({"pack_code": PACK, "day": delivered[1].isoformat(), "runs": runs})
    done = subprocess.run(
        [sys.executable, "-m", "tests.support.die_in_pipeline", said], cwd=REPOSITORY, capture_output=True, text=True,
        env=os.environ | {"PYTHONPATH": str(REPOSITORY)} | ONE_THREAD, check=False, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    ended = json.loads(done.stdout.rpartition("RESULT")[2])
    assert all(os.WIFSIGNALED(status) for status in ended), done.stderr[-2000:]
    return {at: (places[at], os.WTERMSIG(status)) for at, status in zip(KILLED_BEFORE, ended, strict=True)}


@pytest.mark.long
@pytest.mark.parametrize("statement", KILLED_BEFORE)
def test_killed_inside_the_open_transaction(
    killed: dict[str, tuple[Settings, int]], delivered: tuple[Path, dt.date], expected: object, statement: str
) -> None:
    """SIGKILL just before a statement in the middle of a merge or an assessment; a re-run ends the same."""
    business_date = delivered[1]
    settings, number = killed[statement]
    assert number == signal.SIGKILL
    left = frame(settings, "SELECT count(*) FROM landing.delivery WHERE state = 'landed'").iloc[0, 0]
    assert left > 0 or statement.startswith(("assess", "post")), "it died too late to prove anything"
    intake.run(settings, PACK, ALL_KINDS, business_date)
    assess.run(settings, PACK, business_date)
    assert snapshot.take(settings) == expected


def _file(folder: Path, name: str) -> Path:
    return folder / name if (folder / name).exists() else folder / "deliveries" / name
