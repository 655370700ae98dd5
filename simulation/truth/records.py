"""Rows of outcomes, memberships, receipts and lists of the persons with a story."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from operator import attrgetter
from typing import Any

import pyarrow as pa

from simulation.days import date_array, day_number
from simulation.facts import Employment, LateReason, ListRow, Person
from simulation.place import Place
from simulation.rules import UNKNOWN_PREFIX
from simulation.truth.account import Account, Lapse
from simulation.truth.lists import unit_of
from simulation.truth.special import SpecialCounts

OUTCOME_SCHEMA = pa.schema(
    [
        ("index", pa.int64()),
        ("plan_year", pa.int32()),
        ("status", pa.string()),
        ("unit_name", pa.string()),
        ("category", pa.string()),
        ("due_fen", pa.int64()),
        ("payer", pa.string()),
        ("fund_fen", pa.int64()),
        ("reimbursable_fen", pa.int64()),
        ("paid_fen", pa.int64()),
        ("refundable_fen", pa.int64()),
        ("enrolled", pa.bool_()),
        ("settled_on", pa.date32()),
        ("coverage_from", pa.date32()),
        ("outside_own_window", pa.bool_()),
        ("open_category", pa.string()),
        ("lapse_from", pa.date32()),
        ("lapsed_on", pa.date32()),
    ]
)
MEMBERSHIP_SCHEMA = pa.schema(
    [
        ("index", pa.int64()),
        ("category", pa.string()),
        ("unit_name", pa.string()),
        ("from_on", pa.date32()),
        ("to_on", pa.date32()),
        ("died_on", pa.date32()),
        ("counted", pa.bool_()),
    ]
)


def _day(day: date | None) -> int | None:
    return None if day is None else day_number(day)


def table(schema: pa.Schema, rows: list[tuple[Any, ...]]) -> pa.Table:
    """Convert rows to an Arrow table of the schema, in their order; no rows give an empty table.

    A row has one value per field of the schema; a date is given as days since 1970-01-01, None as null.
    """
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(schema)
    arrays = [
        date_array(list(values)) if field.type == pa.date32() else pa.array(list(values), field.type)
        for field, values in zip(schema, columns, strict=True)
    ]
    return pa.Table.from_arrays(arrays, schema=schema)


class Records:
    """Everything that the persons with a story leave in deliveries and truth."""

    def __init__(self, place: Place, dates: Sequence[date] = ()) -> None:
        self.place = place
        self.special = SpecialCounts(dates)
        self.outcomes: list[tuple[Any, ...]] = []
        self.memberships: list[tuple[Any, ...]] = []
        self.gained: list[tuple[int, int, int]] = []
        self.lapses: list[tuple[int, Lapse]] = []
        self.receipts: list[tuple[Any, ...]] = []
        self.lists: dict[tuple[str, date], list[tuple[int, ListRow]]] = defaultdict(list)
        self.employments: list[tuple[int, Employment]] = []
        self.late_reasons: dict[date, list[tuple[int, LateReason]]] = defaultdict(list)
        self.stories: list[tuple[int, str]] = []

    def keep(self, person: Person) -> None:
        """Add a person with a story to these records: story, list rows, receipts, employee insurance, and the truth.

        The truth is one outcome for each plan year that was paid, and for the main one if a roll or list names the
        person, with the person's memberships. Does not change the person.
        """
        self.stories.append((person.index, person.story))
        self.employments.extend((person.index, e) for e in person.employments)
        for reason in person.late_reasons:
            self.late_reasons[reason.cut_off_on].append((person.index, reason))
        for row in person.rows:
            self.lists[(row.source, row.cut_off_on)].append((person.index, row))
        for r in sorted(person.receipts, key=attrgetter("receipt_no")):
            days = day_number(r.collected_on), day_number(r.received_on)
            self.receipts.append((person.index, r.plan_year, r.amount_fen, *days, r.channel, r.unit))
        main = self.place.rules.plan_year
        years = {r.plan_year for r in person.receipts}
        if person.roll or person.rows:
            years.add(main)
        for year in sorted(years):
            account = Account(self.place.rules, person, year, self.place.business_date)
            self._settle(account, person, year)
            if year == main and person.rows:
                self._memberships(account, person)

    def _settle(self, account: Account, person: Person, plan_year: int) -> None:
        o = account.outcome()
        unit = unit_of(person, account.receipts, self.place.business_date)
        if plan_year == self.place.rules.plan_year:
            self.special.add(account, o, unit)
        self.outcomes.append(
            (
                person.index,
                plan_year,
                o.status,
                unit,
                o.category,
                o.due_fen,
                o.payer,
                o.fund_fen,
                o.reimbursable_fen,
                o.paid_fen,
                o.refundable_fen,
                o.status == "enrolled",
                _day(o.settled_on),
                _day(o.coverage_from),
                o.outside_own_window,
                o.open_category,
                _day(o.lapse.counted_on) if o.lapse else None,
                _day(o.lapse.lapsed_on) if o.lapse else None,
            )
        )
        if o.gained:
            self.gained.append((day_number(o.gained[0]), person.index, o.gained[1]))
        if o.lapse and account.is_main:
            self.lapses.append((person.index, o.lapse))

    def _memberships(self, account: Account, person: Person) -> None:
        unit, died = unit_of(person, account.receipts, account.on), _day(account.died_on)
        for m in account.memberships:
            counted = not m.category.startswith(UNKNOWN_PREFIX)
            self.memberships.append((person.index, m.category, unit, _day(m.from_on), _day(m.to_on), died, counted))
