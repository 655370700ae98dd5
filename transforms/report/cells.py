"""The one way in which text and numbers enter a file: text can never become a formula.

Spreadsheets run text that starts with = + - @ (also TAB, CR and the full-width forms) when a csv is opened.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from datetime import date
from typing import Any

FORMULA_STARTS = frozenset("=+-@")
CONTROL_STARTS = frozenset("\t\r\n")
XLSX_TEXT_LIMIT = 32_767


class CellError(ValueError):
    """A value of a type or size that no cell may hold. The text never repeats the value."""


def is_dangerous(text: str) -> bool:
    """Whether a spreadsheet could run this text: judged on the first visible character, full-width forms folded."""
    if text[:1] in CONTROL_STARTS and text:
        return True
    for character in text:
        if character.isspace() or unicodedata.category(character) in ("Cf", "Cc"):
            continue
        return any(folded in FORMULA_STARTS for folded in unicodedata.normalize("NFKC", character)[:1])
    return False


def csv_text(value: object) -> str:
    """A cell of a csv file: ISO dates, whole numbers, text with ' before anything that could run."""
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, str | int | date):
        raise CellError(f"no csv cell holds a {type(value).__name__}")
    if isinstance(value, str):
        return f"'{value}" if is_dangerous(value) else value
    return value.isoformat() if isinstance(value, date) else str(value)


def write_csv(header: Sequence[str], rows: Sequence[Sequence[object]]) -> bytes:
    """UTF-8 with BOM, CRLF, quotes where needed."""
    import csv
    import io

    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    for row in (header, *rows):
        writer.writerow([csv_text(value) for value in row])
    return b"\xef\xbb\xbf" + out.getvalue().encode("utf-8")


class SafeSheet:
    """A worksheet that takes text as text and numbers as numbers; it has no way to write a formula or a link."""

    def __init__(self, workbook: Any, name: str) -> None:
        self._workbook = workbook
        self.sheet = workbook.add_worksheet(name)
        self._formats: dict[frozenset[tuple[str, Any]], Any] = {}

    def style(self, **properties: Any) -> Any:
        """One format object per set of properties."""
        key = frozenset(properties.items())
        if key not in self._formats:
            self._formats[key] = self._workbook.add_format(properties)
        return self._formats[key]

    def put(self, row: int, column: int, value: object, **properties: Any) -> None:
        """Write one cell; None leaves it blank but formatted. Raises CellError for what a cell may not hold."""
        if value is None:
            status = self.sheet.write_blank(row, column, None, self.style(**properties))
        elif isinstance(value, str):
            # the quote mark keeps the text a text when somebody edits the cell
            quoted = {"quote_prefix": True} if is_dangerous(value) else {}
            status = self.sheet.write_string(row, column, _fitting(value), self.style(**properties, **quoted))
        elif isinstance(value, int | float) and not isinstance(value, bool):
            status = self.sheet.write_number(row, column, value, self.style(**properties))
        elif isinstance(value, date):
            status = self.sheet.write_datetime(row, column, value, self.style(num_format="yyyy-mm-dd", **properties))
        else:
            raise CellError(f"no cell holds a {type(value).__name__}")
        if status != 0:
            raise CellError(f"row {row + 1}, column {column + 1} does not take this value")

    def merge(self, row: int, last_column: int, text: str, **properties: Any) -> None:
        """One text over columns 0..last_column."""
        if last_column == 0:
            self.put(row, 0, text, **properties)
            return
        self.sheet.merge_range(row, 0, row, last_column, "", self.style(**properties))
        self.put(row, 0, text, **properties)


def _fitting(text: str) -> str:
    if len(text) > XLSX_TEXT_LIMIT:
        raise CellError(f"text of {len(text)} characters, a cell holds {XLSX_TEXT_LIMIT}")
    return text
