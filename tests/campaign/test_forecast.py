"""The forecast's factors and its error at half time are those of simulated campaigns of all packs."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from pathlib import Path
from statistics import median
from typing import NamedTuple

import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from simulation import simulate
from simulation.localities import PLACES
from tests.support.warehouse.campaign import PACKS, scale_of
from transforms.board.forecast import FACTORS, OFF_AT_HALF, PACE_DAYS, forecast

pytestmark = pytest.mark.long  # fifteen simulations; tests/unit/board/test_forecast.py has the function
SEEDS = (7, 11, 23)


class Course(NamedTuple):
    """A simulated campaign: its window, and the enrolled persons by day."""

    starts_on: dt.date
    ends_on: dt.date
    change: Counter[dt.date]

    def until(self, day: dt.date) -> int:
        return sum(count for on, count in self.change.items() if on <= day)

    def days_after_half(self) -> list[dt.date]:
        length = (self.ends_on - self.starts_on).days + 1
        return [self.starts_on + dt.timedelta(days=number - 1) for number in range((length + 1) // 2, length)]


def course(pack_code: str, seed: int, folder: Path) -> Course:
    simulate(pack_code, scale_of(pack_code), seed, folder, mistakes=0.02)
    rules = PLACES[pack_code].rules
    persons = pq.read_table(folder / "truth" / "person.parquet", columns=["plan_year", "enrolled", "settled_on"])
    enrolled = persons.filter(pc.field("enrolled") & (pc.field("plan_year") == rules.plan_year))
    days = (dt.date.fromisoformat(str(day)) for day in enrolled["settled_on"].to_pylist() if day is not None)
    return Course(rules.starts_on, rules.ends_on, Counter(days))


def error_percent(place: Course) -> float:
    """The error of the forecast at half time, in percent of the final count; the count must be within the range."""
    half, final = place.days_after_half()[0], place.until(place.ends_on)
    expected = forecast(place.change, place.starts_on, place.ends_on, half)
    assert expected is not None
    assert expected.lowest - final // 50 <= final <= expected.highest + final // 50
    return 100 * abs(expected.persons - final) / final


def test_the_factors_and_the_error_are_those_of_the_simulated_campaigns(tmp_path: Path) -> None:
    places = [course(pack, seed, tmp_path / f"{pack}-{seed}") for pack in PACKS for seed in SEEDS]
    measured: dict[int, list[float]] = {}
    for place in places:
        final, length = place.until(place.ends_on), (place.ends_on - place.starts_on).days + 1
        for day in place.days_after_half():
            at_pace = (place.until(day) - place.until(day - dt.timedelta(days=PACE_DAYS))) / PACE_DAYS
            percent = 100 * (final - place.until(day)) / (at_pace * (place.ends_on - day).days)
            measured.setdefault(10 * ((day - place.starts_on).days + 1) // length, []).append(percent)
    assert measured.keys() == FACTORS.keys()
    for tenths, percents in measured.items():
        lowest, middle, highest = min(percents), median(percents), max(*percents, 100)
        assert FACTORS[tenths] == pytest.approx((lowest, middle, highest), abs=3), tenths
    errors = [error_percent(place) for place in places]
    assert (median(errors), max(errors)) == pytest.approx(OFF_AT_HALF, abs=1), errors
