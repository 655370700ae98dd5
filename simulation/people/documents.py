"""Citizen numbers of simulated persons (GB 11643, check digit by ISO 7064 MOD 11-2).

No place has the address code 199999, so no number here can belong to a real person.
"""

from datetime import date, timedelta

import numpy as np
import pyarrow as pa

AREA_CODE = "199999"
FIRST_FRESH_SEQUENCE = 901
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_FRESH_FROM = date(1940, 1, 1)
_FRESH_DAYS = 20000


def check_digit(first_17: str) -> str:
    """Compute the check character (18th: a digit or X) of a citizen number from its first 17 digits."""
    return _CHECKS[sum(int(c) * w for c, w in zip(first_17, _WEIGHTS, strict=True)) % 11]


def is_number(text: str) -> bool:
    """Return whether a text has 17 digits and their check character. The birth date is not checked."""
    return len(text) == 18 and text[:17].isdigit() and text[17] == check_digit(text[:17])


def number_of(birth_on: date, sequence: int) -> str:
    """Compose the 18-character citizen number of a birth date and a sequence.

    `sequence`: 0 to 999, digits 15 to 17 of the number; odd = male.
    """
    first_17 = f"{AREA_CODE}{birth_on:%Y%m%d}{sequence:03d}"
    return first_17 + check_digit(first_17)


def fresh_number(serial: int) -> str:
    """Return a valid citizen number that belongs to no person of the population.

    `serial`: from 0; each serial gives another number. Raises ValueError if it is too high.
    """
    birth_on = _FRESH_FROM + timedelta(days=serial % _FRESH_DAYS)
    sequence = FIRST_FRESH_SEQUENCE + serial // _FRESH_DAYS
    if sequence > 999:
        raise ValueError("no fresh document number is left")
    return number_of(birth_on, sequence)


def sequences(birth_days: np.ndarray, male: np.ndarray) -> np.ndarray:
    """Return each person's sequence (digits 15 to 17 of the citizen number): unique within a birth date, odd for men.

    `birth_days`: days since 1970-01-01. `male`: mask, True = male. Leaves out sequences that end in 00: such a number
    looks as if a spreadsheet had rounded it. Raises ValueError if too many persons are born on one day.
    """
    key = birth_days.astype(np.int64) * 2 + male
    order = np.argsort(key, kind="stable")
    ranked = key[order]
    starts = np.flatnonzero(np.r_[True, ranked[1:] != ranked[:-1]])
    lengths = np.diff(np.r_[starts, ranked.size])
    rank = np.arange(ranked.size) - np.repeat(starts, lengths)
    result = np.empty(ranked.size, dtype=np.int32)
    is_male = (ranked & 1).astype(bool)
    result[order] = np.where(is_male, rank * 2 + 1, 2 * (rank + rank // 49 + 1))
    if result.size and result.max() >= FIRST_FRESH_SEQUENCE:
        raise ValueError("too many people are born on one day")
    return result


def numbers(birth_days: np.ndarray, sequence: np.ndarray) -> np.ndarray:
    """Compose the citizen number of each person, as an array of n × 18 ASCII bytes.

    `birth_days`: days since 1970-01-01. `sequence`: digits 15 to 17 as a number, from `sequences`.
    """
    births = birth_days.astype("datetime64[D]")
    years = births.astype("datetime64[Y]").astype(np.int32) + 1970
    months = births.astype("datetime64[M]").astype(np.int32) % 12 + 1
    days = (births - births.astype("datetime64[M]").astype("datetime64[D]")).astype(np.int32) + 1
    digits = np.empty((birth_days.size, 18), dtype=np.uint8)
    digits[:, :6] = [int(c) for c in AREA_CODE]
    for at, values, width in ((6, years, 4), (10, months, 2), (12, days, 2), (14, sequence, 3)):
        for place in range(width):
            digits[:, at + place] = values // 10 ** (width - 1 - place) % 10
    remainder = (digits[:, :17].astype(np.int32) @ np.array(_WEIGHTS, dtype=np.int32)) % 11
    result = digits + ord("0")
    result[:, 17] = np.frombuffer(_CHECKS.encode(), dtype=np.uint8)[remainder]
    return result


def as_text(digits: np.ndarray) -> pa.StringArray:
    """Convert citizen numbers from n × 18 ASCII bytes to an Arrow array of n texts, without a copy per value."""
    offsets = np.arange(digits.shape[0] + 1, dtype=np.int32) * 18
    return pa.StringArray.from_buffers(
        digits.shape[0], pa.py_buffer(offsets), pa.py_buffer(np.ascontiguousarray(digits))
    )
