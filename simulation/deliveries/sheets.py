"""Printed rows of a department's list, and the file that contains them (xlsx or csv)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from simulation.days import day_text
from simulation.deliveries.layouts import CHANGE_COLUMNS, LAYOUTS, TITLES, Layout

_CREATED = datetime(2019, 1, 1)  # noqa: DTZ001 - a workbook's property has no zone
# Field of a layout -> value as printed.
Printed = dict[str, str | float | date | None]


@dataclass(frozen=True)
class Sheet:
    """One list to write. `rows`: field -> text, date (written in `date_form`), float (a numeric cell) or None."""

    source: str
    is_change: bool
    date_form: str
    title: str
    rows: list[Printed]

    @property
    def layout(self) -> Layout:
        """Form of the sender's list: xlsx or csv, encoding, headings with their fields, titles and footer."""
        return LAYOUTS[self.source]

    @property
    def columns(self) -> tuple[tuple[str, str], ...]:
        """(header, field of a printed row) of each column; a change list has two more columns than the layout."""
        return self.layout.columns + (CHANGE_COLUMNS if self.is_change else ())


def write_sheet(sheet: Sheet, path: Path) -> None:
    """Write a department's list to the path as the layout of its sender states: an xlsx or a csv file.

    `sheet`: sender, title and printed rows of the list. Equal sheets give equal bytes.
    """
    if sheet.layout.form == "csv":
        _write_csv(sheet, path)
    else:
        _write_xlsx(sheet, path)


def _write_csv(sheet: Sheet, path: Path) -> None:
    fields = [field for _, field in sheet.columns]
    lines = [",".join(header for header, _ in sheet.columns)]
    for row in sheet.rows:
        lines.append(",".join(_text(row.get(field), sheet.date_form) for field in fields))
    path.write_bytes(("\r\n".join(lines) + "\r\n").encode(sheet.layout.encoding))


def _text(value: object, date_form: str) -> str:
    return day_text(value, date_form) if isinstance(value, date) else "" if value is None else str(value)


def _write_xlsx(sheet: Sheet, path: Path) -> None:
    options = {"constant_memory": True, "strings_to_numbers": False, "strings_to_formulas": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        book.set_properties({"created": _CREATED})
        page = book.add_worksheet("名单")
        day_format = book.add_format({"num_format": "yyyy-mm-dd"})
        at = 0
        for title in TITLES.get(sheet.source, ()):
            page.write_string(at, 0, sheet.title + title if at == 0 else title)
            at += 1
        for column, (header, _) in enumerate(sheet.columns):
            page.write_string(at, column, header)
        for row in sheet.rows:
            at += 1
            _write_row(page, at, sheet, row, day_format)
        if sheet.layout.has_footer:
            _write_footer(page, at + 1, len(sheet.rows))


def _write_row(page: Worksheet, at: int, sheet: Sheet, row: Printed, day_format: Format) -> None:
    for column, (_, field) in enumerate(sheet.columns):
        value = row.get(field)
        if value is None or value == "":
            continue
        if isinstance(value, date):
            if sheet.date_form == "cell":
                page.write_datetime(at, column, value, day_format)
            else:
                page.write_string(at, column, day_text(value, sheet.date_form))
        elif isinstance(value, str):
            page.write_string(at, column, value)
        else:
            page.write_number(at, column, value)


def _write_footer(page: Worksheet, at: int, count: int) -> None:
    page.write_string(at, 0, "合计")
    page.write_string(at, 1, f"{count}人")
    page.write_string(at + 1, 0, "制表人:")
    page.write_string(at + 1, 4, "审核人:")


def write_targets(path: Path, title: str, header: tuple[str, ...], rows: Sequence[tuple[str | int, ...]]) -> None:
    """Write a target table as an xlsx workbook to the path: a title row, the header row, then the rows.

    `header`: Chinese headings. `rows`: one value per heading.
    """
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        book.set_properties({"created": _CREATED})
        page = book.add_worksheet("任务数")
        page.write_string(0, 0, title)
        for at, row in enumerate([header, *rows], start=1):
            for column, value in enumerate(row):
                page.write(at, column, value)
