"""Forecast of the enrolled persons of the closing day, by the pace of the last two weeks, with its range. Pure.

Later days bring more or less than the pace: by how much is taken from simulated campaigns of five places, because no
real campaign has ended in this system yet. So the factors are those of made-up crowds, and the page says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

PACE_DAYS = 14
"""Two whole weeks, so that week-ends do not matter."""
LEAST_PERSONS = 100
FACTORS = {5: (85, 96, 194), 6: (72, 84, 125), 7: (68, 73, 100), 8: (57, 67, 100), 9: (41, 57, 100)}
"""Tenths of the window that are over -> later increase per day in percent of the pace: least, middle and most of the
simulated campaigns, the most at least 100. A test measures them again (tests/campaign/test_forecast.py)."""
OFF_AT_HALF = (6, 42)
"""Percent by which the forecast of half time differed from the final count in the simulated campaigns: middle and most.
The most is Heyuan's, whose window for ordinary persons opens six weeks after the campaign."""


@dataclass(frozen=True)
class Forecast:
    """Expected enrolled persons on the closing day, and the range. `pace`: persons per day in the last two weeks."""

    closes_on: date
    persons: int
    lowest: int
    highest: int
    pace: int
    share: int


def forecast(change: Mapping[date, int], starts_on: date, ends_on: date, as_of: date) -> Forecast | None:
    """Return the forecast from the days up to `as_of`; None in the first half of the window and after its end.

    `change`: day -> increase of enrolled persons; `starts_on`, `ends_on`: first and last day of the window. None for
    fewer than LEAST_PERSONS enrolled persons, and without an increase in the last two weeks. `share`: tenths of the
    window that are over.
    """
    days = (ends_on - starts_on).days + 1
    tenths = 10 * ((as_of - starts_on).days + 1) // days
    if tenths not in FACTORS or as_of >= ends_on:
        return None
    persons = sum(count for day, count in change.items() if day <= as_of)
    recent = sum(count for day, count in change.items() if as_of - timedelta(days=PACE_DAYS) < day <= as_of)
    if persons < LEAST_PERSONS or recent <= 0:
        return None
    at_pace = recent * (ends_on - as_of).days
    lowest, middle, highest = (persons + at_pace * percent // (100 * PACE_DAYS) for percent in FACTORS[tenths])
    return Forecast(ends_on, middle, lowest, highest, recent // PACE_DAYS, tenths)
