"""The persons of a place a year earlier: most of those of today, and persons who have died or left since."""

from dataclasses import replace

import numpy as np
import pyarrow as pa

from simulation.days import day_number
from simulation.people import documents
from simulation.people.names import names
from simulation.people.population import NEWBORN, STRANGER, Population, draw_births, newborn_days
from simulation.place import Place

MOVED_IN, MOVED_WITHIN, GONE = 0.02, 0.01, 0.03
"""Shares of the residents who came from elsewhere since, who lived in another unit, and who have died or left."""


def kept(people: Population, chosen: np.ndarray) -> Population:
    """Return the population without the other persons, in the same order; `chosen`: mask or positions."""
    at = np.flatnonzero(chosen) if chosen.dtype == bool else chosen
    return replace(
        people,
        unit=people.unit[at],
        household=people.household[at],
        birth=people.birth[at],
        male=people.male[at],
        kind=people.kind[at],
        hukou_local=people.hukou_local[at],
        insured_last_year=people.insured_last_year[at],
        number=people.number.take(pa.array(at)),
        name=people.name.take(pa.array(at)),
    )


def population_before(now: Population, place: Place, rng: np.random.Generator) -> Population:
    """Return the persons of the place a year before: on the roll, newborns and strangers, in this order.

    `now`: persons of today; a person of both years has the same number, name and birth. Who was born in last year's
    campaign is its newborn; who was born later, or came since, is not there. `place`: of the year before, with the same
    units. `rng`: source of the random draws.
    """
    cut_off = day_number(place.roll_cut_off)
    first, last = newborn_days(place)
    is_resident = (now.kind == 0) & (rng.random(now.size) >= MOVED_IN)
    on_roll = np.flatnonzero(is_resident & (now.birth < cut_off))
    newborn = np.flatnonzero(is_resident & (now.birth >= first) & (now.birth < last))
    stranger = np.flatnonzero((now.kind == STRANGER) & (now.birth < cut_off) & (rng.random(now.size) < 0.5))
    residents = kept(now, on_roll)
    moved = np.flatnonzero(rng.random(on_roll.size) < MOVED_WITHIN)
    residents.unit[moved] = rng.integers(0, len(place.units), moved.size)
    parts = (
        residents,
        _gone(now, place, round(on_roll.size * GONE), rng),
        replace(kept(now, newborn), kind=np.full(newborn.size, NEWBORN, dtype=np.int8)),
        kept(now, stranger),
    )
    arrays = ("unit", "household", "birth", "male", "kind", "hukou_local", "insured_last_year")
    joined = {name: np.concatenate([getattr(part, name) for part in parts]) for name in arrays}
    number = pa.concat_arrays([part.number for part in parts])
    name = pa.concat_arrays([_one_array(part.name) for part in parts])
    people = Population(place, now.targets, **joined, number=number, name=name)
    return replace(people, insured_last_year=rng.random(people.size) < 0.93)


def _gone(now: Population, place: Place, count: int, rng: np.random.Generator) -> Population:
    """Draw residents who are there a year before only, each a household of its own; their numbers are nobody else's."""
    birth, male = draw_births(place, count, rng), rng.random(count) < 0.515
    # of persons born on one day, those of today come first, so that their numbers stay
    sequence = documents.sequences(np.r_[now.birth, birth], np.r_[now.male, male])[now.size :]
    household = (now.household.max(initial=0) + 1 + np.arange(count)).astype(np.int32)
    return Population(
        place,
        now.targets,
        unit=rng.choice(now.unit, count).astype(np.int16),
        household=household,
        birth=birth,
        male=male,
        kind=np.zeros(count, dtype=np.int8),
        hukou_local=rng.random(count) >= 0.03,
        insured_last_year=np.ones(count, dtype=bool),
        number=documents.as_text(documents.numbers(birth, sequence)),
        name=names(rng, np.arange(count)),
    )


def _one_array(values: pa.Array | pa.ChunkedArray) -> pa.Array:
    return values.combine_chunks() if isinstance(values, pa.ChunkedArray) else values
