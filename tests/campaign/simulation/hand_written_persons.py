"""Small persons written by hand, for tests of the truth."""

from __future__ import annotations

from datetime import date

from simulation.facts import ListRow, Person, Receipt, Roll
from simulation.localities import PLACES
from simulation.rules import Rules
from simulation.truth.account import Account, Outcome

BORN = date(1980, 5, 6)
FIRST_LIST = date(2019, 8, 25)


def rules(place: str) -> Rules:
    """Return the rules of the place whose pack code begins so."""
    return next(p.rules for code, p in PLACES.items() if code.startswith(place))


def person(*facts: ListRow | Receipt, born: date = BORN, hukou: bool = True, insured: bool = True) -> Person:
    """Return a person on the roll of unit 甲, with these list rows and receipts."""
    rows = [f for f in facts if isinstance(f, ListRow)]
    receipts = [f for f in facts if isinstance(f, Receipt)]
    return Person(0, born, Roll("甲", hukou, insured), rows, receipts)


def add(
    category: str,
    recognised: date,
    *,
    cut_off: date | None = None,
    grade: int | None = None,
    hukou: bool | None = True,
    unit: str | None = "乙",
) -> ListRow:
    """Return a row that adds the person to a list."""
    cut_off = cut_off or max(FIRST_LIST, recognised)
    return ListRow("civil_affairs", category, category, "add", recognised, recognised, cut_off, grade, hukou, unit)


def end(category: str, day: date, op: str = "end") -> ListRow:
    """Return a row that ends the membership on this day."""
    return ListRow("civil_affairs", category, category, op, day, None, day, None, None, None)


def death(category: str, day: date) -> ListRow:
    """Return a row that states the death of the person."""
    return end(category, day, "death")


def paid(
    fen: int, collected: date, received: date | None = None, *, no: int = 1, year: int = 2020, unit: str | None = "丙"
) -> Receipt:
    """Return a receipt, received on the day of collection unless `received` is given."""
    return Receipt(no, year, fen, collected, received or collected, "微信", unit)


def outcome(place: str, subject: Person, on: date = date(2020, 1, 31), year: int | None = None) -> Outcome:
    """Return the outcome of the person in this place, of the main plan year or of `year`."""
    place_rules = rules(place)
    return Account(place_rules, subject, year or place_rules.plan_year, on).outcome()
