"""Rows as a department prints them, from the facts of a person."""

import pyarrow as pa

from simulation.days import day_of
from simulation.deliveries.layouts import DISABILITIES, GRADE_LABELS, OP_LABELS, SCHOOLS, STAGES, VILLAGES
from simulation.deliveries.sheets import Printed
from simulation.facts import ListRow
from simulation.people.population import Population


def yes_no(value: bool | None) -> str | None:
    """Return the Chinese word for yes (是) or no (否), or None if the value is unknown."""
    return None if value is None else "是" if value else "否"


class Printer:
    """Prints list rows. Columns that change no result (village, school …) follow from the person's index."""

    def __init__(self, population: Population) -> None:
        self.population = population

    def rows(self, known: list[tuple[int, ListRow]]) -> list[Printed]:
        """Return one printed row per list row, in the given order, with a serial number from 1.

        A printed row maps a field (`name`, `number`, `label`, `recognised` …) to the value to print: text, date,
        number, or None for a blank. `known`: pairs of the person's position in the population and the list row
        (category, operation, days).
        """
        indices = pa.array([index for index, _ in known], pa.int64())
        names = self.population.name.take(indices).to_pylist()
        numbers = self.population.number.take(indices).to_pylist()
        return [
            self._row(serial, index, row, names[serial - 1], numbers[serial - 1])
            for serial, (index, row) in enumerate(known, start=1)
        ]

    def _row(self, serial: int, index: int, row: ListRow, name: str, number: str) -> Printed:
        printed: Printed = {
            "serial": serial,
            "name": name,
            "number": number,
            "label": row.label,
            "unit": row.unit,
            "recognised": row.printed_on,
            "hukou": yes_no(row.hukou_local),
            "op": OP_LABELS[row.op],
            "change_on": row.effective_on if row.op != "add" else row.printed_on,
        }
        if row.grade is not None:
            printed["grade"] = GRADE_LABELS[row.grade]
            printed["sex"] = "男" if self.population.male[index] else "女"
            printed["disability"] = DISABILITIES[index % len(DISABILITIES)]
        elif row.source == "poverty_relief":
            printed["village"], printed["householder"] = VILLAGES[index % len(VILLAGES)], name
        elif row.source == "education":
            age = day_of(int(self.population.birth[index])).year
            printed["school"], printed["stage"] = SCHOOLS[index % len(SCHOOLS)], STAGES[age % len(STAGES)]
        return printed
