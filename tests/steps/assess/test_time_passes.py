"""Time passing changes people too: without a new delivery, on the day and not before."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from pipeline.assess import run as assess
from pipeline.runtime.settings import Settings
from simulation.facts import ListRow, Person, Receipt, Roll
from simulation.localities import PLACES
from tests.support.warehouse import facts

DAY = timedelta(days=1)


def _full_category(pack_code: str) -> str:
    return next(s.category for s in PLACES[pack_code].rules.subsidies if s.kind == "full" and s.min_age is None)


def _person(pack_code: str) -> tuple[Person, Person]:
    place = PLACES[pack_code]
    unit, known_on = place.units[0][0], place.rules.starts_on - 30 * DAY
    category = _full_category(pack_code)
    row = ListRow("s", category, category, "add", known_on, known_on, known_on, 1, True, unit)
    paid = Receipt(1, place.rules.plan_year, place.rules.standard_fen, known_on, known_on, "微信", unit)
    born = date(1980, 5, 1)
    return Person(1, born, Roll(unit, True, True), [row]), Person(2, born, Roll(unit, True, True), [], [paid])


@pytest.mark.parametrize("pack_code", ["dongan-2020", "heyuan-2020", "hefei-2020", "kaijiang-2020"])
def test_who_is_listed_or_paid_before_the_campaign_settles_on_its_first_day(settings: Settings, pack_code: str) -> None:
    start = PLACES[pack_code].rules.starts_on
    people = _person(pack_code)
    facts.put(settings, pack_code, people)
    for on, expected in ((start - DAY, "owing"), (start, "enrolled"), (start + DAY, "enrolled")):
        assess.run(settings, pack_code, on)
        found = facts.results(settings, pack_code)
        assert {row["status"] for row in found.values()} == {expected}, on
        assert len(found) == len(people)
    assert {row["settled_on"] for row in found.values()} == {start}


def test_a_removal_dated_later_takes_effect_on_its_day(settings: Settings) -> None:
    """A list may say today that a membership ends next month; the person owes the whole amount from that day."""
    pack_code = "dongan-2020"
    place = PLACES[pack_code]
    unit, known_on, ends_on = place.units[0][0], date(2019, 9, 5), date(2019, 10, 20)
    rows = [
        ListRow("s", "registered_poor", "", op, on, on, known_on, None, True, unit)
        for op, on in (("add", known_on), ("end", ends_on))
    ]
    facts.put(settings, pack_code, [Person(1, date(1980, 5, 1), Roll(unit, True, True), rows)])
    dues = []
    for on in (ends_on - DAY, ends_on, ends_on + DAY):
        assess.run(settings, pack_code, on)
        dues += [row["due_fen"] for row in facts.results(settings, pack_code).values()]
    assert dues == [12000, 25000, 25000]
    assert place.rules.standard_fen == 25000
