"""Seeded random draws for stories: days, lags, receipts."""

import random
from datetime import date, timedelta

from simulation.facts import Receipt
from simulation.place import Place

_LAGS = (0,) * 11 + (1,) * 4 + (2, 2, 3, 4, 6)


def plus(day: date, days: int) -> date:
    """Return the date that is `days` after the day; a negative number gives an earlier date."""
    return day + timedelta(days=days)


class Draw:
    """One seeded random source for all persons with a story."""

    def __init__(self, place: Place, seed: int) -> None:
        self.place, self.rules, self.random = place, place.rules, random.Random(seed)
        self.serial = 0

    def chance(self, probability: float) -> bool:
        """Draw True with this probability (0 to 1), else False."""
        return self.random.random() < probability

    def between(self, first: date, last: date) -> date:
        """Draw a day from `first` to `last`, both included; returns `first` if `last` is earlier."""
        return plus(first, self.random.randrange(max(1, (last - first).days + 1)))

    def window_day(self) -> date:
        """Draw a day of payment in the general window, at least eight days before its end.

        Money that is received after the usual few days then still arrives in the window.
        """
        return self.between(self.place.general_from, plus(self.place.general_to, -8))

    def late_day(self) -> date:
        """Draw a day of payment after the window, at least a week before the business date."""
        return self.between(plus(self.rules.ends_on, 1), plus(self.place.business_date, -7))

    def part_of(self, amount_fen: int) -> int:
        """Draw a part of an amount, in fen: whole yuan, at least 1 yuan and less than the amount.

        Raises ValueError if the amount is below 2 yuan.
        """
        return 100 * self.random.randrange(1, amount_fen // 100)

    def receipt(
        self, unit: str | None, amount_fen: int, collected: date, lag: int | None = None, year: int = 0
    ) -> Receipt:
        """Return a new receipt with the next receipt number and a random channel; it is added to no person.

        `unit`: name of the unit on the receipt, None = none is stated. `collected`: day of payment. `lag`: days from
        payment until the money is received, None = drawn. `year`: plan year, 0 = the main one. Days outside the
        simulated tax feeds are moved to their first or last day.
        """
        lag = self.random.choice(_LAGS) if lag is None else lag
        collected = max(collected, self.place.feeds_from)
        received = min(plus(collected, lag), self.place.business_date)
        self.serial += 1
        channel = self.random.choice(self.place.channels)
        return Receipt(
            self.serial, year or self.rules.plan_year, amount_fen, min(collected, received), received, channel, unit
        )
