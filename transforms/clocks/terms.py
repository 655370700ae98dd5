"""Last day of a term of a pack's clock: calendar days, or working days with make-up days. Pure."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Protocol

from transforms.clocks.working_days import WorkingDays


class Clock(Protocol):
    """Term of a pack: a number of days, in working days or in calendar days."""

    @property
    def days(self) -> int:
        """Length of the term."""

    @property
    def counted_in(self) -> str:
        """`working_days` or `calendar_days`."""


def last_day(clock: Clock, day: date, table: WorkingDays) -> date:
    """Return the last day of the term of a clock that begins on the day after `day`.

    `table`: the bureau's working days. Raises WorkingDaysError, which names the table, if the clock counts working days
    and a day of the term is in a year that neither the announced holidays nor the table have.
    """
    if clock.counted_in == "working_days":
        return table.after(day, clock.days)
    return day + timedelta(days=clock.days)
