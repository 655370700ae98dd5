"""An explanation goes with the last person of its situation, and not before: incremental runs leave no orphans."""

from __future__ import annotations

import datetime as dt

import psycopg
import pytest

from pipeline.assess import run as assess
from pipeline.runtime.settings import Settings
from pipeline.verify import invariants
from simulation.facts import Person, Receipt
from simulation.localities import PLACES
from tests.support.packs.small_town import BIRTH, PACK, person
from tests.support.warehouse import facts, snapshot

FIRST, LATER, LAST = dt.date(2019, 9, 10), dt.date(2019, 10, 10), dt.date(2019, 11, 10)
UNIT = PLACES[PACK].units[0][0]


def _explained(settings: Settings) -> set[str]:
    with psycopg.connect(settings.warehouse_url("owner")) as conn:
        rows = conn.execute("SELECT DISTINCT situation_key FROM core.explanation").fetchall()
    return {str(key) for (key,) in rows}


def _held(settings: Settings) -> dict[int, str]:
    """Index of the person -> situation."""
    found = facts.results(settings, PACK)
    keys = {facts.key_of(person(index, UNIT)): index for index in range(10)}
    return {keys[key]: str(row["situation_key"]) for (key, _), row in found.items()}


def _people(*indices: int) -> list[Person]:
    return [person(index, UNIT, "registered_poor") for index in indices]


def _paid(settings: Settings, on: dt.date, committed_no: int, *indices: int) -> None:
    """These persons pay; they are already on roll and list."""
    money = [Receipt(committed_no, 2020, 12_000, on, on, "微信", UNIT)]
    facts.put(settings, PACK, [Person(index, BIRTH, None, [], money) for index in indices], committed_no)
    assess.run(settings, PACK, on)


@pytest.fixture()
def town(settings: Settings) -> Settings:
    """Three persons of one situation, who owe, and one of another."""
    facts.put(settings, PACK, [*_people(1, 2, 3), person(4, UNIT)])
    assess.run(settings, PACK, FIRST)
    held = _held(settings)
    assert held[1] == held[2] == held[3] != held[4]
    assert _explained(settings) == set(held.values())
    return settings


def test_who_leaves_a_situation_leaves_its_explanation_to_the_others(town: Settings) -> None:
    before = _held(town)
    _paid(town, LATER, 2, 1, 2)
    after = _held(town)
    assert after[1] == after[2] != before[1] == after[3]
    assert _explained(town) == set(after.values()) >= {before[1]}


def test_the_last_who_leaves_takes_it_along(town: Settings) -> None:
    before = _held(town)
    _paid(town, LATER, 2, 1, 2)
    _paid(town, LAST, 3, 3)
    after = _held(town)
    assert before[3] not in after.values()
    assert _explained(town) == set(after.values())


def test_all_who_leave_at_once_take_it_along_and_who_is_assessed_and_stays_keeps_it(town: Settings) -> None:
    before = _held(town)
    with psycopg.connect(town.warehouse_url("owner")) as conn:  # 4 is looked at again, with nothing new
        conn.execute(
            "INSERT INTO core.changed_person SELECT campaign_id, person_key, 2 FROM core.dues WHERE person_key = %s",
            (facts.key_of(person(4, UNIT)),),
        )
    _paid(town, LATER, 2, 1, 2, 3)
    after = _held(town)
    assert after[4] == before[4]
    assert _explained(town) == set(after.values()) == {after[1], after[4]}


def test_a_campaign_in_steps_holds_what_one_run_over_everybody_would(town: Settings) -> None:
    for number, index in enumerate((2, 1, 3, 4), start=2):
        _paid(town, FIRST + dt.timedelta(days=number), number, index)
    steps = snapshot.take(town)["core.explanation"]
    assess.run(town, PACK, FIRST + dt.timedelta(days=5), everyone=True)
    assert snapshot.take(town)["core.explanation"] == steps


def _wrong_situations(settings: Settings) -> int:
    found = {one.invariant: one.problems for one in invariants.run(settings, PACK)}
    return found["situations_equal_results"]


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE core.situation SET results = results + 1 WHERE results = 3",
        "DELETE FROM core.situation WHERE results = 3",
        "INSERT INTO core.situation SELECT campaign_id, md5('x')::uuid, 1 FROM core.situation WHERE results = 3",
        "DELETE FROM core.explanation WHERE situation_key IN ("
        "SELECT s.situation_key FROM core.situation AS s WHERE s.results = 3)",
    ],
)
def test_the_count_of_each_situation_is_checked(town: Settings, damage: str) -> None:
    _paid(town, LATER, 2, 4)
    assert _wrong_situations(town) == 0
    with psycopg.connect(town.warehouse_url("owner")) as conn:
        assert conn.execute(damage).rowcount > 0
    assert _wrong_situations(town) == 1
