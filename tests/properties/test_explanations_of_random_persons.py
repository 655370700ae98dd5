"""Crowds of random persons, of the five notices and of made-up packs: everybody is explained, and rightly."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from pipeline.assess import run as assess
from pipeline.runtime.settings import Settings
from simulation.localities import PLACES
from tests.properties import explanation_invariants
from tests.support.quick import quick_and_long
from tests.support.warehouse import explanations, facts
from tests.support.warehouse.random_persons import Crowd

PERSONS = 300


@pytest.mark.parametrize("pack_code", quick_and_long(sorted(PLACES), ()))
def test_everybody_is_explained(make_warehouse: Callable[..., Settings], pack_code: str) -> None:
    """On four days one after the other, so that explanations are written over; then everybody anew gives the same."""
    settings, place = make_warehouse(), PLACES[pack_code]
    start, end = place.rules.starts_on, place.rules.ends_on
    facts.put(settings, pack_code, Crowd(place, 3).people(PERSONS))
    seen = set()
    for on in (start - timedelta(days=1), start + (end - start) / 2, end, place.business_date):
        assess.run(settings, pack_code, on)
        seen |= explanation_invariants.check(settings, pack_code, on, place.rules.plan_year)
    assert len(seen) > 30
    little_by_little = explanations.stored(settings, pack_code)
    assess.run(settings, pack_code, place.business_date, everyone=True)
    assert explanations.stored(settings, pack_code) == little_by_little
    (count,) = explanations.query(settings, "loader", "SELECT count(*) FROM core.explanation")
    assert count["count"] == len(little_by_little) > PERSONS, "situations that nobody has are still there"
