"""Dates as real systems write them: a month where the day is the last of its month, else the day."""

from datetime import date, timedelta

from simulation.days import day_text


def month_or_day(day: object, form: str) -> str | None:
    """Format a day as a month if it is the last day of its month, else as a day; None gives None.

    `form`: 'dash' 2019-09 and 2019-09-17, 'compact' 201909 and 20190917. A month is read as its last day, so
    that nothing is lost. A text (a mistake in a date) is returned as it is.
    """
    if day is None or isinstance(day, str):
        return day
    assert isinstance(day, date)
    if (day + timedelta(days=1)).day == 1:
        return f"{day:%Y-%m}" if form == "dash" else f"{day:%Y%m}"
    return day_text(day, form)


def day_or_text(day: object, form: str) -> str | None:
    """Format a day as `day_text` does; None gives None, and a text (a mistake in a date) is returned as it is."""
    return day_text(day, form) if isinstance(day, date) else None if day is None else str(day)
