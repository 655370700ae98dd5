"""(1, 2) What is known of a person: receipts less what reversals take back, and the intervals of lists."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from tests.properties.reference.facts import ListRow, Person, Receipt, Reversal

NEVER = date.max
_NO_GRADE = 10**6


def counting(receipt: Receipt, reversals: Iterable[Reversal]) -> Iterator[Reversal]:
    """(1) The reversals that take money of the receipt back, on any day: as long as together they do not exceed it."""
    named = [one for one in reversals if (one.receipt_no, one.plan_year) == (receipt.receipt_no, receipt.plan_year)]
    left = receipt.amount_fen
    for one in sorted(named, key=lambda r: (r.received_on, r.reversal_no)):
        left -= one.amount_fen
        if left < 0:
            return
        yield one


def receipts_known(person: Person, on: date) -> Iterator[Receipt]:
    """(1) The receipts that exist on a day, each less what was taken back of it by then."""
    for receipt in person.receipts:
        back = sum(one.amount_fen for one in counting(receipt, person.reversals) if one.received_on <= on)
        if receipt.received_on <= on and back < receipt.amount_fen:
            yield receipt._replace(amount_fen=receipt.amount_fen - back)


def memberships(rows: Iterable[ListRow]) -> Iterator[tuple[ListRow, date]]:
    """(2) The row that speaks for each interval, and the interval's end (NEVER: open)."""
    rows = list(rows)
    for category in sorted({row.category for row in rows}):
        mine = [row for row in rows if row.category == category]
        changes = [row for row in rows if row.replaces and row.category != category]
        adds = sorted((row for row in mine if row.op == "add"), key=_speaks_first)
        intervals = [[row, stated_end(row, [*mine, *ends_by_change(row, changes)])] for row in adds]
        open_until: list[Any] = []
        for row, end in intervals:
            if row.effective_on == end:
                continue  # Reading: who is added and ended on one day was never on the list
            if open_until and row.effective_on < open_until[1]:
                open_until[1] = max(open_until[1], end)
                continue
            if open_until:
                yield open_until[0], open_until[1]
            open_until = [row, end]
        if open_until:
            yield open_until[0], open_until[1]


def ends_by_change(row: ListRow, changes: Iterable[ListRow]) -> list[ListRow]:
    """(2) A change of category is an end of the row, if the row is of its source."""
    return [one._replace(op="end", replaces=False) for one in changes if one.source == row.source]


def stated_end(row: ListRow, rows: Iterable[ListRow]) -> date:
    """(2) The first end on or after the row, of those that are heard: no end of an older list of the row's source, and
    no end that a newer list of the end's source has moved, without a beginning between the two days."""
    rows = list(rows)
    starts = [one.effective_on for one in rows if one.op == "add" and one.effective_on > row.effective_on]
    ends = [one for one in rows if one.op == "end" and one.effective_on >= row.effective_on]
    ends = [one for one in ends if one.source != row.source or one.cut_off_on >= row.cut_off_on]

    def moved(end: ListRow) -> bool:
        for one in ends:
            low, high = min(one.effective_on, end.effective_on), max(one.effective_on, end.effective_on)
            between = [day for day in starts if low <= day < high]
            if one.source == end.source and one.cut_off_on > end.cut_off_on and not between:
                return True
        return False

    return min((one.effective_on for one in ends if not moved(one)), default=NEVER)


def _speaks_first(row: ListRow) -> tuple[Any, ...]:
    hukou = {True: 0, False: 1, None: 2}[row.hukou_local]  # Reading: of "not local" and blank, what is said comes first
    grade = _NO_GRADE if row.grade is None else row.grade
    return row.effective_on, row.cut_off_on, hukou, grade, row.subclass is None, row.subclass or ""
