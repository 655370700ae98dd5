"""Seeded draws that the stories share: days, lags, receipts."""

import random
from datetime import date, timedelta

from simulation.facts import Receipt
from simulation.place import Place

_LAGS = (0,) * 11 + (1,) * 4 + (2, 2, 3, 4, 6)


def plus(day: date, days: int) -> date:
    return day + timedelta(days=days)


class Draw:
    """One seeded source of chance for the people who are told one by one."""

    def __init__(self, place: Place, seed: int) -> None:
        self.place, self.rules, self.random = place, place.rules, random.Random(seed)
        self.serial = 0

    def chance(self, probability: float) -> bool:
        return self.random.random() < probability

    def between(self, first: date, last: date) -> date:
        """A day of [first, last]; `first` if the interval is empty."""
        return plus(first, self.random.randrange(max(1, (last - first).days + 1)))

    def window_day(self) -> date:
        """A day of the general window, so early that an ordinary lag does not cross its end."""
        return self.between(self.place.general_from, plus(self.place.general_to, -8))

    def late_day(self) -> date:
        return self.between(plus(self.rules.ends_on, 1), plus(self.place.business_date, -7))

    def part_of(self, amount_fen: int) -> int:
        """A part of an amount, in whole yuan, more than nothing and less than all."""
        return 100 * self.random.randrange(1, amount_fen // 100)

    def receipt(
        self, unit: str | None, amount_fen: int, collected: date, lag: int | None = None, year: int = 0
    ) -> Receipt:
        """A receipt of the main plan year (or `year`), received `lag` days after it was collected, within the feeds."""
        lag = self.random.choice(_LAGS) if lag is None else lag
        collected = max(collected, self.place.feeds_from)
        received = min(plus(collected, lag), self.place.business_date)
        self.serial += 1
        channel = self.random.choice(self.place.channels)
        return Receipt(
            self.serial, year or self.rules.plan_year, amount_fen, min(collected, received), received, channel, unit
        )
