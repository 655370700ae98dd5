"""Extra rows that senders get wrong, at a rate. No bad row may change the truth.

Every bad row has exactly one fault and belongs to no person; a duplicate is a good row written twice.
"""

from collections import Counter
from datetime import date

import numpy as np

from simulation.deliveries.bad_numbers import BAD_NUMBERS, bad_number
from simulation.deliveries.feeds import yuan
from simulation.deliveries.layouts import OP_LABELS
from simulation.deliveries.sheets import Printed
from simulation.people.documents import fresh_number
from simulation.people.names import GIVEN, SURNAMES
from simulation.place import Place

DUPLICATE = "duplicate"
UNKNOWN_UNIT = "无名镇"
_LIST = (*BAD_NUMBERS, "unit_unknown", "name_blank", "date_ambiguous", DUPLICATE)
_ROLL = (*BAD_NUMBERS, "unit_unknown", "name_blank", DUPLICATE)
_EMPLOYEE = (*BAD_NUMBERS, "name_blank", "date_ambiguous", DUPLICATE)
_TAX = (*BAD_NUMBERS, "date_ambiguous", "amount_not_positive", "amount_format", "plan_year_not_payable", DUPLICATE)
_YEAR_NOBODY_PAYS = 2015


class Mistakes:
    """Bad rows for the files of all senders. `rate`: bad rows per good row.

    `planted`: (file, reason) -> number of bad rows. `counts`: file -> (number of all rows, number of duplicates).
    """

    def __init__(self, place: Place, rate: float, rng: np.random.Generator) -> None:
        self.place, self.rate, self.rng = place, rate, rng
        self.planted: Counter[tuple[str, str]] = Counter()
        self.counts: dict[str, tuple[int, int]] = {}
        self.serial = 0

    def plan(self, file: str, rows: int, reasons: tuple[str, ...]) -> list[str]:
        """Draw one reason per bad row that a file is to get, and count them in `planted` and `counts`; writes no row.

        `file`: name under which they are counted. `rows`: number of good rows; at most an eighth as many bad rows are
        drawn. `reasons`: reason codes to draw from, such as 'document_checksum'; if empty, none is drawn. 'duplicate'
        means a good row written twice and is not counted in `planted`.
        """
        number = min(int(self.rng.poisson(rows * self.rate)), rows // 8) if reasons else 0
        chosen = [reasons[at] for at in self.rng.integers(0, len(reasons), number).tolist()]
        self.planted.update((file, reason) for reason in chosen if reason != DUPLICATE)
        self.counts[file] = (rows + number, chosen.count(DUPLICATE))
        return chosen

    def sheet(self, file: str, rows: list[Printed], cut_off: date) -> list[Printed]:
        """Return the rows of a department's list, followed by new bad rows; count these in `planted` and `counts`.

        A row maps a field (`name`, `number`) to its printed value. `rows` itself is not changed. `file`: name under
        which they are counted; only a list in xlsx gets numbers in numeric cells. `cut_off`: last day that the list
        covers; the bad rows are dated on it.
        """
        reasons = (*_LIST, "document_numeric_cell") if file.endswith(".xlsx") else _LIST
        extra: list[Printed] = []
        for reason in self.plan(file, len(rows), reasons):
            base = dict(rows[int(self.rng.integers(0, len(rows)))])
            extra.append(
                base if reason == DUPLICATE else self._spoil(base, reason, cut_off, len(rows) + len(extra) + 1)
            )
        return rows + extra

    def _spoil(self, row: Printed, reason: str, cut_off: date, serial: int) -> Printed:
        row |= {"serial": serial, "name": self._name(), "number": self._number(reason), "recognised": cut_off}
        row |= {"op": OP_LABELS["add"], "change_on": cut_off}
        if reason == "document_numeric_cell":
            row["number"] = float(fresh_number(self.serial)[:17] + "0")
        elif reason == "unit_unknown":
            row["unit"] = UNKNOWN_UNIT
        elif reason == "name_blank":
            row["name"] = None
        elif reason == "date_ambiguous":
            row["recognised"] = f"01/02/{cut_off.year}"
        return row

    def roll(self, file: str, text: bytes, rows: int) -> bytes:
        """Return bad lines for the end of the roll, without its good lines; count them in `planted` and `counts`.

        The text is UTF-8. `file`: name under which they are counted. `text`: the good lines with the header. `rows`:
        number of good lines.
        """
        lines = []
        for reason in self.plan(file, rows, _ROLL):
            if reason == DUPLICATE:
                lines.append(self._line_of(text))
                continue
            number = self._number(reason)
            name = "" if reason == "name_blank" else self._name()
            unit = UNKNOWN_UNIT if reason == "unit_unknown" else self._unit()
            lines.append(f"{name},{number},,,{unit},,,是,是\n".encode())
        return b"".join(lines)

    def employee(self, file: str, rows: list[str]) -> list[str]:
        """Return the lines of a list of employee insurance, then bad lines; count these in `planted` and `counts`.

        `rows`: the good lines, without header and line ends; not changed. `file`: name under which bad lines are
        counted.
        """
        extra = []
        for reason in self.plan(file, len(rows), _EMPLOYEE):
            if reason == DUPLICATE:
                extra.append(rows[int(self.rng.integers(0, len(rows)))])
                continue
            number = self._number(reason)
            since = "01/02/2015" if reason == "date_ambiguous" else "2015-03-01"
            name = "" if reason == "name_blank" else self._name()
            extra.append(f"{name},{number},{self.place.employee_regions[0]},{since},")
        return rows + extra

    def tax(self, file: str, text: str, rows: int, day: date) -> tuple[str, int, int]:
        """Return bad lines for the end of a tax feed: (text, number of lines, sum in fen).

        Counts them in `planted` and `counts`. The sum leaves out unreadable amounts. `file`: name under which they are
        counted. `text`: the good lines, without header. `rows`: number of the good lines. `day`: day of the feed.
        """
        lines, total_fen = [], 0
        for reason in self.plan(file, rows, _TAX):
            if reason == DUPLICATE:
                line = self._line_of(text.encode()).decode()
                total_fen += round(float(line.split(",")[4]) * 100)
            else:
                line, fen = self._receipt(reason, day)
                total_fen += fen
            lines.append(line)
        return "".join(lines), len(lines), total_fen

    def _receipt(self, reason: str, day: date) -> tuple[str, int]:
        rules, number = self.place.rules, self._number(reason)
        fen = rules.standard_fen
        if reason == "amount_not_positive":
            fen = -fen if self.rng.random() < 0.5 else 0
        amount = '"1,23"' if reason == "amount_format" else yuan(fen)
        year = _YEAR_NOBODY_PAYS if reason == "plan_year_not_payable" else rules.plan_year
        collected = f"01/02/{day.year}" if reason == "date_ambiguous" else f"{day:%Y-%m-%d}"
        receipt_no = f"{day:%Y%m%d}9{self.serial:07d}"
        cells = (receipt_no, self._name(), number, year, amount, collected, f"{day:%Y-%m-%d}", self.place.channels[0])
        line = ",".join(map(str, cells)) + f",{self._unit()}\r\n"
        return line, 0 if reason == "amount_format" else fen

    def _line_of(self, text: bytes) -> bytes:
        """A random line of the text with its line end, never the header."""
        first = text.find(b"\n") + 1 if text.startswith("姓名".encode()) else 0
        at = first + int(self.rng.integers(0, len(text) - first))
        start = text.rfind(b"\n", 0, at) + 1
        return text[start : text.find(b"\n", at) + 1]

    def _number(self, reason: str) -> str:
        """A number that belongs to no person, with the fault that the reason names if it is a fault of numbers."""
        self.serial += 1
        number = fresh_number(self.serial)
        return bad_number(reason, number) if reason in BAD_NUMBERS else number

    def _name(self) -> str:
        return SURNAMES[int(self.rng.integers(0, len(SURNAMES)))] + GIVEN[int(self.rng.integers(0, len(GIVEN)))]

    def _unit(self) -> str:
        return self.place.units[int(self.rng.integers(0, len(self.place.units)))][0]
