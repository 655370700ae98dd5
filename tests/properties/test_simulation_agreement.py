"""The SQL of the assessment equals a second reading of docs/explanation/semantics.md, written without the SQL."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from pipeline.assess import run as assess
from pipeline.runtime.settings import Settings
from pipeline.verify import invariants
from simulation.facts import Person
from simulation.localities import PLACES
from simulation.place import Place
from simulation.truth.account import Account
from tests.support.quick import quick_and_long
from tests.support.warehouse import facts
from tests.support.warehouse.random_persons import Crowd

PERSONS = int(os.environ.get("CAMPAIGN_MODEL_PERSONS", "2000"))
MORE_SEEDS = (2, 3, 4)
QUICK = ("kaijiang-2020",)
FUZZED_PERSONS, FUZZED_SEEDS = 10_000, range(100, 105)
COLUMNS = (
    "status", "category", "due_fen", "payer", "fund_fen", "reimbursable_fen", "paid_fen", "refundable_fen",
    "settled_on", "identity_on", "coverage_from", "open_category",
)  # fmt: skip


@pytest.mark.parametrize("pack_code", quick_and_long(sorted(PLACES), QUICK))
def test_statements_agree_with_the_reference(make_warehouse: Callable[..., Settings], pack_code: str) -> None:
    _compare(make_warehouse(), pack_code, seed=1, count=PERSONS)


@pytest.mark.long
@pytest.mark.parametrize("seed", MORE_SEEDS)
@pytest.mark.parametrize("pack_code", sorted(PLACES))
def test_they_agree_at_three_more_seeds(make_warehouse: Callable[..., Settings], pack_code: str, seed: int) -> None:
    _compare(make_warehouse(), pack_code, seed, PERSONS)


@pytest.mark.fuzz
@pytest.mark.parametrize("seed", FUZZED_SEEDS)
@pytest.mark.parametrize("pack_code", sorted(PLACES))
def test_they_agree_on_many_more(make_warehouse: Callable[..., Settings], pack_code: str, seed: int) -> None:
    _compare(make_warehouse(), pack_code, seed, FUZZED_PERSONS)


def _compare(settings: Settings, pack_code: str, seed: int, count: int) -> None:
    """Before the campaign, on its first day, in its middle, on its last day, and at the end, one after the other."""
    place = PLACES[pack_code]
    start, end = place.rules.starts_on, place.rules.ends_on
    people = Crowd(place, seed).people(count)
    facts.put(settings, pack_code, people)
    for on in (start - timedelta(days=1), start, start + (end - start) / 2, end, place.business_date):
        assess.run(settings, pack_code, on)
        _compare_on(settings, place, people, on)
    assert not [f for f in invariants.run(settings, pack_code) if f.problems]


def _compare_on(settings: Settings, place: Place, people: list[Person], on: date) -> None:
    found = facts.results(settings, place.rules.pack_code)
    differences, checked = [], 0
    for person in people:
        for year in place.rules.payable_years:
            expected = _expected(place, person, year, on)
            row = found.pop((facts.key_of(person), year), None)
            actual = (
                None
                if row is None
                else {name: row[name] for name in COLUMNS}
                | {"outside_own_window": "paid_outside_own_window" in row["flags"]}
            )
            checked += expected is not None
            if actual != expected:
                differences.append((person, year, expected, actual))
    assert checked > len(people) * 0.8
    assert not differences, f"{len(differences)} of {checked} differ on {on}; first: {differences[0]}"
    assert not found


def _expected(place: Place, person: Person, year: int, on: date) -> dict[str, Any] | None:
    receipts = [r for r in person.receipts if r.plan_year == year and r.received_on <= on]
    listed = any(r.op == "add" and r.effective_on <= on for r in person.rows)
    if not receipts and not (year == place.rules.plan_year and (person.roll or listed)):
        return None
    outcome = Account(place.rules, person, year, on).outcome()
    return {name: getattr(outcome, name) for name in (*COLUMNS, "outside_own_window")}
