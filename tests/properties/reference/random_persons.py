"""Random persons crowded around every date, age, grade and limit that a pack names, far denser than any real place."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import combinations
from typing import Any

from tests.properties.reference.amounts import shares_of
from tests.properties.reference.calendar import add_months
from tests.properties.reference.content import Rules
from tests.properties.reference.facts import Employment, LateReason, ListRow, Person, Receipt, Reversal, Roll

DAY = timedelta(days=1)
HISTORY_YEARS = 6
REVERSED_SHARE, ASTRAY_SHARE, REASON_SHARE = 0.15, 0.15, 0.3
UNKNOWN = ("unknown:其他", "unknown:另类")


def named(value: Any, name: str | None = None) -> Iterator[tuple[str | None, Any]]:
    """Every plain value in the content of a pack, with the key that holds it."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from named(item, key)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from named(item, name)
    else:
        yield name, value


class Crowd:
    """Draws the persons of one pack from a seed."""

    def __init__(self, pack: dict[str, Any], seed: int) -> None:
        self.rules, self.random = Rules(pack), random.Random(seed)
        self.reversing = random.Random(-1 - seed)  # dice of its own: who else is drawn stays the same
        self.stating = random.Random(f"reasons {seed}")
        parts = [pack[name] for name in ("windows", "pay_first", "prices", "subsidies", "coverage") if pack[name]]
        said = list(named([*parts, pack.get("waiting") or []]))
        start, end = self.rules.start, self.rules.end
        marks = {day for _, day in said if isinstance(day, date)} | {start, end, start + (end - start) / 2}
        near = {mark + k * DAY for mark in marks if mark.year >= start.year for k in (-1, 0, 1)}
        self.days = sorted(near | {start - 40 * DAY, end + 20 * DAY})
        self.ages = sorted({age + over for name, age in said if name in ("min_age", "max_age") for over in (0, 1)})
        self.within_days = [days for name, days in said if name == "within_days_of_birth"]
        self.within_months = [months for name, months in said if name == "within_months_of_birth"]
        self.subclasses = [None, "C", *(one for name, one in said if name == "subclasses")]
        self.regions = [None, "乙市", self.rules.region or "甲市"]
        self.units = [one["unit_id"] for one in pack["units"]["children"]]
        self.categories = [*sorted(self.rules.known), *sorted(self.rules.known), *UNKNOWN]
        self.amounts = sorted(self._amounts())
        delivered = range(self.rules.plan_year - HISTORY_YEARS, self.rules.plan_year)
        self.history_years = frozenset(year for year in delivered if self.random.random() < 0.85)

    def _amounts(self) -> set[int]:
        """Every price, less one subsidy or two, met, missed or exceeded by a fen."""
        found = set()
        paying = [one for one in self.rules.subsidies if one["kind"] not in ("none", "undefined")]
        prices = {one["price"]["fen"] for one in self.rules.prices if one["price"].get("fen")}
        for price in prices:
            given = [sum(fen for _, fen in shares_of(one, price, price)) for one in paying]
            found |= {price, *(price - one for one in given), *(price - a - b for a, b in combinations(given, 2))}
        return {fen for fen in found if fen > 0} | {1}

    def people(self, count: int, first: int = 0) -> list[Person]:
        people = [self._person(first + number) for number in range(count)]
        for person in people:
            if self.reversing.random() < REVERSED_SHARE:
                person.reversals = self._reversals(person)
            if self.stating.random() < REASON_SHARE:
                person.late_reasons = self._late_reasons()
        return people

    def _late_reasons(self) -> list[LateReason]:
        """Stated once or more, around the days of the pack; some are taken back, on another day or the same."""
        choice = self.stating.choice
        rows = choice((("add",), ("add",), ("add", "end"), ("add", "end", "add"), ("end",)))
        return [LateReason(op, choice(self.days)) for op in rows]

    def _person(self, number: int) -> Person:
        chance = self.random.random
        roll = Roll(self._unit(), self._yes(), self._yes()) if chance() < 0.85 else None
        person = Person(number, self._birth(), roll)
        for _ in range(self.random.choice((0, 1, 1, 2, 3, 4))):
            person.rows += self._rows()
        count = self.random.choice((0, 1, 1, 1, 2, 3)) if roll or person.rows else 1
        numbers = self.random.sample(range(9), count)
        person.receipts = [self._receipt(f"{number:07d}-{one}") for one in numbers]
        if chance() < 0.12:
            person.employments = self._jobs()
        person.history = {year: chance() < 0.5 for year in sorted(self.history_years) if chance() < 0.85}
        return person if self._is_born(person) else self._person(number)

    @staticmethod
    def _is_born(person: Person) -> bool:
        """Nobody is on a list or pays before being born."""
        days = [row.effective_on for row in person.rows] + [one.collected_on for one in person.receipts]
        return person.birth_on is None or all(person.birth_on <= day for day in days)

    def _yes(self) -> bool | None:
        return self.random.choice((True, True, False, None))

    def _unit(self) -> str:
        return self.random.choice(self.units)

    def _birth(self) -> date | None:
        """Around a limit of age, newly born, on the leap day, not known; or nothing of that."""
        roll, mark = self.random.random(), self.random.choice(self.days)
        if roll < 0.03:
            return None
        if roll < 0.06:
            return date(self.random.choice((2004, 2008, 2020)), 2, 29)
        if roll < 0.4 and self.ages:
            years = self.random.choice(self.ages)
            return add_months(mark, -12 * years) + self.random.choice((-1, 0, 1)) * DAY
        if roll < 0.6:
            days = self.random.choice([0, 1, 30, *self.within_days])
            return mark - (days + self.random.choice((-1, 0, 1))) * DAY
        if roll < 0.7 and self.within_months:
            return add_months(mark, -self.random.choice(self.within_months)) + self.random.choice((-1, 0, 1)) * DAY
        if roll < 0.8:
            month, day = self.random.choice(((1, 1), (12, 31)))
            return date(self.rules.plan_year - self.random.choice((0, 1, 2, 3)), month, day)
        return date(1980, 5, 1)

    def _rows(self) -> list[ListRow]:
        """One category: added once or more, perhaps ended, perhaps added again; a few die."""
        category = self.random.choice(self.categories)
        rows = [self._row(category, "add") for _ in range(self.random.choice((1, 1, 1, 2, 3)))]
        rows += [self._row(category, "end") for _ in range(self.random.choice((0, 0, 1, 2)))]
        rows = [one._replace(replaces=one.op == "add" and self.random.random() < 0.05) for one in rows]
        return rows + ([self._row(category, "death")] if self.random.random() < 0.05 else [])

    def _row(self, category: str, op: str) -> ListRow:
        choice = self.random.choice
        day = choice(self.days)
        grade, subclass = choice((None, 1, 2, 3, 4, 5)), choice(self.subclasses)
        unit = choice((None, self._unit()))
        return ListRow("s", category, op, day, day + choice((-1, 0, 0, 5)) * DAY, grade, subclass, self._yes(), unit)

    def _receipt(self, number: str) -> Receipt:
        choice = self.random.choice
        collected = choice(self.days)
        received = collected + choice((0, 0, 0, 1, 2, 5)) * DAY
        year, amount = self.rules.plan_year, choice(self.amounts) + choice((0, 0, 0, 0, 0, -1, 1))
        if self.random.random() < 0.25:
            year = choice((*self.rules.payable, *self.rules.repair_years))
        if year in self.rules.repair_years:
            amount = choice((20, 39, 40, 50, 51, 52))
        return Receipt(number, year, max(1, amount), collected, received, choice((None, self._unit())))

    def _reversals(self, person: Person) -> list[Reversal]:
        """Of some receipts: all of it, a part, in parts, more than there is; some name no receipt, or not quite."""
        choice, found = self.reversing.choice, []
        number = f"{person.number:07d}-9"
        for receipt in person.receipts or [Receipt(number, self.rules.plan_year, 100, *[choice(self.days)] * 2, None)]:
            fen = receipt.amount_fen
            parts = choice(
                ([], [fen], [fen], [max(1, fen // 2)] * 2, [max(1, fen // 3)], [fen, fen], [fen + 1, 1], [1, fen])
            )
            for part in parts:
                day = choice((receipt.received_on, receipt.received_on + choice((-1, 1, 3)) * DAY, choice(self.days)))
                no = f"{choice(('A', 'b'))}{len(found)}-{person.number:07d}"
                found.append(Reversal(no, receipt.receipt_no, receipt.plan_year, part, day))
        return [self._astray(one) if self.reversing.random() < ASTRAY_SHARE else one for one in found]

    def _astray(self, one: Reversal) -> Reversal:
        """Under a number that no receipt has, or for another year."""
        if self.reversing.random() < 0.5:
            return one._replace(receipt_no=one.receipt_no + "0")
        return one._replace(plan_year=one.plan_year - 1)

    def _jobs(self) -> list[Employment]:
        """Rows of several lists, often about one interval: with one first day, or in one region."""
        jobs = [self._job() for _ in range(self.random.choice((1, 1, 2, 3)))]
        alike = self.random.random()
        if alike < 0.3:
            jobs = [one._replace(from_on=min(job.from_on for job in jobs)) for one in jobs]
        elif alike < 0.6:
            jobs = [one._replace(region=jobs[0].region) for one in jobs]
        return jobs

    def _job(self) -> Employment:
        start = self.random.choice(self.days) - self.random.choice((0, 300)) * DAY
        end = self.random.choice([None, *(day for day in self.days if day >= start)])
        cut_off = self.rules.start + self.random.choice((0, 0, 1, 30)) * DAY
        if self.random.random() < 0.1:  # the list states only who is insured on its day
            start, end = cut_off, None
        return Employment(start, end, self.random.choice(self.regions), cut_off)
