"""The statements of production agree with the reference, in every column, on random persons of made-up packs.

`CAMPAIGN_REFERENCE_PERSONS` sets how many persons there are in all (default 100,000).
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from pipeline import assess, verify
from pipeline.settings import Settings
from tests.reference import checks, packs, world
from tests.reference.outcome import outcomes
from tests.reference.people import Crowd
from transforms.policy import Pack

Learn = Callable[[dict[str, Any]], Pack]
PERSONS = int(os.environ.get("CAMPAIGN_REFERENCE_PERSONS", "100000"))
SEEDS = range(50)
FUZZED_SEEDS, FUZZED_PERSONS = range(1000, 1200), 5000
SHOWN = 3


def _of(seeds: range) -> list[Any]:
    """The tests are told by the code of the pack, so that both cores share them."""
    return [pytest.param(seed, id=packs.make(seed)["pack_code"]) for seed in seeds]


@pytest.mark.parametrize("seed", _of(SEEDS))
def test_statements_agree_with_the_reference(make_warehouse: Callable[..., Settings], known: Learn, seed: int) -> None:
    _compare(make_warehouse(), known, seed, PERSONS // len(SEEDS))


@pytest.mark.fuzz
@pytest.mark.parametrize("seed", _of(FUZZED_SEEDS))
def test_they_agree_on_a_million(make_warehouse: Callable[..., Settings], known: Learn, seed: int) -> None:
    _compare(make_warehouse(), known, seed, FUZZED_PERSONS)


def business_dates(crowd: Crowd, seed: int) -> list[date]:
    """Before or at the start, some day in the campaign, at its end or soon after it; in order."""
    dice, day = random.Random(seed), timedelta(days=1)
    start, end = crowd.rules.start, crowd.rules.end
    inside = start + dice.randrange((end - start).days + 1) * day
    return sorted({start - dice.choice((0, 1)) * day, inside, end + dice.choice((0, 1, 3, 25)) * day})


def _compare(settings: Settings, known: Learn, seed: int, count: int) -> None:
    """One business date after the other: only who changed is assessed again, everybody is compared."""
    content = packs.make(seed)
    pack, crowd = known(content), Crowd(content, seed)
    people = crowd.people(count)
    world.put(settings, pack, people, crowd.history_years)
    for on in business_dates(crowd, seed):
        assess.run(settings, pack.pack_code, on)
        found = world.results(settings, pack.pack_code)
        for row in found.values():
            said = world.outcome_of(row)
            assert checks.money_adds_up(said) and checks.nothing_is_negative(said), (on, said)
        differences, compared = [], 0
        for person in people:
            for year, expected in outcomes(crowd.rules, person, on, crowd.history_years).items():
                row = found.pop((world.key_of(pack.pack_code, person.number), year), None)
                compared += 1
                differing = world.difference(expected, row)
                if differing:
                    differences.append((on, year, person, differing))
        assert not differences, f"{len(differences)} of {compared} differ; {differences[:SHOWN]}"
        assert not found, "rows that the reference does not have"
        assert compared > 0.8 * count
    assert not [one for one in verify.run(settings, pack.pack_code) if one.problems]
