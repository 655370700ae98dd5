"""Ages and calendar months, as "Settlement, exactly" counts them."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta


def age_on(birth_on: date, day: date) -> int:
    """Full years of life on a day; negative before the birth."""
    return day.year - birth_on.year - ((day.month, day.day) < (birth_on.month, birth_on.day))


def add_months(day: date, months: int) -> date:
    """The same day so many calendar months later; a day that the month lacks is its last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def add_days(day: date, days: int) -> date:
    return day + timedelta(days=days)
