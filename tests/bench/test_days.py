"""The bench of days in a row, on a population small enough for seconds: its days and its ratios add up."""

from __future__ import annotations

import pytest

from tests.bench import days
from tests.bench.days import Day


@pytest.mark.long
def test_each_day_assesses_the_persons_who_paid_on_it() -> None:
    found = days.bench(population=600, payments=40, listed=0, days=2, say=lambda line: None)
    assert [(day.population, day.day_no, day.persons) for day in found] == [(600, 1, 40), (600, 2, 40)]
    for day in found:
        assert day.pages > 0 and day.log_bytes > 0 and day.seconds > 0
        assert {"assess/read/trait", "assess/write/dues", "post/event", days.OUTSIDE} <= day.parts.keys()
        assert sum(wall for wall, _ in day.parts.values()) <= day.seconds * 1.001


@pytest.mark.long
def test_a_day_of_lists_assesses_the_persons_whom_they_name() -> None:
    (day,) = days.bench(population=600, payments=0, listed=20, days=1, say=lambda line: None)
    assert day.persons == 20


def test_ratios_compare_populations_and_days() -> None:
    found = days.ratios([_day(100, 1, 2.0), _day(100, 2, 2.0), _day(400, 1, 2.0), _day(400, 2, 3.0)])
    assert found["largest / smallest population, seconds"] == 1.25
    assert found["last / first day, seconds"] == 1.5
    assert found["last / first day, pages"] == 1.0


def _day(population: int, day_no: int, seconds: float) -> Day:
    return Day(population, day_no, 10, seconds, seconds, 1_000, 1_000, 1_000, {})
