"""A plan that goes astray (loops within loops: many rows were taken for one) is seen long before a city has it."""

from __future__ import annotations

from tests.bench.reassess import Timed, bench

PERSONS = 20_000
# seen: 12 for everybody; loops over twenty thousand persons take hundreds
FLOORS = 60


def test_no_assessment_takes_many_times_its_floor() -> None:
    results = bench(PERSONS, say=lambda _: None)
    floors = [one for one in results.values() if isinstance(one, float)]
    timed = {name: one for name, one in results.items() if isinstance(one, Timed)}
    assert len(floors) == 2
    assert {"first", "corrected rules", "all facts again"} < set(timed)
    allowed = FLOORS * sum(floors) / len(floors)
    slow = {name: one for name, one in timed.items() if one.assess_seconds + one.post_seconds > allowed}
    assert not slow, f"more than {allowed:.1f} s: {slow}"
