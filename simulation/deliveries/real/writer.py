"""Writes a locality's files in the forms of the senders' real systems, with the facts of the normal files."""

import csv
import zlib
from pathlib import Path

import numpy as np

from simulation.deliveries.real.civil import CivilPersons
from simulation.deliveries.real.disabled import CertificateCards, CertificateList
from simulation.deliveries.real.form import OUT_OF_USE, ListForm
from simulation.deliveries.real.payments import collected_table, platform_table
from simulation.deliveries.real.people import People
from simulation.deliveries.real.poverty import PovertyExport, PovertyTable
from simulation.deliveries.real.registers import employee_table, roll_table, target_table
from simulation.deliveries.real.school import SchoolRegister
from simulation.deliveries.real.tables import write_table
from simulation.deliveries.real.veterans import EntitledGroups
from simulation.deliveries.sheets import Printed, Sheet
from simulation.people.population import Population
from simulation.truth.records import Records

_LISTS: dict[str, dict[str, type[ListForm]]] = {
    "dongan-2020": {
        "civil_affairs": CivilPersons,
        "poverty_relief": PovertyExport,
        "disabled_federation": CertificateList,
        "education": SchoolRegister,
    },
    "kaijiang-2020": {
        "civil_affairs": CivilPersons,
        "poverty_relief": PovertyTable,
        "disabled_federation": CertificateCards,
        "veterans": EntitledGroups,
    },
}
_BY_PLATFORM = frozenset({"kaijiang-2020"})
"""Packs whose payments come from the insurance platform; the others have the tax bureau's detail."""
_NOT_COUNTED = 0.03
"""Rows that must not count, per row of a file whose system exports such rows."""
_FEWEST_NOT_COUNTED = 2


class RealForms:
    """Writes files in real forms.

    Rows that must not count are of persons of the population, so that a loaded one changes a result. Equal arguments
    give equal bytes. Raises ValueError for a pack without real forms.
    """

    def __init__(self, population: Population, records: Records, seed: int) -> None:
        self.population, self.seed, self.place = population, seed, population.place
        if self.place.address is None:
            raise ValueError(f"{self.place.rules.pack_code} has no real forms")
        self.address = self.place.address
        self.people = People(population, records)
        self._is_platform = self.place.rules.pack_code in _BY_PLATFORM
        forms = _LISTS[self.place.rules.pack_code]
        self.lists = {source: form(self.people, self.address) for source, form in forms.items()}

    def suffix(self, source: str) -> str:
        """Return the ending of the files of a source, such as '.xlsx'."""
        if source in self.lists:
            return self.lists[source].suffix
        return ".csv" if source == "tax" else ".xlsx"

    def targets(self, path: Path) -> None:
        """Write the wide table of targets to the path."""
        write_table(target_table(self.population), path)

    def roll(self, path: Path, text: bytes) -> None:
        """Write the bureau's export of the roll to the path. `text`: the normal roll as csv in UTF-8, with bad rows."""
        write_table(roll_table(_rows(text.decode()), self.place.rules.plan_year - 2), path)

    def listing(self, path: Path, sheet: Sheet) -> None:
        """Write a department's list to the path; a full list of some systems gets records that must not count."""
        form = self.lists[sheet.source]
        dead = self._dead_records(path.name, sheet) if form.has_dead_records and not sheet.is_change else []
        write_table(form.table(sheet, dead), path, form.encoding)

    def employee(self, path: Path, text: bytes) -> None:
        """Write the platform's enrolments to the path. `text`: the normal employee list as csv in UTF-8."""
        rows = _rows(text.decode())
        write_table(employee_table(rows, self._persons(path.name, len(rows)), self.people, self.address), path)

    def tax(self, path: Path, text: str) -> None:
        """Write a day's payments to the path. `text`: the normal feed as csv, with header and control row."""
        rows = _rows(text)[:-1]
        if not self._is_platform:
            write_table(collected_table(rows, self.address), path, "gb18030")
            return
        twice = [at for at in range(len(rows)) if at % round(1 / _NOT_COUNTED) == 0 and _is_whole(rows[at])]
        unpaid = self._persons(path.name, len(rows))
        fen = self.place.rules.standard_fen
        write_table(platform_table(rows, twice, unpaid, self.people, self.address, fen), path, "gb18030")

    def _persons(self, file: str, rows: int) -> list[int]:
        """Draw persons on the roll for rows that must not count. `rows`: number of rows of the file."""
        rng = np.random.default_rng([self.seed, zlib.crc32(file.encode())])
        count = max(_FEWEST_NOT_COUNTED, round(rows * _NOT_COUNTED)) if rows else 0
        return [int(at) for at in rng.integers(0, self.population.on_roll, count)]

    def _dead_records(self, file: str, sheet: Sheet) -> list[Printed]:
        """Records that must not count: like the first rows of the list, of other persons."""
        dead = []
        for row, index in zip(sheet.rows, self._persons(file, len(sheet.rows)), strict=False):
            person = self.people.details(index)
            own: Printed = {"name": self.people.names[index], "number": self.people.numbers[index], "sex": person.sex}
            dead.append(row | own | {OUT_OF_USE: "是"})
        return dead


def _rows(text: str) -> list[list[str]]:
    """The rows of a csv text without its header."""
    return list(csv.reader(text.splitlines()))[1:]


def _is_whole(row: list[str]) -> bool:
    """Whether a row of a feed has a valid day and amount: only such a row is written a second time as reversed."""
    return row[5][:2] == "20" and "," not in row[4]
