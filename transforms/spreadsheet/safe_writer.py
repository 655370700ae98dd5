"""Writes text and numbers into workbooks and csv files so that text can never become a formula.

Spreadsheet programs run text that starts with = + - @ (also TAB, CR and the full-width forms) when a csv is opened.
Only this module may import libraries that write workbooks or csv; tests/docs/test_one_spreadsheet_writer.py checks it.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from itertools import chain
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from transforms.spreadsheet import lean_rows

XLSX_WRITER = f"xlsxwriter {xlsxwriter.__version__}"
# Text stays text: it becomes neither formula nor link nor number; NaN and infinity are refused.
OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": False,
}
DEFAULT_FONT = {"font_name": "宋体", "font_size": 10}
"""Programs measure the width of columns by its digits, 7 pixels wide."""
FORMULA_STARTS = frozenset("=+-@")
CONTROL_STARTS = frozenset("\t\r\n")
# A spreadsheet program of another locale splits at these signs, so a cell may begin after each of them.
_PARTS = re.compile(r"([;\t\r\n|])")
_QUOTES = "\"'‘’“”＂＇`"
XLSX_TEXT_LIMIT = 32_767
BYTE_ORDER_MARK = "\ufeff"
BLOCK_CHARACTERS = 1 << 20
"""Characters after which a csv that is written in blocks begins the next block."""
CHART_FONT = {"name": "宋体", "size": 10}


class CellError(ValueError):
    """Raised for a value of a type or size that no cell may hold. The text never contains the value."""


def is_dangerous(text: str) -> bool:
    """Return whether a spreadsheet program could run this text as a formula when it opens a csv.

    The first visible character that is no quotation mark decides (= + - @, full-width forms too); so does a first TAB,
    CR or LF.
    """
    if text[:1].isalnum():  # nearly every cell: letters and digits are none of the signs, in any form
        return False
    if text[:1] in CONTROL_STARTS and text:
        return True
    for character in text:
        if character.isspace() or character in _QUOTES or unicodedata.category(character) in ("Cf", "Cc", "Mn"):
            continue
        return any(folded in FORMULA_STARTS for folded in unicodedata.normalize("NFKC", character)[:1])
    return False


def guard_text(text: str) -> str:
    """Return the text with ' before every part that a spreadsheet program could run; other texts are unchanged.

    Parts are separated by semicolons, bars, tabs and line ends. The intake removes one ' at a cell's start again.
    """
    first, *rest = _PARTS.split(text)
    # a further part begins a cell only in a program that splits at its separator
    rest[1::2] = [f"'{part}" if is_dangerous(part) else part for part in rest[1::2]]
    return ("'" if is_dangerous(text) else "") + first + "".join(rest)


def unguard_text(text: str) -> str:
    """Return the text without the ' marks that `guard_text` added: its inverse."""
    first, *rest = _PARTS.split(text)
    rest[1::2] = [part[1:] if part[:1] == "'" and is_dangerous(part[1:]) else part for part in rest[1::2]]
    first = first[1:] if first[:1] == "'" and is_dangerous(text[1:]) else first
    return first + "".join(rest)


def csv_text(value: object) -> str:
    """Format the value of a csv cell: a date as ISO, an int in digits, a text guarded by `guard_text`; None is ''.

    Raises CellError for any other type, bool and float included.
    """
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, str | int | date):
        raise CellError(f"no csv cell holds a {type(value).__name__}")
    if isinstance(value, str):
        return guard_text(value)
    return value.isoformat() if isinstance(value, date) else str(value)


def write_csv(header: Sequence[str], rows: Sequence[Sequence[object]]) -> bytes:
    """Return the bytes of a csv with the header and the rows: UTF-8 with BOM, CRLF, quotes if needed.

    Raises CellError for a value that is no text, whole number, date or None.
    """
    return b"".join(csv_blocks(header, rows))


def csv_blocks(header: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[bytes]:
    """Yield the bytes of `write_csv` in blocks of about a megabyte. Raises CellError as it does."""
    out = io.StringIO(newline="")
    out.write(BYTE_ORDER_MARK)
    writer = csv.writer(out, lineterminator="\r\n")
    for row in chain((header,), rows):
        writer.writerow([csv_text(value) for value in row])
        if out.tell() >= BLOCK_CHARACTERS:
            yield out.getvalue().encode("utf-8")
            out.seek(0)
            out.truncate()
    yield out.getvalue().encode("utf-8")


@contextmanager
def open_book(
    out: io.BytesIO, title: str, created: datetime, marks: Mapping[str, str] | None = None, large: bool = False
) -> Iterator[SafeBook]:
    """Open an empty workbook for a `with` block; its xlsx bytes are written into `out` at the end of the block.

    Add sheets with its method `sheet`; they accept no formula and no link. `title`, `created` and `marks` (custom
    properties, name -> value) are its only metadata, so equal content gives equal bytes. `large`: rows must be written
    in order and are not kept in memory.
    """
    memory = {"in_memory": not large, "constant_memory": large}
    # a copy, because the library changes it
    options = {**OPTIONS, **memory, "default_format_properties": dict(DEFAULT_FONT)}
    with xlsxwriter.Workbook(out, options) as workbook:
        workbook.set_properties({"title": title, "created": created})
        for name, value in (marks or {}).items():
            workbook.set_custom_property(name, value, "text")
        yield SafeBook(workbook)


class SafeBook:
    """A workbook with safe sheets only."""

    def __init__(self, workbook: Any) -> None:
        self._workbook = workbook

    def sheet(self, name: str) -> SafeSheet:
        """Add an empty sheet with this name to the workbook and return it; its cells accept no formula and no link."""
        return SafeSheet(self._workbook, name)


class SafeSheet:
    """A worksheet that takes text as text and numbers as numbers; it has no way to write a formula or a link."""

    def __init__(self, workbook: Any, name: str) -> None:
        self._workbook = workbook
        self.sheet = workbook.add_worksheet(name)
        self._formats: dict[frozenset[tuple[str, Any]], Any] = {}

    def style(self, **properties: Any) -> Any:
        """Return the xlsxwriter format with these properties (`bold=True`, …); equal properties share one format."""
        key = frozenset(properties.items())
        if key not in self._formats:
            self._formats[key] = self._workbook.add_format(properties)
        return self._formats[key]

    def put(self, row: int, column: int, value: object, **properties: Any) -> None:
        """Write one cell: text stays text, numbers and dates get their type; None leaves it blank but formatted.

        `row`, `column`: from 0. `properties`: format of xlsxwriter, as `bold=True`. Raises CellError for another type,
        a text that is too long, or a place outside of the sheet.
        """
        if value is None:
            status = self.sheet.write_blank(row, column, None, self.style(**properties))
        elif isinstance(value, str):
            # the quote mark keeps the text a text when somebody edits the cell
            quoted = {"quote_prefix": True} if is_dangerous(value) else {}
            text = _no_markup(_fitting(value))
            status = self.sheet.write_string(row, column, text, self.style(**properties, **quoted))
        elif isinstance(value, int | float) and not isinstance(value, bool):
            status = self.sheet.write_number(row, column, value, self.style(**properties))
        elif isinstance(value, date):
            status = self.sheet.write_datetime(row, column, value, self.style(num_format="yyyy-mm-dd", **properties))
        else:
            raise CellError(f"no cell holds a {type(value).__name__}")
        if status != 0:
            raise CellError(f"row {row + 1}, column {column + 1} does not take this value")

    def row_writer(self, formats: Sequence[Mapping[str, Any]]) -> Callable[[int, Sequence[object]], None]:
        """Return a function that writes a whole row from column 0, as `put` writes each cell, for many equal rows.

        `formats`: properties of each column's format. The function takes the row, from 0, and one value per column, and
        raises CellError as `put` does.
        """
        plain = [self.style(**properties) for properties in formats]
        quoted = [self.style(**properties, quote_prefix=True) for properties in formats]
        days = [self.style(num_format="yyyy-mm-dd", **properties) for properties in formats]

        def style_of(column: int, value: object) -> Any:
            if type(value) is str:
                return quoted[column] if is_dangerous(value) else plain[column]
            return days[column] if isinstance(value, date) else plain[column]

        if self.sheet.constant_memory:
            letters = [xl_col_to_name(column) for column in range(len(formats))]
            write_row = lean_rows.row_writer(self.sheet, letters, style_of, _fitting)

            def write_lean(row: int, values: Sequence[object]) -> None:
                try:
                    write_row(row, values)
                except lean_rows.RefusedValue as refused:
                    raise CellError(str(refused)) from None

            return write_lean

        def write(row: int, values: Sequence[object]) -> None:
            for column, value in enumerate(values):
                style = style_of(column, value)
                if type(value) is str:
                    status = self.sheet.write_string(row, column, _no_markup(_fitting(value)), style)
                elif value is None:
                    status = self.sheet.write_blank(row, column, None, style)
                elif type(value) is int:
                    status = self.sheet.write_number(row, column, value, style)
                elif isinstance(value, date):
                    status = self.sheet.write_datetime(row, column, value, style)
                else:
                    raise CellError(f"no cell holds a {type(value).__name__}")
                if status != 0:
                    raise CellError(f"row {row + 1}, column {column + 1} does not take this value")

        return write

    def bar_chart(
        self,
        labels: tuple[str, int, int, int],
        value_column: int,
        title: str,
        number_format: str,
        pixels: tuple[int, int],
    ) -> None:
        """Put a native chart with one horizontal bar per row at the top left; the first row is the highest bar.

        `labels`: name of the sheet with the figures, its first and last row, and the column of the labels, from 0;
        `value_column`: column of the lengths; `pixels`: width and height.
        """
        name, first, last, column = labels
        drawn = self._workbook.add_chart({"type": "bar"})
        drawn.add_series(
            {
                "categories": [name, first, column, last, column],
                "values": [name, first, value_column, last, value_column],
                "fill": {"color": "#2F5D8A"},
                "gap": 40,
                "data_labels": {"value": True, "num_format": number_format, "font": CHART_FONT},
            }
        )
        drawn.set_title({"name": title, "overlay": False, "name_font": {**CHART_FONT, "size": 14, "bold": False}})
        drawn.set_legend({"none": True})
        drawn.set_y_axis({"reverse": True, "num_font": CHART_FONT, "interval_unit": 1})
        drawn.set_x_axis({"num_format": number_format, "num_font": CHART_FONT, "min": 0, "label_position": "high"})
        drawn.set_size({"width": pixels[0], "height": pixels[1]})
        self.sheet.insert_chart(0, 0, drawn, {"object_position": 3, "description": title})

    def merge(self, row: int, last_column: int, text: str, **properties: Any) -> None:
        """Merge the cells of a row from column 0 to `last_column` and write one text into them.

        `row`, `last_column`: from 0. `properties`: format of xlsxwriter, as `bold=True`.
        """
        self.merge_between(row, 0, last_column, text, **properties)

    def merge_between(self, row: int, first_column: int, last_column: int, text: str, **properties: Any) -> None:
        """Merge the cells of a row from `first_column` to `last_column`, and write one text, as `merge` does."""
        if last_column > first_column:
            self.sheet.merge_range(row, first_column, row, last_column, "", self.style(**properties))
        self.put(row, first_column, text, **properties)


def _no_markup(text: str) -> str:
    """Return the text with a blank before it if the library would take it for its own markup and write it unescaped."""
    return f" {text}" if text.startswith("<r>") and text.endswith("</r>") else text


def _fitting(text: str) -> str:
    if len(text) > XLSX_TEXT_LIMIT:
        raise CellError(f"text of {len(text)} characters, a cell holds {XLSX_TEXT_LIMIT}")
    return text
