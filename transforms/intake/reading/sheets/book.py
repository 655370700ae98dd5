"""An opened workbook: its sheets, and their cells as texts. Runs inside the worker."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Collection, Iterator, Sequence
from typing import Any, NamedTuple

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from transforms.intake.base.cell_texts import number_text
from transforms.intake.base.reasons import refuse
from transforms.intake.reading.sheet_facts import Inside
from transforms.intake.reading.xls.sheet import XlsSheet
from transforms.intake.reading.xls.workbook import XlsWorkbook

BROKEN = (CalamineError, OSError, ValueError, OverflowError)
"""Errors that the readers of workbooks raise for a damaged file."""
MARKS_OF_ESCAPES = ("_x000", "\r")
"""One of them is in every text that `cell_text` changes."""
_ESCAPED = re.compile(r"_x000[9ADad]_|\r\n?")

Workbook = CalamineWorkbook | XlsWorkbook
Sheet = CalamineSheet | XlsSheet


class Place(NamedTuple):
    """A sheet and its position in the workbook, from 0."""

    sheet: Sheet
    position: int


def open_book(data: bytes, inside: Inside | None = None) -> Workbook:
    """Open a workbook to read its values: calamine's object for an xlsx, our own for an xls.

    `inside`: facts from the first scan of the file; for an xls they contain the opened workbook, which is returned.
    None: `data` is an xlsx. Raises ReadRefused if the workbook has a password or is damaged.
    """
    if inside and inside.book:
        return inside.book
    try:
        return CalamineWorkbook.from_filelike(io.BytesIO(data))
    except PasswordError:
        raise refuse("file_encrypted") from None
    except BROKEN:
        raise refuse("file_unreadable") from None


def worksheets(book: Workbook, but: Collection[int] = ()) -> Iterator[Place]:
    """Yield every sheet with cells, except those at the positions `but`.

    Opening a sheet of half a million rows takes a second.
    """
    for position, facts in enumerate(book.sheets_metadata):
        if facts.typ == SheetTypeEnum.WorkSheet and position not in but:
            yield Place(book.get_sheet_by_index(position), position)


def is_visible(book: Workbook, position: int) -> bool:
    """Return whether the sheet at a position, from 0, is visible: neither hidden nor veryHidden."""
    return bool(book.sheets_metadata[position].visible == SheetVisibleEnum.Visible)


def row_texts(row: Sequence[Any]) -> list[str]:
    """Return the cells of a row as texts, as `cell_text` formats them."""
    return [cell_text(cell) for cell in row]


def first_rows(sheet: Sheet, count: int) -> list[list[str]]:
    """Return at most `count` first rows of a sheet, as texts of their cells; empty if the sheet is."""
    if sheet.height == 0:
        return []
    return [[cell_text(cell) for cell in row] for row in sheet.to_python(nrows=count)]


def cell_text(value: Any) -> str:
    """Format the value of a cell as text: ISO dates, TRUE or FALSE, '' for None, numbers as `number_text` does.

    `value`: a value as the workbook reader returns it. A date at midnight has no time. Escaped line ends become line
    ends.
    """
    if isinstance(value, str):
        return _ESCAPED.sub("\n", value) if any(mark in value for mark in MARKS_OF_ESCAPES) else value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return number_text(value)
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(" ")
    if isinstance(value, dt.date):
        return value.isoformat()
    return "" if value is None else str(value)
