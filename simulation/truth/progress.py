"""Progress by unit and category on a few dates, from the final knowledge: each event counts on its own day.

Persons count from settled_on, money from received_on, fund shares from settled_on, a later gain from its posting day;
who owed nothing and died before coverage counts until the death is known.
Main plan year only. `unit_name` is '' where no source names a unit.
"""

from collections.abc import Sequence
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from simulation.days import day_number
from simulation.deliveries.feeds import Receipts
from simulation.truth.records import Records

_KEYS = ["unit_name", "category"]
_MEASURES = ("enrolled_persons", "received_fen", "fund_fen")


def progress(persons: pa.Table, receipts: Receipts, records: Records, plan_year: int, dates: list[date]) -> pa.Table:
    """Return enrolled persons, received money and the funds' share: one row per (date of `dates`, unit, category).

    All are sums up to the date, for the plan year; amounts are in fen. A unit and category without an event by then has
    no row. `persons`: outcomes (status, unit, category, amounts, dates) of all persons, sorted by `index`. `receipts`:
    all of them, also of other plan years. `records`: gives the changes after a settlement, further fund money and
    enrolments that no longer count.
    """
    main = _by_ledger_category(persons.filter(pc.equal(persons["plan_year"], plan_year)), records)
    kinds = (
        _settlements(main, records),
        _lapses(main, records),
        _gains(main, records),
        _money(main, receipts, plan_year),
    )
    events = pa.concat_tables(kinds)
    return pa.concat_tables([_on(day, events) for day in dates])


def _events(main: pa.Table, at: np.ndarray, day: np.ndarray, **measures: np.ndarray) -> pa.Table:
    """Events of the persons at these positions of `main`; a measure that is not named is 0."""
    zeros = np.zeros(at.size, dtype=np.int64)
    rows = pa.array(at)
    return pa.table(
        {
            "unit_name": main["unit_name"].take(rows).fill_null(""),
            "category": main["category"].take(rows),
            "day": pa.array(day.astype(np.int32)),
            **{name: pa.array(measures.get(name, zeros).astype(np.int64)) for name in _MEASURES},
        }
    )


def _settlements(main: pa.Table, records: Records) -> pa.Table:
    """Settlements with the fund's share of that day: the final share less later gains."""
    fund = main["fund_fen"].to_numpy().copy()
    index = main["index"].to_numpy()
    for _, person, gained_fen in records.gained:
        fund[np.searchsorted(index, person)] -= gained_fen
    at = np.flatnonzero(main["enrolled"].to_numpy())
    day = main["settled_on"].cast(pa.int32()).fill_null(0).to_numpy()[at]
    return _events(main, at, day, enrolled_persons=np.ones(at.size), fund_fen=fund[at])


def _by_ledger_category(main: pa.Table, records: Records) -> pa.Table:
    """Replace the category of lapsed persons by that of their settlement, under which the ledger keeps their lines."""
    index, category = main["index"].to_numpy(), main["category"].to_pylist()
    for person, lapse in records.lapses:
        category[int(np.searchsorted(index, person))] = lapse.category
    return main.set_column(main.schema.get_field_index("category"), "category", pa.array(category, pa.string()))


def _lapses(main: pa.Table, records: Records) -> pa.Table:
    """Enrolments that lapsed: one event on the day from which they counted, one on the day from which no longer."""
    people = np.array([person for person, _ in records.lapses], dtype=np.int64)
    first = np.array([day_number(lapse.counted_on) for _, lapse in records.lapses], dtype=np.int64)
    last = np.array([day_number(lapse.lapsed_on) for _, lapse in records.lapses], dtype=np.int64)
    fund = np.array([lapse.fund_fen for _, lapse in records.lapses], dtype=np.int64)
    at, person = np.searchsorted(main["index"].to_numpy(), people), np.ones(people.size, dtype=np.int64)
    twice, days = np.r_[at, at], np.r_[first, last]
    return _events(main, twice, days, enrolled_persons=np.r_[person, -person], fund_fen=np.r_[fund, -fund])


def _gains(main: pa.Table, records: Records) -> pa.Table:
    days, people, amounts = (np.array(column, dtype=np.int64) for column in _columns(records.gained, 3))
    return _events(main, np.searchsorted(main["index"].to_numpy(), people), days, fund_fen=amounts)


def _columns(rows: Sequence[tuple[int, ...]], width: int) -> list[tuple[int, ...]]:
    return list(zip(*rows, strict=True)) if rows else [()] * width


def _money(main: pa.Table, receipts: Receipts, plan_year: int) -> pa.Table:
    chosen = receipts.plan_year == plan_year
    at = np.searchsorted(main["index"].to_numpy(), receipts.index[chosen])
    return _events(main, at, receipts.received[chosen], received_fen=receipts.amount_fen[chosen])


def _on(day: date, events: pa.Table) -> pa.Table:
    known = events.filter(pc.less_equal(events["day"], day_number(day)))
    sums = known.group_by(_KEYS).aggregate([(name, "sum") for name in _MEASURES])
    sums = sums.sort_by([(key, "ascending") for key in _KEYS])
    columns = {"as_of": pa.array([day] * sums.num_rows, pa.date32())}
    columns |= {key: sums[key] for key in _KEYS} | {name: sums[f"{name}_sum"] for name in _MEASURES}
    return pa.table(columns)
