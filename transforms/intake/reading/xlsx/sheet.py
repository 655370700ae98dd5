"""Scans a sheet's XML once, in pieces: nothing is expanded, and no row, formula or look is missed by its spelling.

Rows in a known spelling (`spelling`) are searched as bytes; everything else goes through a parser. Whatever would be
read otherwise than it was scanned is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from xml.parsers import expat

from transforms.intake.base.reasons import refuse
from transforms.intake.reading.limits import Limits
from transforms.intake.reading.sheet_facts import SheetFacts
from transforms.intake.reading.xlsx import spelling
from transforms.intake.reading.xlsx.extent import Extent
from transforms.intake.reading.xlsx.parsed_rows import UNSAFE_FORMULA, ParsedSheet
from transforms.intake.reading.xlsx.struck_texts import StruckTexts
from transforms.intake.reading.xlsx.styles import Styles

_DATA = re.compile(rb"<(?:[\w.-]+:)?sheetData\b[^<>]*>")
_UNSAFE_FORMULA = re.compile(rb"<f[^<>]*>[^<]*(?:" + UNSAFE_FORMULA.pattern.encode() + rb")", re.IGNORECASE)
_COLUMNS = re.compile(rb"""\br\s*=\s*["']([A-Z]{1,3})[0-9]""")
_MOST_WIDENINGS = 8
_FEW_ROWS, _MANY_BYTES, _LONGEST_TAG = 8, 1 << 16, 100
_LONGEST_ROW = 1 << 20


@dataclass(frozen=True)
class Scanned:
    """Result of scanning one sheet. `facts`: cells with errors or formulas, months, hidden rows, colours.

    `cut`: byte positions (first, behind the last) of an element at which calamine would stop and which it does not
    need; None if there is none.
    """

    facts: SheetFacts
    cut: tuple[int, int] | None = None


def scan_sheet(
    chunks: Iterable[bytes],
    name: str,
    styles: Styles,
    limits: Limits,
    is_uncalculated: bool = False,
    struck: StruckTexts = StruckTexts(),  # noqa: B008 - it cannot be changed
) -> Scanned:
    """Scan the XML of one sheet, given in pieces, and return the facts besides its values. The values are read later.

    The facts: cells with errors, formulas, dates shown as months, hidden rows, colours. The result also states the
    bytes (`cut`) that calamine must not see, if any. `name`: the sheet's place in Chinese, for the reasons. `styles`:
    cell styles of the workbook. `is_uncalculated`: the workbook is to be calculated when it is opened. `struck`:
    numbers of the shared texts that are struck out. Raises ReadRefused for far cells, rows or cells that are there
    twice, formulas that access other systems, and XML that calamine would read otherwise.
    """
    scan = _Scan(name, styles, limits, is_uncalculated, struck)
    try:
        for chunk in chunks:
            scan.take(chunk)
        scan.finish()
    except expat.ExpatError:
        raise refuse("file_unreadable", sheet=name) from None
    return Scanned(scan.facts, scan.parsed.cut)


class _Scan:
    """The state of one scan. `waiting`: bytes that were neither searched nor parsed yet."""

    def __init__(self, name: str, styles: Styles, limits: Limits, is_uncalculated: bool, struck: StruckTexts) -> None:
        self.facts = SheetFacts()
        self.extent = Extent(name, limits)
        self.parsed = ParsedSheet(self.facts, self.extent, styles, is_uncalculated, struck)
        self.has_struck = any(struck)
        self.is_uncalculated = is_uncalculated
        self.marked = spelling.with_style(styles.marked)
        self.months = spelling.with_style(styles.showing("month"))
        self.years = spelling.with_style(styles.showing("year"))
        self.written = {code: spelling.with_style(numbers) for code, numbers in styles.written.items()}
        self.waiting = b""
        self.is_head, self.is_parsed_only = True, False
        self.any_look = spelling.any_style(styles.with_facts)
        self.width, self.widenings, self.parsed_in_a_row = 1, 0, 0
        self.prefix = b""

    def take(self, chunk: bytes) -> None:
        self.waiting += chunk
        if self.is_head:
            self._head()
        if not self.is_head and not self.is_parsed_only:
            self._rows()
        if self.is_parsed_only:
            self._parse(len(self.waiting))

    def finish(self) -> None:
        self._parse(len(self.waiting))
        self.parsed.parser.Parse(b"", True)
        self.extent.check_end()
        self.facts.reach = (self.extent.height, self.extent.width)

    def _parse(self, end: int) -> None:
        self.parsed.feed(self.waiting[:end])
        self.waiting = self.waiting[end:]

    def _head(self) -> None:
        """Parse up to the first row."""
        data = _DATA.search(self.waiting)
        if data is None:
            self._parse(self.waiting.rfind(b"<") if len(self.waiting) < _LONGEST_ROW else len(self.waiting))
            return
        self._parse(data.end())
        self.is_head = False
        self.prefix = self.parsed.prefix
        self.is_parsed_only = not self.parsed.is_between_rows

    def _rows(self) -> None:
        """Search rows in a known spelling, and parse the others, while whole rows are there."""
        at, row_end = 0, b"</" + self.prefix + b"row>"
        data = self.waiting
        while not self.is_parsed_only:
            at = self._searched(data, at)
            end = data.find(row_end, at)
            if end < 0:
                self.is_parsed_only = len(data) - at > _LONGEST_ROW or data.find(b"sheetData", at) >= 0
                break
            row = data[at : end + len(row_end)]
            if self._widened(row):
                continue
            if self.parsed_in_a_row > _FEW_ROWS:  # many rows at a time, where no row is in the known spelling
                row = data[at : data.rfind(row_end, at, at + _MANY_BYTES) + len(row_end)] or row
            at += len(row)
            self._parse_rows(row)
        self.waiting = data[at:]

    def _searched(self, data: bytes, at: int) -> int:
        """Note the facts of the next rows that need no parser, and return where they end."""
        known = spelling.known_rows(self.prefix, self.width).match(data, at)
        if known:
            self._known(data[at : known.end()])
            self.parsed_in_a_row = 0
            at = known.end()
        quote = b"'" if data.find(b"'", at, at + _LONGEST_TAG) >= 0 else b'"'
        plain = spelling.plain_rows(self.prefix, self.width, quote).match(data, at)
        if plain:
            rows = data[at : plain.end()]
            numbers = None if self.has_struck else spelling.plain_row_numbers(rows, self.prefix, self.any_look)
            if numbers is None:
                self._parse_rows(rows)
            else:
                self.extent.add_rows(numbers, self.width)
                self.parsed.skip_rows()
            at = plain.end()
        return at

    def _parse_rows(self, rows: bytes) -> None:
        self.parsed.feed(rows)
        self.parsed_in_a_row += 1
        # within a comment an end of a row would be none
        self.is_parsed_only |= not self.parsed.is_between_rows or b"<!" in rows or b"<?" in rows

    def _widened(self, row: bytes) -> bool:
        """Return whether the row is longer than the rows so far; it is then to be tried again."""
        columns = [self.extent.column_number(letters) for letters in _COLUMNS.findall(row)]
        width = max(columns, default=0)
        if not self.width < width <= self.extent.limits.columns or self.widenings == _MOST_WIDENINGS:
            return False
        self.width = width
        self.widenings += 1
        return True

    def _known(self, rows: bytes) -> None:
        """Note the facts of rows in the known spelling."""
        facts = self.facts
        if self.prefix:
            rows = rows.replace(b"<" + self.prefix, b"<").replace(b"</" + self.prefix, b"</")
        self.extent.add_rows(spelling.row_numbers(rows), self.width)
        self.parsed.skip_rows()
        facts.hidden_rows |= spelling.has_hidden_row(rows)
        facts.errors += spelling.error_cells(rows)
        for row, column, _ in spelling.styled_cells(rows, self.marked):
            facts.marked_rows.setdefault(row, set()).add(column)
        if self.has_struck:
            for row, column, text in spelling.shared_texts(rows):
                self.parsed.add_shared_text(row, column, text)
        for styles, shown in ((self.months, facts.months), (self.years, facts.years)):
            for row, column, is_number in spelling.styled_cells(rows, styles):
                if is_number:
                    shown.setdefault(column, []).append(row)
        for code, styles in self.written.items():
            for row, column, is_number in spelling.styled_cells(rows, styles):
                if is_number:
                    facts.written.setdefault((column, code), []).append(row)
        if spelling.has_formula(rows):
            facts.formulas = True
            if _UNSAFE_FORMULA.search(rows):
                raise refuse("formula_unsafe", sheet=self.extent.sheet)
            facts.without_value += spelling.cells_without_value(rows)
            if self.is_uncalculated:
                facts.stand_ins += spelling.stand_in_cells(rows)
