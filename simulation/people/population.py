"""The persons of a place as arrays: unit, household, birth, sex, number, name, and columns of the roll.

Persons 0 … on_roll-1 are on the roll. Newborns and strangers (persons who are not on the roll) follow.
"""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pyarrow as pa

from simulation.days import day_number
from simulation.people import documents
from simulation.people.names import names
from simulation.place import Place

EXPECTED_ENROLMENT = 0.96
_AGE_EDGES = (0, 7, 18, 25, 40, 50, 60, 70, 80, 90, 101)
_AGE_WEIGHTS = (8.5, 14.0, 6.5, 17.0, 15.5, 15.0, 13.0, 7.5, 2.6, 0.4)
NEWBORN, STRANGER = 1, 2


@dataclass(frozen=True)
class Population:
    """Arrays of equal length. `birth`: days since 1970-01-01. `kind`: 0 on the roll, NEWBORN, STRANGER."""

    place: Place
    targets: tuple[int, ...]
    unit: np.ndarray
    household: np.ndarray
    birth: np.ndarray
    male: np.ndarray
    kind: np.ndarray
    hukou_local: np.ndarray
    insured_last_year: np.ndarray
    number: pa.StringArray
    name: pa.Array

    @property
    def size(self) -> int:
        """Number of all persons: on the roll, newborns and strangers."""
        return int(self.unit.size)

    @property
    def on_roll(self) -> int:
        """Number of persons on the roll."""
        return int((self.kind == 0).sum())


def populate(place: Place, scale: float, rng: np.random.Generator) -> Population:
    """Draw all persons of the place: those on the roll, newborns, and strangers (on no roll).

    `scale`: 1.0 = as many persons as the notice's targets need. A `Population` has the place, the scaled targets, and
    arrays with one entry per person: unit, household, birth (days since 1970-01-01), sex, kind (0 = on the roll),
    number, name, and the columns of the roll. `place`: its units, targets and rules. `rng`: source of the random draws.
    """
    targets = tuple(max(1, round(target * scale)) for _, target in place.units)
    residents = np.repeat(np.arange(len(targets)), [round(t / EXPECTED_ENROLMENT) for t in targets])
    newborns, strangers = round(residents.size * 0.004) + 4, round(residents.size * 0.003) + 4
    kind = np.repeat(np.array([0, NEWBORN, STRANGER], dtype=np.int8), [residents.size, newborns, strangers])
    unit = np.r_[residents, rng.integers(0, len(targets), newborns + strangers)].astype(np.int16)
    household = _households(unit, residents.size, rng)
    birth = np.r_[
        draw_births(place, residents.size, rng),
        _newborn_births(place, newborns, rng),
        draw_births(place, strangers, rng),
    ]
    male = rng.random(unit.size) < 0.515
    digits = documents.numbers(birth, documents.sequences(birth, male))
    return Population(
        place,
        targets,
        unit,
        household,
        birth,
        male,
        kind,
        hukou_local=rng.random(unit.size) >= 0.03,
        insured_last_year=rng.random(unit.size) < 0.93,
        number=documents.as_text(digits),
        name=names(rng, household),
    )


def _households(unit: np.ndarray, residents: int, rng: np.random.Generator) -> np.ndarray:
    """Household numbers: one to six neighbours on the roll; every other person has a household of its own."""
    sizes = rng.choice(np.arange(1, 7), size=residents, p=(0.12, 0.2, 0.26, 0.22, 0.13, 0.07))
    starts = np.zeros(unit.size, dtype=np.int32)
    first = np.r_[0, np.cumsum(sizes)]
    starts[first[first < residents]] = 1
    starts[np.flatnonzero(np.diff(unit[:residents])) + 1] = 1
    starts[residents:] = 1
    return (np.cumsum(starts) - 1).astype(np.int32)


def draw_births(place: Place, count: int, rng: np.random.Generator) -> np.ndarray:
    """Draw births of persons of all ages, in days since 1970-01-01; all before the cut-off of the place's roll."""
    weights = np.array(_AGE_WEIGHTS) / sum(_AGE_WEIGHTS)
    band = rng.choice(len(weights), size=count, p=weights)
    low, high = np.array(_AGE_EDGES[:-1])[band], np.array(_AGE_EDGES[1:])[band]
    age_days = ((low + rng.random(count) * (high - low)) * 365.25).astype(np.int32)
    births: np.ndarray = day_number(place.roll_cut_off) - 1 - age_days
    return births


def _newborn_births(place: Place, count: int, rng: np.random.Generator) -> np.ndarray:
    return rng.integers(*newborn_days(place), count).astype(np.int32)


def newborn_days(place: Place) -> tuple[int, int]:
    """Return the first day of a newborn's birth and the day after the last, in days since 1970-01-01.

    A newborn is born after the roll was drawn, early enough for a payment within the simulated feeds.
    """
    first = day_number(place.roll_cut_off) + 1
    return first, max(first + 1, day_number(min(place.business_date - timedelta(days=30), place.newborns_until)))


def birth_date(population: Population, index: int) -> date:
    """Return the date of birth of the person at this position of the population."""
    return date(1970, 1, 1) + timedelta(days=int(population.birth[index]))
