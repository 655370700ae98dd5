"""Tables as real systems export them: titles, one header row, rows; written as xlsx or csv."""

from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

import xlsxwriter

Value = str | float | date | None
"""Content of a cell: text, number, date (a date cell in a workbook) or None for a blank."""
_CREATED = datetime(2019, 1, 1)  # noqa: DTZ001 - a workbook's property has no zone


@dataclass(frozen=True)
class Table:
    """One table to write. `rows`: one value per heading of `header`.

    `titles`: rows above the header, the first merged over all columns. `footer`: rows below.
    """

    header: tuple[str, ...]
    rows: list[list[Value]]
    titles: tuple[str, ...] = ()
    footer: list[list[Value]] = field(default_factory=list)
    sheet: str = "Sheet1"

    def all_rows(self) -> list[list[Value]]:
        """Return the header and all rows below it."""
        return [list(self.header), *self.rows, *self.footer]


def write_table(table: Table, path: Path, encoding: str = "utf-8-sig") -> None:
    """Write the table to the path, as xlsx or csv by its ending. Equal tables give equal bytes.

    `encoding`: of a csv. A csv has no titles and no footer, and its dates are like 2019-10-31.
    """
    if path.suffix == ".csv":
        lines = [",".join(_csv_cell(value) for value in row) for row in table.all_rows()]
        path.write_bytes(("\r\n".join(lines) + "\r\n").encode(encoding))
        return
    options = {"constant_memory": True, "strings_to_numbers": False, "strings_to_formulas": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        book.set_properties({"created": _CREATED})
        page, day_format = book.add_worksheet(table.sheet), book.add_format({"num_format": "yyyy-mm-dd"})
        for at, title in enumerate(table.titles):
            if at == 0:
                page.merge_range(0, 0, 0, len(table.header) - 1, title)
            else:
                page.write_string(at, 0, title)
        for at, row in enumerate(table.all_rows(), start=len(table.titles)):
            for column, value in enumerate(row):
                if isinstance(value, str) and value:
                    page.write_string(at, column, value)
                elif isinstance(value, date):
                    page.write_datetime(at, column, value, day_format)
                elif isinstance(value, int | float):
                    page.write_number(at, column, value)


def _csv_cell(value: Value) -> str:
    text = "" if value is None else str(value)
    return f'"{text}"' if "," in text else text
