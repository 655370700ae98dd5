"""Daily feed of the tax bureau: GB18030 csv, one file per day of receipt, with a control row at the end."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from simulation.days import day_texts
from simulation.people.plain import PlainPayments
from simulation.people.population import Population
from simulation.truth.records import Records

_CHUNK = 400_000


@dataclass(frozen=True)
class Receipts:
    """Receipts as arrays of equal length, ordered by (received, receipt number). Days are days since 1970-01-01.

    `index`: person. `unit`: position of the stated unit, -1 = none. `channel`: position of the channel.
    """

    index: np.ndarray
    plan_year: np.ndarray
    amount_fen: np.ndarray
    collected: np.ndarray
    received: np.ndarray
    channel: np.ndarray
    unit: np.ndarray

    def part(self, chosen: np.ndarray | slice) -> "Receipts":
        """Return a new `Receipts` with the receipts at some positions, in the order of `chosen`; `self` is not changed.

        `chosen`: an array of positions, a slice, or a mask over all receipts (True = chosen). A `Receipts` has arrays
        of equal length: payer, plan year, amount in fen, days of payment and of receipt, channel and unit.
        """
        return Receipts(*(column[chosen] for column in vars(self).values()))


def gather(population: Population, plain: PlainPayments, records: Records) -> Receipts:
    """Join all receipts of the locality in one `Receipts`, sorted by the day on which they were received.

    `population`: persons and place; it gives the units of plain persons. `plain`: payments of plain persons. `records`:
    holds the receipts of the persons with a story. A person's receipts of one day keep their order. A `Receipts` has
    payer, plan year, amount, days, channel and unit of each receipt as arrays.
    """
    place = population.place
    units = {name: at for at, (name, _) in enumerate(place.units)}
    channels = {name: at for at, name in enumerate(place.channels)}
    stories = list(zip(*records.receipts, strict=True)) if records.receipts else [()] * 7
    stated_units = np.array([units.get(u, -1) for u in stories[6]], dtype=np.int16)
    payers = plain.people[plain.paid]
    both = Receipts(
        np.r_[np.array(stories[0], dtype=np.int64), payers],
        np.r_[np.array(stories[1], dtype=np.int32), np.full(payers.size, place.rules.plan_year, dtype=np.int32)],
        np.r_[np.array(stories[2], dtype=np.int64), np.full(payers.size, place.rules.standard_fen, dtype=np.int64)],
        np.r_[np.array(stories[3], dtype=np.int32), plain.collected].astype(np.int32),
        np.r_[np.array(stories[4], dtype=np.int32), plain.received].astype(np.int32),
        np.r_[np.array([channels[c] for c in stories[5]], dtype=np.int8), plain.channel].astype(np.int8),
        np.r_[stated_units, population.unit[payers]].astype(np.int16),
    )
    return both.part(np.argsort(both.received, kind="stable"))


def yuan_texts(amount_fen: np.ndarray) -> pa.Array:
    """Format amounts of fen as texts in yuan with two decimals, one per amount in their order."""
    distinct, at = np.unique(amount_fen, return_inverse=True)
    return pa.array([yuan(int(fen)) for fen in distinct]).take(pa.array(at.astype(np.int32)))


def yuan(fen: int) -> str:
    """Format an amount of fen as a text in yuan with two decimals; exact, without floating point."""
    return f"{'-' if fen < 0 else ''}{abs(fen) // 100}.{abs(fen) % 100:02d}"


def lines(population: Population, receipts: Receipts, first_no: int) -> pa.Array:
    """Return the lines of a tax feed as texts: one csv line with its line end per receipt, in their order.

    Columns: receipt number, name, document number, plan year, amount in yuan, day of payment, day received, channel,
    unit. `population`: gives name and document number of the payers. `first_no`: serial number of the first receipt,
    part of its receipt number; the following receipts count on from it.
    """
    place = population.place
    count = receipts.index.size
    serial = pc.utf8_lpad(pa.array(np.arange(first_no, first_no + count)).cast(pa.string()), 8, "0")
    people = pa.array(receipts.index)
    units = pa.array([f"{name}\r\n" for name, _ in place.units] + ["\r\n"])
    return pc.binary_join_element_wise(
        pc.binary_join_element_wise(day_texts(receipts.received, "compact"), serial, ""),
        population.name.take(people),
        population.number.take(people),
        pa.array(receipts.plan_year).cast(pa.string()),
        yuan_texts(receipts.amount_fen),
        day_texts(receipts.collected, place.tax_date_form),
        day_texts(receipts.received, place.tax_date_form),
        pa.array(place.channels).take(pa.array(receipts.channel)),
        units.take(pa.array(np.where(receipts.unit < 0, len(place.units), receipts.unit))),
        ",",
    )


def daily(
    population: Population, receipts: Receipts, first_day: int, last_day: int
) -> Iterator[tuple[int, str, int, int]]:
    """Yield (day number, csv lines as one text, number of receipts, their sum in fen) for every day of the tax feeds.

    `population`: gives name and number of the payers. `receipts`: sorted by the day received. `first_day`, `last_day`:
    days since 1970-01-01, both included; a day without receipts is yielded with an empty text. Raises ValueError if a
    receipt was received on another day.
    """
    bounds = np.searchsorted(receipts.received, np.arange(first_day, last_day + 2))
    if bounds[0] != 0 or bounds[-1] != receipts.received.size:
        raise ValueError("a receipt lies outside the simulated feeds")
    text, offsets, base = b"", np.zeros(1, dtype=np.int64), 0
    for at, day in enumerate(range(first_day, last_day + 1)):
        low, high = int(bounds[at]), int(bounds[at + 1])
        if high - base >= offsets.size:
            base = low
            until = max(high, int(bounds[max(at + 1, int(np.searchsorted(bounds, low + _CHUNK)) - 1)]))
            text, offsets = _text_and_offsets(lines(population, receipts.part(slice(low, until)), low + 1))
        part = text[int(offsets[low - base]) : int(offsets[high - base])].decode()
        yield day, part, high - low, int(receipts.amount_fen[low:high].sum())


def _text_and_offsets(values: pa.Array) -> tuple[bytes, np.ndarray]:
    """The joined text of an array of texts, and the start of each value in it."""
    combined = values.combine_chunks() if isinstance(values, pa.ChunkedArray) else values
    offsets = np.frombuffer(combined.buffers()[1], dtype=np.int32)[: len(combined) + 1]
    return combined.buffers()[2].to_pybytes() if len(combined) else b"", offsets


def control_row(count: int, total_fen: int) -> str:
    """Format the control row (合计), the last csv line of a tax feed, with its line end.

    `count`: number of the feed's receipts. `total_fen`: their sum.
    """
    return f"合计,{count}笔,,,{yuan(total_fen)},,,,\r\n"
