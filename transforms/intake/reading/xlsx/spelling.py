"""The spelling in which the known programs write the rows of a sheet: bytes that need no parser. Runs in the worker.

Excel, WPS, LibreOffice, openpyxl, XlsxWriter, POI, SheetJS, exceljs and pyexcelerate write rows in this way: double
quotes, the reference first, numbers without entities, formula before value. A row in another spelling is parsed.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from transforms.intake.reading.header import column_letter

_SPACE = rb'(?: xml:space="preserve")?+'
_TEXT = rb"[^<&]*+(?:&(?:amp|lt|gt|quot|apos);[^<&]*+)*+"
_STYLE, _TYPE = rb' s="[0-9]{1,6}+"', rb' t="[A-Za-z]{1,9}+"'
_ATTRIBUTES = (
    rb"(?:(?:" + _STYLE + rb")?+(?:" + _TYPE + rb")?+|" + _TYPE + _STYLE + rb")"
    rb'(?: cm="[0-9]++")?+(?: vm="[0-9]++")?+(?: ph="[01]")?+'
)
_FORMULA = rb'<f(?: [A-Za-z0-9]++="[^"<>&]*+")*+(?:/>|>' + _TEXT + rb"</f>)"
_VALUE = rb"<v(?:/>|" + _SPACE + rb">[^<&]*+</v>)"
_STRING = rb"<is><t" + _SPACE + rb">[^<]*+</t></is>"
_CONTENT = _ATTRIBUTES + rb"(?:/>|>(?:" + _FORMULA + rb")?+(?:" + _VALUE + rb"|" + _STRING + rb")?+</c>)"
_ROW_ATTRIBUTES = rb'(?: [A-Za-z0-9:]++="[^"<>]*+")*+'
_NAMES = re.compile(rb"<(/?)(row|c|f|v|is|t)(?=[ />(\\])")  # in the expressions above

_ROW_NUMBER = re.compile(rb'<row r="([0-9]+)"')
_PLACE = rb'<c r="([A-Z]+)([0-9]+)"'
_ERROR = re.compile(_PLACE + rb'[^<>]*? t="e"')
_HIDDEN = re.compile(rb'<row [^<>]*? hidden="(?:1|true)"')
_COMPUTED = _PLACE + rb"([^<>]*+)><f[^<>]*+>(?:[^<]*+</f>)?+"
_WITHOUT_VALUE = re.compile(_COMPUTED + rb"(<v/>|<v></v>)?+</c>")
_STAND_IN = re.compile(_COMPUTED + rb"(?:<v/>|<v>(0?(?:\.0*+)?+)</v>)</c>")
_KIND = re.compile(rb' t="([A-Za-z]+)"')


@functools.lru_cache(maxsize=64)
def known_rows(prefix: bytes, width: int) -> re.Pattern[bytes]:
    """Return the expression for any number of rows. `prefix`: of each element; `width`: columns that a row may have.

    A row that matches has each column once at most, in their order, and cells of that row only.
    """
    cells = b"".join(rb'(?:<c r="' + column_letter(at).encode() + rb'\1"' + _CONTENT + rb")?+" for at in range(width))
    rows = rb'(?:<row r="([1-9][0-9]{0,6}+)"' + _ROW_ATTRIBUTES + rb"(?:/>|>\s*+" + cells + rb"</row>)\s*+)+"
    return re.compile(_NAMES.sub(lambda tag: b"<" + tag[1] + re.escape(prefix) + tag[2], rows))


def row_numbers(rows: bytes) -> list[bytes]:
    """Return the numbers of all rows."""
    return _ROW_NUMBER.findall(rows)


def has_hidden_row(rows: bytes) -> bool:
    """Return whether a row is hidden."""
    return b"hidden=" in rows and bool(_HIDDEN.search(rows))


def has_formula(rows: bytes) -> bool:
    """Return whether a cell has a formula."""
    return b"<f" in rows  # no other element of a row begins with f


def error_cells(rows: bytes) -> Iterator[tuple[int, str]]:
    """Yield row and column of each cell with an error value."""
    return _places(_ERROR, rows) if b't="e"' in rows else iter(())


def cells_without_value(rows: bytes) -> Iterator[tuple[int, str]]:
    """Yield row and column of each cell with a formula and no result; an empty text is a result."""
    for cell in _WITHOUT_VALUE.finditer(rows):
        if not (cell[4] and b't="str"' in cell[3]):
            yield int(cell[2]), cell[1].decode()


def stand_in_cells(rows: bytes) -> Iterator[tuple[int, str]]:
    """Yield row and column of each cell with a formula whose result is the number 0 or an empty text."""
    for cell in _STAND_IN.finditer(rows):
        kind = _KIND.search(cell[3])
        if (kind is None or kind[1] == b"n") if cell[4] else (kind is not None and kind[1] == b"str"):
            yield int(cell[2]), cell[1].decode()


def styled_cells(rows: bytes, styles: re.Pattern[bytes] | None) -> Iterator[tuple[int, str, bool]]:
    """Yield row and column of each cell with one of the styles, and whether its value is a number.

    `styles`: from `with_style`.
    """
    for cell in styles.finditer(rows) if styles else ():
        is_number = b" t=" not in cell[3] or b' t="n"' in cell[3]
        yield int(cell[2]), cell[1].decode(), is_number


def with_style(styles: frozenset[int]) -> re.Pattern[bytes] | None:
    """Return the expression for cells with one of the styles, None if there are no styles."""
    if not styles:
        return None
    numbers = b"|".join(str(style).encode() for style in sorted(styles))
    return re.compile(_PLACE + rb'(?=[^<>]*? s="0*(?:' + numbers + rb')")([^<>]*+)>')


def _places(cells: re.Pattern[bytes], rows: bytes) -> Iterator[tuple[int, str]]:
    return ((int(cell[2]), cell[1].decode()) for cell in cells.finditer(rows))
