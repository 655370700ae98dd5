"""Seeded random draws for stories: days, lags, receipts."""

import random
from datetime import date, timedelta

from simulation.facts import Receipt
from simulation.place import Place

_LAGS = (0,) * 11 + (1,) * 4 + (2, 2, 3, 4, 6)


def plus(day: date, days: int) -> date:
    """Return the date `days` later."""
    return day + timedelta(days=days)


class Draw:
    """One seeded random source for all persons with a story."""

    def __init__(self, place: Place, seed: int) -> None:
        self.place, self.rules, self.random = place, place.rules, random.Random(seed)
        self.serial = 0

    def chance(self, probability: float) -> bool:
        """Return True with this probability."""
        return self.random.random() < probability

    def between(self, first: date, last: date) -> date:
        """Draw a day of [first, last]; returns `first` if the interval is empty."""
        return plus(first, self.random.randrange(max(1, (last - first).days + 1)))

    def window_day(self) -> date:
        """Draw a day of the general window, early enough that an ordinary lag does not pass its end."""
        return self.between(self.place.general_from, plus(self.place.general_to, -8))

    def late_day(self) -> date:
        """Draw a day after the window, a week or more before the business date."""
        return self.between(plus(self.rules.ends_on, 1), plus(self.place.business_date, -7))

    def part_of(self, amount_fen: int) -> int:
        """Draw a part of an amount in whole yuan, more than nothing and less than all."""
        return 100 * self.random.randrange(1, amount_fen // 100)

    def receipt(
        self, unit: str | None, amount_fen: int, collected: date, lag: int | None = None, year: int = 0
    ) -> Receipt:
        """Make a receipt of the main plan year (or `year`), received `lag` days after collection, within the feeds."""
        lag = self.random.choice(_LAGS) if lag is None else lag
        collected = max(collected, self.place.feeds_from)
        received = min(plus(collected, lag), self.place.business_date)
        self.serial += 1
        channel = self.random.choice(self.place.channels)
        return Receipt(
            self.serial, year or self.rules.plan_year, amount_fen, min(collected, received), received, channel, unit
        )
