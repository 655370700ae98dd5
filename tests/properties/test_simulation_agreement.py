"""The SQL of the assessment equals a second reading of docs/explanation/semantics.md, written without the SQL."""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from pipeline.assess import run as assess
from pipeline.policy import registry
from pipeline.publish import reports
from pipeline.runtime.database import loader
from pipeline.runtime.settings import Settings
from pipeline.verify import invariants
from simulation.facts import Person
from simulation.localities import PLACES
from simulation.place import Place
from simulation.truth.account import Account
from simulation.truth.lists import unit_of
from tests.support.quick import quick_and_long
from tests.support.warehouse import facts
from tests.support.warehouse.random_persons import Crowd
from transforms.policy import campaign_id
from transforms.report.publication import Edition, Period

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
    known: list[tuple[int, date]] = []
    for on in (start - timedelta(days=1), start, start + (end - start) / 2, end, place.business_date):
        known.append((assess.run(settings, pack_code, on).assess_no, on))
        _compare_on(settings, place, people, on)
    assert not [f for f in invariants.run(settings, pack_code) if f.problems]
    _compare_lists(settings, place, people, known)


def _compare_lists(settings: Settings, place: Place, people: list[Person], known: list[tuple[int, date]]) -> None:
    """The list of coverage of each day, compared with the list of the day before it; read back after the last day."""
    report, number = reports.find("coverage_list"), campaign_id(place.rules.pack_code)
    units = registry.load(settings, place.rules.pack_code).unit_names()
    before, since, listed = dict[uuid.UUID, tuple[str, date]](), None, 0
    for assess_no, on in known:
        now = _covered(place, people, on, units)
        gone = [
            key
            for person in people
            if (key := facts.key_of(person)) in before and key not in now and not _is_dead(place, person, on)
        ]
        expected = {key: (*now[key], *before.get(key, ("", None))[1:]) for key in now if now[key] != before.get(key)}
        expected |= {key: (before[key][0], None, before[key][1]) for key in gone}
        with loader(settings).connect() as conn:
            edition = Edition(Period("coverage_list", "once", on, on, on))
            rows = report.read_edition_facts(conn, number, assess_no, edition, {"since": since})
        actual = {row.person_key: (row.unit_id, row.coverage_from, row.coverage_before) for row in rows}
        assert actual == expected, on
        before, since, listed = now, {"known_no": assess_no, "as_of": on.isoformat()}, listed + len(actual)
    assert listed > len(people) / 10 or all(rule.phase == "late" for rule in place.rules.coverage)


def _covered(place: Place, people: list[Person], on: date, units: dict[str, str]) -> dict[uuid.UUID, tuple[str, date]]:
    """Person -> unit and first day of benefits, of the living who are enrolled on a day."""
    year, covered = place.rules.plan_year, {}
    for person in people:
        account = Account(place.rules, person, year, on)
        outcome = account.outcome()
        if outcome.status == "enrolled" and outcome.coverage_from and not _is_dead(place, person, on):
            unit = unit_of(person, account.receipts, on)
            covered[facts.key_of(person)] = (units[unit] if unit else "", outcome.coverage_from)
    return covered


def _is_dead(place: Place, person: Person, on: date) -> bool:
    died_on = Account(place.rules, person, place.rules.plan_year, on).died_on
    return died_on is not None and died_on <= on


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
