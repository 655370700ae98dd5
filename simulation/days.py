"""Days as dates, as numbers since 1970-01-01, and in the text forms that senders write."""

from datetime import date

import numpy as np
import pyarrow as pa

EPOCH = date(1970, 1, 1)
_EPOCH_ORDINAL = EPOCH.toordinal()


def day_number(day: date) -> int:
    """Return a date as the number of days since 1970-01-01."""
    return day.toordinal() - _EPOCH_ORDINAL


def day_of(number: int) -> date:
    """Return the date of a day number (days since 1970-01-01)."""
    return date.fromordinal(_EPOCH_ORDINAL + int(number))


def day_text(day: date | None, form: str) -> str:
    """Format a date as text; None gives an empty text.

    `form`: 'dash' 2019-09-01, 'slash' 2019/9/1, 'compact' 20190901, 'cell' like 'dash' (only workbooks have date
    cells).
    """
    if day is None:
        return ""
    if form == "slash":
        return f"{day.year}/{day.month}/{day.day}"
    return day.strftime("%Y%m%d") if form == "compact" else day.isoformat()


def day_texts(numbers: np.ndarray, form: str) -> pa.Array:
    """Format day numbers (days since 1970-01-01) as texts, one per number in their order.

    `form`: 'dash' 2019-09-01, 'slash' 2019/9/1, 'compact' 20190901, 'cell' like 'dash'.
    """
    if numbers.size == 0:
        return pa.array([], pa.string())
    low, high = int(numbers.min()), int(numbers.max())
    table = pa.array([day_text(day_of(n), form) for n in range(low, high + 1)])
    return table.take(pa.array(numbers - low))


def date_array(numbers: list[int | None] | np.ndarray) -> pa.Array:
    """Convert day numbers (days since 1970-01-01) to an Arrow array of dates in their order; None becomes null."""
    return pa.array(numbers, pa.int32()).cast(pa.date32())
