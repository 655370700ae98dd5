"""Random persons crowded around every date and limit that a rule names, far denser than any real place."""

from __future__ import annotations

import random
from datetime import date, timedelta

from simulation.facts import Employment, ListRow, Person, Receipt, Roll
from simulation.place import Place
from simulation.rules import Rules


def _days(rules: Rules) -> list[date]:
    """The day before, on and after every boundary, and some between."""
    marks = [rules.starts_on, rules.ends_on, rules.starts_on + (rules.ends_on - rules.starts_on) / 2]
    if rules.pay_first_after:
        marks.append(rules.pay_first_after)
    marks += [day for window in rules.special_windows for day in window]
    near = {mark + timedelta(days=d) for mark in marks for d in (-1, 0, 1, 2)}
    return sorted(near | {rules.starts_on - timedelta(days=40), rules.ends_on + timedelta(days=20)})


class Crowd:
    """Draws persons of one place from a seed."""

    def __init__(self, place: Place, seed: int) -> None:
        self.place, self.rules, self.random = place, place.rules, random.Random(seed)
        self.days = _days(place.rules)
        self.names = [unit[0] for unit in place.units]
        self.categories = [s.category for s in self.rules.subsidies] + ["unknown:其他"]

    def people(self, count: int) -> list[Person]:
        return [self._person(index) for index in range(count)]

    def _person(self, index: int) -> Person:
        chance, unit = self.random.random, self.random.choice(self.names)
        roll = Roll(unit, chance() < 0.8, chance() < 0.7) if chance() < 0.85 else None
        person = Person(index, self._birth(), roll)
        for _ in range(self.random.choice((0, 0, 1, 1, 2, 3))):
            person.rows += self._rows(unit)
        receipts = self.random.choice((0, 1, 1, 1, 2, 3)) if roll or person.rows else 1
        person.receipts = [self._receipt(number) for number in range(receipts)]
        if chance() < 0.15:
            person.employments = self._jobs()
        return person if self._is_born(person) else self._person(index)

    @staticmethod
    def _is_born(person: Person) -> bool:
        """Nobody is on a list or pays before being born."""
        days = [row.effective_on for row in person.rows] + [one.collected_on for one in person.receipts]
        return all(person.birth_on <= day for day in days)

    def _birth(self) -> date:
        mark = self.random.choice(self.days)
        years = self.random.choice((0, 1, 17, 18, 59, 60, 61, 40))
        day = mark + timedelta(days=self.random.choice((-1, 0, 1)))
        return day.replace(year=day.year - years, day=min(day.day, 28))

    def _rows(self, unit: str) -> list[ListRow]:
        category = self.random.choice(self.categories)
        # the federation's grade decides the category, so the two never disagree
        grade = self.random.choice({"severely_disabled": (1, 2, None), "disabled": (3, 4)}.get(category, (None,)))
        hukou = self.random.choice((None, True, False))
        start = self.random.choice(self.days)
        cut_off = start + timedelta(days=self.random.choice((0, 5)))
        rows = [ListRow("s", category, category, "add", start, start, cut_off, grade, hukou, unit)]
        ending = self.random.random()
        if ending < 0.35:
            end = self.random.choice([d for d in self.days if d >= start])
            op = "end" if ending < 0.25 else "death"
            rows.append(ListRow("s", category, category, op, end, end, end, None, None, unit))
        return rows

    def _receipt(self, number: int) -> Receipt:
        rules = self.rules
        amounts = sorted({rules.standard_fen, *(rules.standard_fen - s.amount_fen for s in rules.subsidies)} - {0})
        part = self.random.choice((1, rules.standard_fen // 2, rules.standard_fen - 1, rules.standard_fen * 2))
        collected = self.random.choice(self.days)
        received = collected + timedelta(days=self.random.choice((0, 0, 1, 3)))
        year = self.random.choice(rules.payable_years) if self.random.random() < 0.1 else rules.plan_year
        amount = self.random.choice((*amounts, *amounts, rules.standard_fen, part))
        unit = self.random.choice((None, self.random.choice(self.names)))
        return Receipt(number, year, amount, collected, received, "微信", unit)

    def _jobs(self) -> list[Employment]:
        """One to three rows of up to three lists: alike in start or region, or not."""
        jobs = [self._job() for _ in range(self.random.choice((1, 1, 2, 3)))]
        if self.random.random() < 0.5:
            jobs = [one._replace(insured_from=min(one.insured_from, jobs[0].insured_from)) for one in jobs]
        return jobs

    def _job(self) -> Employment:
        start = self.random.choice(self.days)
        end = self.random.choice([None, *(d for d in self.days if d >= start)])
        cut_off = self.random.choice(self.place.employee_cut_offs)
        return Employment(self.random.choice(self.place.employee_regions), start, end, cut_off)
