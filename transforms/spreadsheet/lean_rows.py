"""Write rows of a large sheet as text, a row at once: the bytes that xlsxwriter writes cell by cell, in less time.

Only for sheets in constant memory mode, where xlsxwriter writes each row as soon as the next begins. It uses parts of
xlsxwriter that are not public; `tests/unit/spreadsheet/test_lean_rows.py` compares the bytes with those of its methods.
A text that looks like the library's own markup (`<r>…</r>`) is escaped here, and would be written as it is by the
library.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

# Neither markup, control characters nor the library's own escape (_x0000_): nothing to escape, no outer blank.
_PLAIN = re.compile(r"(?:[^\W_]|[*.,:;、，。：；（）()/+-])*")


class RefusedValue(Exception):  # noqa: N818 - the caller turns it into its own error
    """A value that no cell holds, or a place outside of the sheet. The text never contains the value."""


def row_writer(
    sheet: Any, columns: Sequence[str], formats: Callable[[int, object], Any], fitting: Callable[[str], str]
) -> Callable[[int, Sequence[object]], None]:
    """Return a function that writes a whole row, from column 0, of an xlsxwriter sheet in constant memory mode.

    `columns`: letters of the columns; `formats`: column, value -> the format of the cell; `fitting`: returns the text,
    or raises an error. A row is written once: nothing can be added to it afterwards. The function raises RefusedValue.
    """
    days: dict[date, str] = {}

    def cell(place: str, column: int, value: object) -> str:
        head = f'<c r="{place}" s="{formats(column, value)._get_xf_index()}"'
        if type(value) is str:
            return f"{head} {_text_of(sheet, fitting(value))}"
        if value is None:
            return f"{head}/>"
        if type(value) is int:
            return f"{head}><v>{value:.16G}</v></c>"
        if isinstance(value, date):
            if value not in days:
                days[value] = f"{sheet._convert_date_time(value):.16G}"
            return f"{head}><v>{days[value]}</v></c>"
        raise RefusedValue(f"no cell holds a {type(value).__name__}")

    def write(row: int, values: Sequence[object]) -> None:
        last = len(values) - 1
        if row in sheet.table or sheet._check_dimensions(row, 0) or sheet._check_dimensions(row, last):
            raise RefusedValue(f"row {row + 1} does not take these values")
        if sheet.previous_row < row:
            sheet._write_single_row(row)  # what was begun before this row
        number = row + 1
        cells = [cell(f"{columns[column]}{number}", column, value) for column, value in enumerate(values)]
        sheet._write_row(row, None, sheet.row_info.get(row))
        sheet.fh.write("".join(cells))
        sheet._xml_end_tag("row")
        sheet.previous_row = number  # so that the library takes nothing more for this row

    return write


def _text_of(sheet: Any, text: str) -> str:
    """Return the rest of a cell's element with an inline text."""
    if _PLAIN.fullmatch(text):
        return f't="inlineStr"><is><t>{text}</t></is></c>'
    text = sheet._escape_control_characters(text)
    blank = ' xml:space="preserve"' if text[:1].isspace() or text[-1:].isspace() else ""
    return f't="inlineStr"><is><t{blank}>{sheet._escape_data(text)}</t></is></c>'
