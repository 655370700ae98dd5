"""Writes a locality's files in the normal forms: those of the layouts that the packs name."""

from pathlib import Path
from typing import Protocol

from simulation.deliveries import registers
from simulation.deliveries.layouts import LAYOUTS
from simulation.deliveries.sheets import Sheet, write_sheet
from simulation.people.population import Population


class Forms(Protocol):
    """How the senders write their files. A file has the facts of the normal one, whatever its form."""

    def suffix(self, source: str) -> str:
        """Return the ending of the files of a source, such as '.xlsx'."""

    def targets(self, path: Path) -> None:
        """Write the table of targets to the path."""

    def roll(self, path: Path, text: bytes) -> None:
        """Write the roll to the path. `text`: the normal roll as csv in UTF-8, with its header and bad rows."""

    def listing(self, path: Path, sheet: Sheet) -> None:
        """Write a department's list to the path."""

    def employee(self, path: Path, text: bytes) -> None:
        """Write a list of employee insurance to the path. `text`: the normal list as csv in UTF-8, with its header."""

    def tax(self, path: Path, text: str) -> None:
        """Write a day's payments to the path. `text`: the normal feed as csv, with header and control row."""


class NormalForms:
    """Writes files in the normal forms."""

    def __init__(self, population: Population) -> None:
        self.population = population

    def suffix(self, source: str) -> str:
        """Return the ending of the files of a source, such as '.xlsx'."""
        if source in LAYOUTS:
            return f".{LAYOUTS[source].form}"
        return ".xlsx" if source == "targets" else ".csv"

    def targets(self, path: Path) -> None:
        """Write the table of targets (two rows per unit) to the path."""
        registers.write_target_table(self.population, path)

    def roll(self, path: Path, text: bytes) -> None:
        """Write the roll to the path, as it is."""
        path.write_bytes(text)

    def listing(self, path: Path, sheet: Sheet) -> None:
        """Write a department's list to the path as the layout of its sender states."""
        write_sheet(sheet, path)

    def employee(self, path: Path, text: bytes) -> None:
        """Write a list of employee insurance to the path, as it is."""
        path.write_bytes(text)

    def tax(self, path: Path, text: str) -> None:
        """Write a day's feed to the path in GB18030."""
        path.write_bytes(text.encode("gb18030"))
