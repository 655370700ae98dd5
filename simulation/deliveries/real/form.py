"""Prints a row of a department's list in its real form, with the columns that a county appends to it."""

from abc import ABC, abstractmethod
from collections.abc import Sequence

from simulation.deliveries.layouts import OP_LABELS
from simulation.deliveries.real.dates import day_or_text
from simulation.deliveries.real.people import Details, People
from simulation.deliveries.real.tables import Table, Value
from simulation.deliveries.sheets import Printed, Sheet
from simulation.place import Address

OUT_OF_USE = "out_of_use"
"""Field of a printed row that must not count: the system's record is cancelled, or its person is dead."""


def is_over(printed: Printed) -> bool:
    """Return whether the system's record of a row is cancelled: it must not count, or the row takes the person off."""
    return OUT_OF_USE in printed or printed.get("op") in (OP_LABELS["end"], OP_LABELS["death"])


class ListForm(ABC):
    """Form of one department's list. `suffix`: ending of its files. `header`: headings of the system's own columns.

    `has_dead_records`: the system also exports records that must not count. `date_form`: of the change days.
    `asks_hukou`: the county's own column 是否本县户籍 is appended, because no real system exports it and it decides a
    subsidy. A change list has the county's own columns 变动类型 and 变动日期, too: the systems export no changes.
    """

    suffix = ".xlsx"
    encoding = "utf-8-sig"
    header: tuple[str, ...]
    has_dead_records = False
    asks_hukou = True
    date_form = "dash"

    def __init__(self, people: People, address: Address) -> None:
        self.people, self.address = people, address

    def table(self, sheet: Sheet, dead_records: Sequence[Printed]) -> Table:
        """Return the table of a normal list in this form. `dead_records`: rows that are added and must not count."""
        own = (("是否本县户籍",) if self.asks_hukou else ()) + (("变动类型", "变动日期") if sheet.is_change else ())
        rows = [self._whole_row(row, sheet) for row in (*sheet.rows, *dead_records)]
        return Table((*self.header, *own), rows, self.titles(sheet), self.footer(sheet), self.sheet_name(sheet))

    def _whole_row(self, printed: Printed, sheet: Sheet) -> list[Value]:
        cells = self.row(printed, self.people.find(printed.get("number")))
        if self.asks_hukou:
            cells.append(printed.get("hukou"))
        if sheet.is_change:
            cells += [printed.get("op"), day_or_text(printed.get("change_on"), self.date_form)]
        return cells

    @abstractmethod
    def row(self, printed: Printed, person: Details | None) -> list[Value]:
        """Return the cells of the system's own columns. `person`: None for a row with a made-up mistake."""

    def titles(self, sheet: Sheet) -> tuple[str, ...]:
        """Return the rows above the header; none unless the form has titles."""
        return ()

    def footer(self, sheet: Sheet) -> list[list[Value]]:
        """Return the rows below the list; none unless the form has a footer."""
        return []

    def sheet_name(self, sheet: Sheet) -> str:
        """Return the name of the only sheet."""
        return "Sheet1"

    def village(self, printed: Printed, person: Details | None) -> str:
        """Return the person's village in the unit of the row; empty if no source knows it."""
        unit = printed.get("unit")
        return self.people.village(person, unit if isinstance(unit, str) else None)
