"""Special populations on a few dates: members, the enrolled, and those whose amount is undefined, paid or not.

Rule 15. Category '' counts a person once over the categories of which the notice asks that all enrol; `ordinary` counts
persons on no list whose amount is undefined, and has no members.
"""

from collections.abc import Sequence
from datetime import date

import pyarrow as pa

from simulation.rules import ORDINARY
from simulation.truth.account import INSURED_ELSEWHERE, Account, Outcome

TOTAL = ""
COUNTS = ("member_persons", "enrolled_persons", "undefined_persons", "undefined_paid_persons")


class SpecialCounts:
    """Counts of persons by date, unit and category, of all persons that were added."""

    def __init__(self, dates: Sequence[date]) -> None:
        self.dates = dates
        self.counts: dict[tuple[date, str, str], list[int]] = {}

    def add(self, account: Account, outcome: Outcome, unit: str | None) -> None:
        """Add one person to the counts of every date, by unit and by each category on that date.

        `account`: the person's facts of the main plan year. `outcome`: status, due and payments from
        `account.outcome()`. `unit`: name of the person's unit, None = unknown, counted as ''.
        """
        for day in self.dates:
            is_enrolled = _is_enrolled(outcome, day)
            is_open = not is_enrolled and outcome.status != INSURED_ELSEWHERE and is_undefined(account, day)
            is_paid = is_open and any(receipt.received_on <= day for receipt in account.receipts)
            categories = _categories(account, day)
            for category in categories or [ORDINARY]:
                figures = [int(bool(categories)), int(is_enrolled and bool(categories)), int(is_open), int(is_paid)]
                if any(figures):
                    known = self.counts.setdefault((day, unit or "", category), [0, 0, 0, 0])
                    known[:] = [old + new for old, new in zip(known, figures, strict=True)]

    def table(self) -> pa.Table:
        """Return the counts of all added persons as an Arrow table, sorted, one row per date, unit and category.

        Columns: `as_of` (date), `unit_name` ('' = unknown), `category`, and four numbers: members, enrolled members,
        persons with an undefined due, and those of the latter with a payment. There is no row if all four are 0.
        """
        rows = [(*key, *figures) for key, figures in sorted(self.counts.items())]
        columns = list(zip(*rows, strict=True)) if rows else [()] * 7
        types = [pa.date32(), pa.string(), pa.string(), *[pa.int64()] * 4]
        arrays = [pa.array(list(values), kind) for values, kind in zip(columns, types, strict=True)]
        return pa.table(arrays, names=["as_of", "unit_name", "category", *COUNTS])


def is_undefined(account: Account, day: date) -> bool:
    """Return whether the person is alive on a day and the due is undefined then; False before the window (rule 15).

    The due is that of the last day, up to that day, on which it can change: start or end of the window, a payment or a
    recognised date.
    """
    rules = account.rules
    first_day = max(day, rules.starts_on)
    paid = [account.identity_day(receipt) for receipt in account.receipts if account.count_day(receipt) <= first_day]
    recognised = [turn for turn in account.recognised() if turn <= first_day]
    last = max([rules.starts_on, min(day, rules.ends_on), *paid, *recognised])
    return day >= rules.starts_on and account.due(last) is None and not _is_dead(account, day)


def _is_enrolled(outcome: Outcome, day: date) -> bool:
    """Return whether the ledger counts the person on a day, also if the enrolment lapses later (rule 9)."""
    if outcome.lapse is not None:
        return outcome.lapse.counted_on <= day < outcome.lapse.lapsed_on
    return outcome.settled_on is not None and outcome.settled_on <= day


def _is_dead(account: Account, day: date) -> bool:
    return account.died_on is not None and day >= account.died_on


def _categories(account: Account, day: date) -> list[str]:
    """List the categories of a living person on a day, the total among them."""
    if _is_dead(account, day):
        return []
    of_day = {m.category for m in account.memberships if m.is_active(day)}
    counted = any(account.rules.all_must_enrol(category) for category in of_day)
    return [*([TOTAL] if counted else []), *sorted(of_day)]
