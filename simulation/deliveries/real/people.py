"""Facts about a person that only real forms print: household, village, birth date, sex."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from simulation.days import day_of
from simulation.deliveries.layouts import VILLAGES
from simulation.people.population import Population
from simulation.truth.records import Records
from simulation.truth.villages import list_village, units_with_list_village


@dataclass(frozen=True)
class Details:
    """One person of the population. `index`: position in it. `members`: household, with the head first."""

    index: int
    birth_on: date
    sex: str
    members: tuple[tuple[str, str], ...]

    @property
    def head(self) -> tuple[str, str]:
        """Name and number of the head of the household."""
        return self.members[0]


class People:
    """Looks up persons by document number. Rows with a made-up mistake belong to nobody."""

    def __init__(self, population: Population, records: Records) -> None:
        self.population = population
        self.names = population.name.to_pylist()
        self.numbers = population.number.to_pylist()
        self._index = {number: at for at, number in enumerate(self.numbers)}
        self._units = [name for name, _ in population.place.units]
        self._listed = units_with_list_village(records)
        order = np.argsort(population.household, kind="stable")
        self._order, self._sorted = order, population.household[order]

    def find(self, number: object) -> Details | None:
        """Return the person with this document number, None if nobody has it."""
        index = self._index.get(str(number))
        return None if index is None else self.details(index)

    def details(self, index: int) -> Details:
        """Return the person at this position of the population."""
        household = self.population.household[index]
        low, high = np.searchsorted(self._sorted, (household, household + 1))
        members = tuple((self.names[at], self.numbers[at]) for at in self._order[low:high].tolist())
        sex = "男" if self.population.male[index] else "女"
        return Details(index, day_of(int(self.population.birth[index])), sex, members)

    def village(self, person: Details | None, unit: str | None) -> str:
        """Return the village that the truth knows for the person in a unit; '' if it knows none.

        `person`: a `Details` of the population (position, birth date, sex, household); None, for a made-up person,
        gives ''. `unit`: printed name of the unit of the row; None or '' gives ''. The village of the poverty office's
        list goes before that of the roll.
        """
        if person is None or not unit:
            return ""
        if unit in self._listed.get(person.index, ()):
            return list_village(person.index)
        of_roll = self.population.kind[person.index] == 0
        if of_roll and self._units[self.population.unit[person.index]] == unit:
            return VILLAGES[int(self.population.household[person.index]) // 40 % len(VILLAGES)]
        return ""
