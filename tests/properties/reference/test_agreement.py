"""The statements of production agree with the reference, in every column, on random persons of made-up packs.

`CAMPAIGN_REFERENCE_PERSONS` sets how many persons there are in all (3,000). `make test-long` takes 48,000 of other
packs and `make fuzz` a million.
"""

from __future__ import annotations

import os
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import pytest

from pipeline.assess import run as assess
from pipeline.runtime.settings import Settings
from pipeline.verify import invariants
from tests.properties.reference import checks, made_up_packs, product_results
from tests.properties.reference.facts import Person
from tests.properties.reference.outcome import outcomes
from tests.properties.reference.random_persons import Crowd
from transforms.policy import Pack

Learn = Callable[[dict[str, Any]], Pack]
PERSONS = int(os.environ.get("CAMPAIGN_REFERENCE_PERSONS", "3000"))
SEEDS = range(2)
LONG_SEEDS, LONG_PERSONS = range(2, 14), 4_000
IN_STEPS = 20  # one person in so many is followed from date to date, in a pack of its own
OTHER_PACKS = 500  # from this seed on
FUZZED_SEEDS, FUZZED_PERSONS = range(1000, 1100), 10_000
SHOWN = 6


def _of(seeds: range) -> list[Any]:
    """The tests are told by the code of the pack, so that both cores share them."""
    return [pytest.param(seed, id=made_up_packs.make(seed)["pack_code"]) for seed in seeds]


@pytest.mark.parametrize("seed", _of(SEEDS))
def test_statements_agree_with_the_reference(make_warehouse: Callable[..., Settings], known: Learn, seed: int) -> None:
    _compare_both_ways(make_warehouse(), known, seed, PERSONS // len(SEEDS))


@pytest.mark.long
@pytest.mark.parametrize("seed", _of(LONG_SEEDS))
def test_they_agree_on_other_packs(make_warehouse: Callable[..., Settings], known: Learn, seed: int) -> None:
    _compare_both_ways(make_warehouse(), known, seed, LONG_PERSONS)


@pytest.mark.long
@pytest.mark.parametrize(
    ("seed", "persons"),
    [(1006, 500), (1021, 500), (1558, 700)],
    ids=["owes for another year alone", "is named before birth", "is born in a campaign without rules for newborns"],
)
def test_what_the_fuzz_found(make_warehouse: Callable[..., Settings], known: Learn, seed: int, persons: int) -> None:
    _compare(make_warehouse(), known, seed, persons)


@pytest.mark.fuzz
@pytest.mark.parametrize("seed", _of(FUZZED_SEEDS))
def test_they_agree_on_a_million(make_warehouse: Callable[..., Settings], known: Learn, seed: int) -> None:
    _compare_both_ways(make_warehouse(), known, seed, FUZZED_PERSONS)


def business_dates(crowd: Crowd, seed: int) -> list[date]:
    """Before or at the start, some day in the campaign, at its end or soon after it; in order."""
    dice, day = random.Random(seed), timedelta(days=1)
    start, end = crowd.rules.start, crowd.rules.end
    inside = start + dice.randrange((end - start).days + 1) * day
    return sorted({start - dice.choice((0, 1)) * day, inside, end + dice.choice((0, 1, 3, 25)) * day})


def _compare_both_ways(settings: Settings, known: Learn, seed: int, persons: int) -> None:
    """A few persons in steps of time, of whom only who changed is assessed again, and many at one date at once."""
    few = persons // IN_STEPS
    _compare(settings, known, seed, few)
    _compare(settings, known, seed + OTHER_PACKS, persons - few, dates=slice(seed % 3, seed % 3 + 1))


def _compare(settings: Settings, known: Learn, seed: int, count: int, dates: slice = slice(None)) -> None:
    """One business date after the other: only who changed is assessed again, everybody is compared."""
    content = made_up_packs.make(seed)
    pack, crowd = known(content), Crowd(content, seed)
    people = crowd.people(count)
    product_results.put(settings, pack, people, crowd.history_years)
    wrong = Wrong()
    for on in business_dates(crowd, seed)[dates] or business_dates(crowd, seed)[-1:]:
        assess.run(settings, pack.pack_code, on)
        compared = _compare_on(
            product_results.results(settings, pack.pack_code), pack.pack_code, crowd, people, on, wrong
        )
        assert compared > 0.8 * count
    for finding in invariants.run(settings, pack.pack_code):
        wrong.counts[f"verify {finding.invariant}"] += finding.problems
    assert not +wrong.counts, wrong.told()


def _compare_on(
    found: dict[product_results.Key, dict[str, Any]],
    pack_code: str,
    crowd: Crowd,
    people: list[Person],
    on: date,
    wrong: Wrong,
) -> int:  # fmt: skip
    """Every row that one of the two has; the number of rows that the reference has."""
    compared = 0
    for person in people:
        for year, expected in outcomes(crowd.rules, person, on, crowd.history_years).items():
            row = found.pop((product_results.key_of(pack_code, person.number), year), None)
            compared += 1
            differing = product_results.difference(expected, row)
            if differing:
                wrong.note(" ".join(sorted(differing)), (on, year, person, differing))
            said = product_results.outcome_of(row) if row else expected
            if not checks.money_adds_up(said) or not checks.nothing_is_negative(said):
                wrong.note("the money does not add up", (on, year, person, said))
    wrong.counts["rows that the reference does not have"] += len(found)
    return compared


@dataclass
class Wrong:
    """What is wrong with one pack: how often, and the smallest example of each kind."""

    counts: Counter[str] = field(default_factory=Counter)
    examples: dict[str, tuple[Any, ...]] = field(default_factory=dict)

    def note(self, kind: str, example: tuple[Any, ...]) -> None:
        self.counts[kind] += 1
        self.examples[kind] = min(self.examples.get(kind, example), example, key=lambda one: len(repr(one)))

    def told(self) -> str:
        often = [(kind, times) for kind, times in self.counts.most_common(SHOWN) if times]
        return "\n".join(f"{times} x {kind}: {self.examples.get(kind, '')}" for kind, times in often)
