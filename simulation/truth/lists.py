"""Statements of several lists about one person, read together (docs/explanation/semantics.md, rules 2 and 12)."""

from collections.abc import Sequence
from datetime import date

from simulation.facts import Employment, ListRow, Person, Receipt
from simulation.rules import Rules

Stay = tuple[ListRow, date | None]


def stays_of(rows: Sequence[ListRow]) -> list[Stay]:
    """List the intervals of one person in one category, as all lists together state them (rule 2 of semantics.md).

    `rows`: the person's rows of the category. An entry is (the row that gives grade and hukou, the first day out, None
    = still a member), in order of the first day in, which is the row's `effective_on`.
    """
    added = sorted((row for row in rows if row.op == "add"), key=_first_named)
    stays: list[Stay] = []
    for row in added:
        ended = _end_of(row, rows)
        if ended == row.effective_on:
            continue
        if stays and (stays[-1][1] is None or row.effective_on < stays[-1][1]):
            first, end = stays[-1]
            stays[-1] = first, None if end is None or ended is None else max(end, ended)
        else:
            stays.append((row, ended))
    return stays


def _first_named(row: ListRow) -> tuple[date, date, int, int]:
    """Sort key (rule 2): the earliest row gives the attributes; of equal rows the local hukou, then the lower grade."""
    return row.effective_on, row.cut_off_on, {True: 0, False: 1, None: 2}[row.hukou_local], row.grade or 9


def _end_of(row: ListRow, rows: Sequence[ListRow]) -> date | None:
    """Return the first stated end of the row's stay; an end older than the row, by their source, does not count."""
    ends = [
        e
        for e in rows
        if e.op == "end"
        and e.effective_on >= row.effective_on
        and (e.source != row.source or e.cut_off_on >= row.cut_off_on)
    ]
    begun = {r.effective_on for r in rows if r.op == "add" and r.effective_on > row.effective_on}
    stand = [e.effective_on for e in ends if not any(_corrects(newer, e, begun) for newer in ends)]
    return min(stand, default=None)


def _corrects(newer: ListRow, end: ListRow, begun: set[date]) -> bool:
    """Return whether a newer end of one source is about the same stay: nothing began between the two days."""
    first, last = sorted((newer.effective_on, end.effective_on))
    is_newer = newer.source == end.source and newer.cut_off_on > end.cut_off_on
    return is_newer and not any(first <= day < last for day in begun)


def effective(employments: Sequence[Employment]) -> list[Employment]:
    """List the intervals of employee insurance of one person that no later list overrules (rule 12 of semantics.md).

    A row of a later list overrules an interval if they share a day, and have the same region or first day, unless the
    row begins on its own list's cut-off.
    `employments`: the person's intervals on all lists (region, first and last day, cut-off of the list).
    """
    return [e for e in employments if not any(_overrules(later, e) for later in employments)]


def _overrules(later: Employment, earlier: Employment) -> bool:
    """Return whether the row comes from a later list and speaks about the same interval.

    A row that begins on its list's cut-off only states that the person is insured on that day.
    """
    if later.insured_from == later.cut_off_on:
        return False
    ends = [e.insured_to or date.max for e in (later, earlier)]
    share_a_day = max(later.insured_from, earlier.insured_from) <= min(ends)
    is_same = later.region == earlier.region or later.insured_from == earlier.insured_from
    return later.cut_off_on > earlier.cut_off_on and share_a_day and is_same


def is_employed(rules: Rules, employments: Sequence[Employment], day: date) -> bool:
    """Return whether the person is insured as an employee on a day (rule 12 of semantics.md).

    `employments`: the person's intervals on all lists. An interval that a later list overrules does not count, nor does
    one of another region if the rules name a region.
    """
    return any(
        e.insured_from <= day and (e.insured_to is None or day <= e.insured_to)
        for e in effective(employments)
        if rules.employee_region is None or e.region == rules.employee_region
    )


def has_late_reason(person: Person, on: date) -> bool:
    """Return whether the newest row up to the day `on` states a reason for late entry (rule 19).

    Of rows of one cut-off one that withdraws counts.
    """
    known = [row for row in person.late_reasons if row.cut_off_on <= on]
    return bool(known) and max(known, key=lambda row: (row.cut_off_on, row.op)).op == "add"


def death_of(rows: Sequence[ListRow], on: date) -> date | None:
    """Return the earliest date of death that the person's rows state, if it is not after the day `on`; else None."""
    return min((row.effective_on for row in rows if row.op == "death" and row.effective_on <= on), default=None)


def death_known_on(rows: Sequence[ListRow], on: date) -> date | None:
    """Return the first day, up to the day `on`, on which a list states the person's death; None if there is none.

    That is the cut-off of the list, or the day of death if that is later.
    """
    days = [max(row.effective_on, row.cut_off_on) for row in rows if row.op == "death"]
    return min((day for day in days if day <= on), default=None)


def unit_of(person: Person, receipts: Sequence[Receipt], on: date) -> str | None:
    """Return the name of the person's unit, or None if no source states one (rule 13).

    It is the unit of the first of `receipts` (the person's, by day received) that states one, else of the earliest row
    up to the day `on` that puts the person on a list, else of the roll.
    """
    for receipt in receipts:
        if receipt.unit is not None:
            return receipt.unit
    added = [r for r in person.rows if r.op == "add" and r.unit is not None and r.effective_on <= on]
    if added:
        return min(added, key=lambda r: (r.effective_on, r.category, r.unit)).unit
    return person.roll.unit if person.roll else None
