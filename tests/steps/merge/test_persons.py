"""A bulk load writes persons on a connection of their own: the same warehouse, and one that a crash does not spoil."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from pipeline.identity import review
from pipeline.intake import outcome as intake_outcome
from pipeline.intake import run as intake
from pipeline.landing import deliver as landing
from pipeline.landing import folder as landing_folder
from pipeline.merge import merge, persons, staging
from pipeline.runtime.settings import Settings
from simulation import simulate
from tests.support.files import simulated_manifest
from tests.support.files.small_deliveries import Desk, name
from tests.support.quick import quick_and_long
from tests.support.warehouse import snapshot
from tests.support.warehouse.campaign import ALL_KINDS, scale_of
from tests.support.warehouse.seven_events import Everything

PACK = "dongan-2020"
FEEDS_KEPT = 10
DAY = dt.date(2019, 12, 31)
Place = tuple[Path, dt.date]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    folder = tmp_path_factory.mktemp("place")
    on = simulate(PACK, scale_of(PACK, 900), 11, folder, mistakes=0.05).business_date
    simulated_manifest.keep_feeds(folder, FEEDS_KEPT)
    return folder, on


def take_in(settings: Settings, place: Place) -> dict[str, Any]:
    intake.run(settings, PACK, ALL_KINDS, place[1])
    with psycopg.connect(settings.warehouse_url("owner")) as conn:
        queue = conn.execute("SELECT * FROM core.changed_person ORDER BY person_key, committed_no").fetchall()
    return snapshot.take(settings) | {"queue": (len(queue), queue)}


@pytest.fixture(scope="module")
def small(place: Place, make_warehouse: Callable[..., Settings]) -> dict[str, Any]:
    settings = make_warehouse()
    landing_folder.deliver_all(settings, PACK, place[0])
    found = take_in(settings, place)
    written = ("vault.person", "core.membership_fact", "core.payment", "core.roll_fact",
               "core.employee_fact", "queue", "landing.quarantine")  # fmt: skip
    assert [name for name in written if found[name][0] == 0] == [], "the place shows too little"
    return found


@pytest.fixture()
def landed(place: Place, make_warehouse: Callable[..., Settings], monkeypatch: pytest.MonkeyPatch) -> Settings:
    """The same deliveries, each of which is a bulk load."""
    monkeypatch.setattr(staging, "BULK_ROWS", 1)
    settings = make_warehouse()
    landing_folder.deliver_all(settings, PACK, place[0])
    return settings


def counts(settings: Settings, *tables: str) -> list[int]:
    with psycopg.connect(settings.warehouse_url("owner")) as conn:
        rows = [conn.execute(f"SELECT count(*) FROM {table}").fetchone() for table in tables]  # type: ignore[arg-type]
    return [row[0] for row in rows if row]


STAGED = ("staging.identity_row", "staging.roll", "staging.special_list", "staging.tax_feed", "staging.employee")


@pytest.mark.long
def test_the_same_warehouse(
    landed: Settings, place: Place, small: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    separate: list[bool] = []
    real = persons.PersonWriter.__init__

    def watched(self: persons.PersonWriter, conn: Any, is_separate: bool) -> None:
        separate.append(is_separate)
        real(self, conn, is_separate)

    monkeypatch.setattr(persons.PersonWriter, "__init__", watched)
    assert take_in(landed, place) == small
    assert separate.count(True) > 20 and counts(landed, *STAGED) == [0] * len(STAGED)


def test_other_names_are_raised_alike(
    make_warehouse: Callable[..., Settings], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A number that was known by another name, and one that a list itself brings with two."""
    desk = Desk(tmp_path)
    first = desk.full(range(1, 31), "2019-09", "2019-09-30", delivered="2019-10-01")
    later = desk.full(range(1, 32), "2019-10", "2019-10-31", delivered="2019-11-01")
    text = later.file.read_text(encoding="gb18030").replace(name(1), "曾用名")
    (new,) = [line for line in text.splitlines() if name(31) in line]
    later.file.write_text("\n".join([*text.splitlines(), new.replace(name(31), "乳名"), ""]), encoding="gb18030")
    record = intake_outcome.record_outcome  # two names in one list would be held
    monkeypatch.setattr(intake_outcome, "record_outcome", lambda *args, **more: record(*args[:7], Everything(), **more))
    found = []
    for bulk_rows in (1_000, 1):
        monkeypatch.setattr(staging, "BULK_ROWS", bulk_rows)
        settings = make_warehouse()
        for one in (first, later):
            landing.deliver(settings, PACK, [one])
            assert intake.run(settings, PACK, ["special_list"], DAY).committed == 1
        found.append(snapshot.take(settings))
    assert found[0] == found[1] and found[0]["vault.review"][0] == 2


def _fails_once(function: Callable[..., Any], before: bool) -> Callable[..., Any]:
    failed: Iterator[bool] = iter([True])

    def failing(*arguments: Any) -> Any:
        fails = next(failed, False)
        if fails and before:
            raise RuntimeError("no power")
        found = function(*arguments)
        if fails:
            raise RuntimeError("no power")
        return found

    return failing


PLACES_OF_FAILURE = ("persons committed", "persons written", "persons begun", "identities loaded", "facts")


@pytest.mark.parametrize("at", quick_and_long(PLACES_OF_FAILURE, {"persons written"}))
def test_what_a_failure_leaves_is_mended_by_the_next_run(
    landed: Settings, place: Place, small: dict[str, Any], at: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    target, step, before = {
        "persons committed": (persons.PersonWriter, "commit", False),
        "persons written": (review, "raise_two_names_inside", False),
        "persons begun": (review, "raise_two_names", True),
        "identities loaded": (staging, "_load_identities", False),
        "facts": (merge, "_write_facts", False),
    }[at]
    monkeypatch.setattr(target, step, _fails_once(getattr(target, step), before))
    with pytest.raises(RuntimeError, match="no power"):
        # payments come before lists, and name nobody new
        intake.run(landed, PACK, [kind for kind in ALL_KINDS if kind != "tax_feed"], place[1])
    known, *facts = counts(landed, "vault.person", "core.membership_fact", "core.roll_fact", "core.changed_person")
    assert facts == [0, 0, 0] and (known > 0) == (at == "persons committed")
    # what names persons is emptied with the facts: the next load takes it away first
    identities, *others = counts(landed, *STAGED)
    assert others == [0] * len(others) and (identities > 0) == (at == "persons committed")
    assert take_in(landed, place) == small
    assert counts(landed, *STAGED) == [0] * len(STAGED)
