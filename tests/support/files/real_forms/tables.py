"""Writes one table of a real form in several ways: order of columns, titles, container, spelling of headings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.support.files.builders import write_csv, write_xlsx
from tests.support.files.raw_xls import xls

Row = Sequence[str]


@dataclass(frozen=True)
class Form:
    """A table as a real system writes it. `renamed`: another heading that senders use for a column."""

    name: str
    header: Row
    rows: Sequence[Row]
    titles: Sequence[str] = ("某县名单",)
    renamed: Mapping[str, str] = field(default_factory=dict)

    def variants(self, folder: Path) -> Iterator[tuple[str, Path]]:
        """Write the form in six ways; yield the name of each way and its file."""
        yield "as exported", self._file(folder, "as_exported.xlsx", self._lines())
        turned = [list(reversed(line)) for line in self._lines()]
        yield "columns in another order", self._file(folder, "turned.xlsx", turned)
        yield "with title rows", self._file(folder, "titled.xlsx", [[title] for title in self.titles] + self._lines())
        yield "old workbook", self._file(folder, "old.xls", self._lines())
        yield "csv", self._file(folder, "text.csv", self._lines())
        header = [self.renamed.get(cell, f" {cell[:1]} {cell[1:]}：") for cell in self.header]
        yield "headings in another spelling", self._file(folder, "spelt.csv", [header, *self._lines()[1:]])

    def _lines(self) -> list[list[str]]:
        return [list(self.header), *(list(row) for row in self.rows)]

    def _file(self, folder: Path, ending: str, lines: list[list[str]]) -> Path:
        path = folder / f"{self.name}_{ending}"
        if ending.endswith(".csv"):
            return write_csv(path, [",".join(line) for line in lines])
        if ending.endswith(".xlsx"):
            return write_xlsx(path, lines)
        path.write_bytes(xls({"Sheet1": lines}))
        return path
