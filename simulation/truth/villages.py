"""Persons by village: the village of the row that names the person's unit as well, a list's before the roll's.

Only the list of the poverty office and the roll print villages.
"""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from simulation.deliveries.layouts import VILLAGES
from simulation.people.population import Population
from simulation.truth.records import Records

_PRINTS_VILLAGES = "poverty_relief"


def list_village(index: int) -> str:
    """Return the name of the village that the poverty office's list prints for a person.

    `index`: position of the person in the population.
    """
    return VILLAGES[index % len(VILLAGES)]


def villages(population: Population, persons: pa.Table, records: Records, plan_year: int) -> pa.Table:
    """Return the number of persons per unit, village and status of enrolment, one row each, in no certain order.

    Columns: `unit_name`, `village` (both '' if unknown), `status` and `count_all`. `persons`: outcomes (status, unit,
    amounts) of all persons, of which those of the plan year count. `records`: gives the list rows of the persons with a
    story. `population`: gives the villages of the roll. A village on the poverty office's list goes before that of the
    roll.
    """
    main = persons.filter(pc.equal(persons["plan_year"], plan_year))
    indices = main["index"].to_numpy()
    units = np.array(main["unit_name"].fill_null("").to_pylist(), dtype=object)
    names = np.array([name for name, _ in population.place.units], dtype=object)
    is_of_roll = (population.kind[indices] == 0) & (names[population.unit[indices]] == units)
    of_roll = np.array(VILLAGES, dtype=object)[population.household[indices] // 40 % len(VILLAGES)]
    of_person = np.where(is_of_roll, of_roll, "")
    listed = units_with_list_village(records)
    for at, (index, unit) in enumerate(zip(indices.tolist(), units.tolist(), strict=True)):
        if unit in listed.get(index, ()):
            of_person[at] = list_village(index)
    table = pa.table({"unit_name": pa.array(units), "village": pa.array(of_person), "status": main["status"]})
    return table.group_by(["unit_name", "village", "status"]).aggregate([([], "count_all")])


def units_with_list_village(records: Records) -> dict[int, set[str | None]]:
    """Map a person to the units in which the poverty office's lists, which print villages, added the person.

    A person is a position in the population. `records`: gives the list rows of the persons with a story.
    """
    units: dict[int, set[str | None]] = {}
    for (source, _), rows in records.lists.items():
        if source == _PRINTS_VILLAGES:
            for index, row in rows:
                if row.op == "add":
                    units.setdefault(index, set()).add(row.unit)
    return units
