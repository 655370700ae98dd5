"""Write every delivery of a locality, and the index of deliveries in the order of arrival."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np

from simulation.days import day_number, day_of
from simulation.deliveries import feeds, registers, statements
from simulation.deliveries.layouts import TAX_HEADER
from simulation.deliveries.mistakes import Mistakes
from simulation.deliveries.normal import Forms
from simulation.deliveries.printed import Printer
from simulation.deliveries.sheets import Sheet
from simulation.people.population import Population
from simulation.place import Sender
from simulation.truth.records import Records

_ARRIVAL = (
    "targets",
    "roll",
    "civil_affairs",
    "poverty_relief",
    "disabled_federation",
    "veterans",
    "health",
    "education",
    "employee",
    "late_entry",
    "tax",
    "tax_statement",
)


@dataclass(frozen=True)
class Delivery:
    """One file in `deliveries/`. `cut_off_on`: the last day that it covers."""

    file: str
    source: str
    period: str
    list_mode: str
    cut_off_on: date
    version: int
    delivered_on: date

    def sort_key(self) -> tuple[date, int, str, int]:
        """Return the key that sorts deliveries in the order of arrival: day, source, period, version.

        Sources have a fixed order within a day, tax feeds last.
        """
        return self.delivered_on, _ARRIVAL.index(self.source), self.period, self.version


class Desk:
    """Writes the files of all senders into one folder, and records each of them as a delivery in `deliveries`.

    `forms`: how the senders write their files.
    """

    def __init__(
        self, population: Population, records: Records, mistakes: Mistakes, folder: Path, forms: Forms
    ) -> None:
        self.population, self.place, self.records, self.mistakes = population, population.place, records, mistakes
        self.folder, self.forms = folder, forms
        self.deliveries: list[Delivery] = []

    def record(
        self, file: str, source: str, period: str, mode: str, cut_off: date, delivered: date, version: int = 1
    ) -> None:
        """Add a file of `folder` to the list `deliveries`; writes and reads no file.

        `file`: its name, without the folder. `source`: its sender's name. `period`: year, month or day as text ('2020',
        '2019-09', '2019-09-01'). `mode`: 'full', 'change' or 'feed'. `cut_off`: last day that the file covers.
        `delivered`: day of arrival.
        """
        self.deliveries.append(Delivery(file, source, period, mode, cut_off, version, delivered))

    def targets(self) -> None:
        """Write the target table (targets and residents of the units) into `folder`; add it to `deliveries`."""
        cut_off = self.place.roll_cut_off
        file = f"targets_{self.place.rules.plan_year}{self.forms.suffix('targets')}"
        self.forms.targets(self.folder / file)
        self.mistakes.plan(file, len(self.place.units) * 2, ())
        self.record(file, "targets", f"{self.place.rules.plan_year}", "full", cut_off, self.place.roll_delivered)

    def appraisal(self) -> None:
        """Write the officers' figures for the appraisal into `folder`; add them to `deliveries`. No day: nothing."""
        day = self.place.appraised_on
        if day is not None:
            file = f"targets_{day:%Y-%m}.xlsx"
            registers.write_appraisal_table(self.population, self.folder / file)
            self.mistakes.plan(file, len(registers.appraisal_rows(self.population)), ())
            self.record(file, "targets", f"{day:%Y-%m}", "full", day, day)

    def roll(self) -> None:
        """Write the roll with its bad rows into `folder`, and add each file to `deliveries`.

        It is one file of all persons on the roll; if `place.roll_by_unit` is set, one file per unit.
        """
        suffix = self.forms.suffix("roll")
        people = np.flatnonzero(self.population.kind == 0)
        month = f"{self.place.roll_cut_off:%Y-%m}"
        if not self.place.roll_by_unit:
            self._roll(people, month, f"roll_{month}{suffix}")
            return
        for at, (name, _) in enumerate(self.place.units):
            self._roll(people[self.population.unit[people] == at], f"{month}/{name}", f"roll_{month}_{name}{suffix}")

    def _roll(self, chosen: np.ndarray, period: str, file: str) -> None:
        text = registers.roll_text(self.population, chosen)
        self.forms.roll(self.folder / file, text + self.mistakes.roll(file, text, chosen.size))
        self.record(file, "roll", period, "full", self.place.roll_cut_off, self.place.roll_delivered)

    def employee(self) -> None:
        """Write two lists of employee insurance with bad rows into `folder`, and add them to `deliveries`.

        One list is of a day before the window, the other of its end; each states its own intervals.
        """
        for cut_off, delivered in zip(self.place.employee_cut_offs, self.place.employee_delivered, strict=True):
            file = f"employee_{cut_off:%Y-%m}{self.forms.suffix('employee')}"
            stated = [(index, e) for index, e in self.records.employments if e.cut_off_on == cut_off]
            rows = self.mistakes.employee(file, registers.employee_rows(self.population, stated))
            self.forms.employee(self.folder / file, registers.employee_text(rows))
            self.record(file, "employee", f"{cut_off:%Y-%m}", "full", cut_off, delivered)

    def late_entries(self) -> None:
        """Write the towns' lists of reasons for late entry into `folder`, and add each to `deliveries`."""
        place = self.place
        for cut_off, delivered in zip(place.late_entry_cut_offs, place.late_entry_delivered, strict=True):
            file = f"late_entry_{cut_off.isoformat()}.xlsx"
            rows = registers.late_entry_rows(self.population, self.records.late_reasons[cut_off])
            registers.write_late_entries(self.population, self.folder / file, rows)
            self.mistakes.plan(file, len(rows), ())
            self.record(file, "late_entry", cut_off.isoformat(), "change", cut_off, delivered)

    def lists(self) -> None:
        """Write the lists of every department with bad rows into `folder`, and add each file to `deliveries`.

        A department has a full list of its first cut-off and one change list per later cut-off.
        """
        printer = Printer(self.population)
        for sender in self.place.senders:
            for at, (cut_off, delivered) in enumerate(zip(sender.cut_offs, sender.delivered_on, strict=True)):
                self._list(sender, printer, cut_off, delivered, is_change=at > 0)

    def _list(self, sender: Sender, printer: Printer, cut_off: date, delivered: date, is_change: bool) -> None:
        rows = printer.rows(self.records.lists.get((sender.source, cut_off), []))
        file = f"{sender.source}_{cut_off:%Y-%m}{self.forms.suffix(sender.source)}"
        rows = self.mistakes.sheet(file, rows, cut_off)
        sheet = Sheet(sender.source, is_change, sender.date_form, self.place.name, rows)
        self.forms.listing(self.folder / file, sheet)
        mode = "change" if is_change else "full"
        self.record(file, sender.source, f"{cut_off:%Y-%m}", mode, cut_off, delivered)

    def tax(self, receipts: feeds.Receipts) -> None:
        """Write one tax feed per day with its bad rows into `folder`, and add each to `deliveries`.

        A day without receipts has a feed too. `receipts`: all receipts of the locality, from `gather`: payer, amount,
        days, channel and unit of each. Raises ValueError if one was received before the first feed (`place.feeds_from`)
        or after the business date.
        """
        days = feeds.daily(
            self.population, receipts, day_number(self.place.feeds_from), day_number(self.place.business_date)
        )
        for number, text, count, total_fen in days:
            day = day_of(number)
            file = f"tax_{day.isoformat()}{self.forms.suffix('tax')}"
            extra, more, more_fen = self.mistakes.tax(file, text, count, day)
            whole = TAX_HEADER + text + extra + feeds.control_row(count + more, total_fen + more_fen)
            self.forms.tax(self.folder / file, whole)
            self.record(file, "tax", day.isoformat(), "feed", day, day)

    def statements(self, receipts: feeds.Receipts, rng: np.random.Generator) -> list[tuple[str | int, ...]]:
        """Write the tax bureau's statement of each month into `folder`, and add each to `deliveries`.

        `receipts`: as for `tax`. `rng`: draws which receipts differ. Returns the planted differences, rows of
        `statements.TRUTH_SCHEMA`.
        """
        differences: list[tuple[str | int, ...]] = []
        for statement in statements.monthly(self.population, receipts, rng):
            (self.folder / statement.file).write_bytes(statement.text.encode("gb18030"))
            self.mistakes.plan(statement.file, statement.rows, ())
            period = f"{statement.cut_off:%Y-%m}"
            self.record(statement.file, "tax_statement", period, "full", statement.cut_off, statement.delivered)
            differences += statement.differences
        return differences

    def write_index(self, path: Path) -> None:
        """Write the csv `path` with a header and one line per entry of `deliveries`, in the order of arrival.

        Columns: file, source, period, list_mode, cut_off_on, version, delivered_on. Dates are like 2019-10-31.
        `campaign deliver-all` reads this file.
        """
        lines = ["file,source,period,list_mode,cut_off_on,version,delivered_on"]
        for d in sorted(self.deliveries, key=Delivery.sort_key):
            lines.append(f"{d.file},{d.source},{d.period},{d.list_mode},{d.cut_off_on},{d.version},{d.delivered_on}")
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
