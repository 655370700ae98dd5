"""Monthly statements of the tax bureau: its receipts of a month as it has booked them, with planted differences."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pyarrow as pa

from simulation.days import day_number, day_of
from simulation.deliveries.feeds import Receipts, yuan
from simulation.people.population import Population

HEADER = "凭证号,缴费人姓名,证件号码,记账类型,金额(元),入库日期\r\n"
CAUSES = ("missing_here", "missing_there", "twice", "other_person", "other_amount", "other_day")
TRUTH_SCHEMA = pa.schema(
    [
        ("file", pa.string()),
        ("receipt_no", pa.string()),
        ("cause", pa.string()),
        ("on_date", pa.date32()),
        ("statement_fen", pa.int64()),
        ("feed_fen", pa.int64()),
    ]
)
_DAYS_AFTER = timedelta(days=5)
_OTHER_FEN = 5_000
_EACH = 3
"""Receipts of a month with each cause, at most; a month has at least six times as many receipts for each of them."""


@dataclass(frozen=True)
class Statement:
    """One statement. `text`: csv with header and control row; `rows`: number of its data rows.

    `cut_off`: last day of its month. `differences`: rows of TRUTH_SCHEMA.
    """

    file: str
    cut_off: date
    delivered: date
    text: str
    rows: int
    differences: tuple[tuple[str, str, str, int, int, int], ...]


def monthly(people: Population, receipts: Receipts, rng: np.random.Generator) -> Iterator[Statement]:
    """Yield the statement of each month with receipts, in order, if it arrives by the last day of the simulation.

    `receipts`: all receipts of the locality by the day received, numbered as in the feeds. `rng`: draws which receipts
    of a month differ. A month with few receipts has fewer differences, and may have none.
    """
    days = [day_of(number) for number in np.unique(receipts.received).tolist()]
    for first in sorted({day.replace(day=1) for day in days}):
        cut_off = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        delivered = cut_off + _DAYS_AFTER
        if delivered <= people.place.ends_on:
            low, high = np.searchsorted(receipts.received, [day_number(first), day_number(cut_off) + 1]).tolist()
            yield _statement(people, receipts, low, high, (cut_off, delivered), rng)


def _statement(
    people: Population, receipts: Receipts, low: int, high: int, days: tuple[date, date], rng: np.random.Generator
) -> Statement:
    """Make the statement about the receipts from position `low` to before `high`. `days`: cut-off and arrival."""
    file = f"tax_statement_{days[0]:%Y-%m}.csv"
    each = min(_EACH, (high - low) // (6 * len(CAUSES)))
    chosen = rng.choice(np.arange(low, high), each * len(CAUSES), replace=False).tolist()
    cause_of = {at: CAUSES[place % len(CAUSES)] for place, at in enumerate(chosen)}
    lines: list[tuple[str, int, int, int]] = []
    differences: list[tuple[str, str, str, int, int, int]] = []
    for at in range(low, high):
        number, person, fen, day = _entry(receipts, at)
        cause = cause_of.get(at)
        booked = [(number, person, fen, day)]
        if cause == "missing_here":  # a receipt of the same person and day that no feed has
            booked.append((f"对{number}", person, fen, day))
        elif cause == "missing_there":
            booked = []
        elif cause == "twice":
            booked *= 2
        elif cause == "other_person":
            booked = [(number, _another(receipts, person), fen, day)]
        elif cause == "other_amount":
            booked = [(number, person, fen + _OTHER_FEN, day)]
        elif cause == "other_day":
            booked = [(number, person, fen, day + 1)]
        lines += booked
        if cause:
            differences.append(_difference(file, cause, number, fen, day))
    total = sum(fen for _, _, fen, _ in lines)
    text = "".join(_line(people, line) for line in lines)
    control = f"合计,{len(lines)}笔,,,{yuan(total)},\r\n"
    return Statement(file, *days, HEADER + text + control, len(lines), tuple(differences))


def _difference(file: str, cause: str, number: str, fen: int, day: int) -> tuple[str, str, str, int, int, int]:
    """Return the row of TRUTH_SCHEMA of a planted difference."""
    if cause == "missing_here":
        return file, f"对{number}", cause, day, fen, 0
    there = {"missing_there": 0, "other_amount": fen + _OTHER_FEN}.get(cause, fen)
    return file, number, cause, day, there, 0 if cause == "twice" else fen


def _entry(receipts: Receipts, at: int) -> tuple[str, int, int, int]:
    """Return number, person, fen and day of the receipt at a position; the number is that of its feed."""
    day = int(receipts.received[at])
    return f"{day_of(day):%Y%m%d}{at + 1:08d}", int(receipts.index[at]), int(receipts.amount_fen[at]), day


def _another(receipts: Receipts, person: int) -> int:
    """Return the first payer of all who is another person."""
    return int(receipts.index[np.flatnonzero(receipts.index != person)[0]])


def _line(people: Population, line: tuple[str, int, int, int]) -> str:
    number, person, fen, day = line
    name, document = people.name[person].as_py(), people.number[person].as_py()
    return f"{number},{name},{document},缴费,{yuan(fen)},{day_of(day).isoformat()}\r\n"
