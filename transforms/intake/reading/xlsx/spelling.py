"""The spelling in which the known programs write the rows of a sheet: bytes that need no parser. Runs in the worker.

Excel, WPS, LibreOffice, openpyxl, XlsxWriter, POI, SheetJS, exceljs and pyexcelerate write rows in this way: double
quotes, the reference first, numbers without entities, formula before value. A row in another spelling is parsed.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from typing import NamedTuple

from transforms.intake.reading.header import column_letter

_SPACE = rb'(?: xml:space="preserve")?+'
_TEXT = rb"[^<&]*+(?:&(?:amp|lt|gt|quot|apos);[^<&]*+)*+"
_STYLE = rb' s="[0-9]{1,6}+"'
_MORE = rb'(?: cm="[0-9]++")?+(?: vm="[0-9]++")?+(?: ph="[01]")?+'
_FORMULA = rb'(?:<f(?: [A-Za-z0-9]++="[^"<>&]*+")*+(?:/>|>' + _TEXT + rb"</f>))?+"
_STRING = rb"(?:<is><t" + _SPACE + rb">[^<]*+</t></is>)?+"


def _value(characters: bytes) -> bytes:
    return rb"(?:<v(?:/>|" + _SPACE + rb">" + characters + rb"*+</v>))?+"


def _content(kind: bytes, inner: bytes) -> bytes:
    """Return the expression for a cell after its place. `kind`: of its value, b'' if none is stated."""
    kind = rb' t="' + kind + rb'"' if kind else b""
    order = (
        rb"(?:" + kind + rb"|" + _STYLE + kind + rb"|" + kind + _STYLE + rb")" if kind else rb"(?:" + _STYLE + rb")?+"
    )
    return order + _MORE + rb"(?:/>|>" + inner + rb"</c>)"


# A number of a shared text must have digits only, else the reader takes the first text.
_CONTENTS = rb"(?:" + rb"|".join(
    (
        _content(b"s", _FORMULA + _value(b"[0-9]")),
        _content(b"", _FORMULA + _value(rb"[^<&\s]")),
        _content(b"inlineStr", _STRING),
        _content(b"str", _FORMULA + _value(b"[^<&]")),
        _content(b"[nbed]", _FORMULA + _value(rb"[^<&\s]")),
    )
) + rb")"  # fmt: skip
_ROW_ATTRIBUTES = rb'(?: [A-Za-z0-9:]++="[^"<>]*+")*+'
_ROW_NUMBER_ANYWHERE = re.compile(rb"""<row[^<>]*?\sr\s*+=\s*+["']([0-9]+)""")
_INLINE_VALUE = re.compile(rb"""inlineStr["'][^<>]*+>\s*+<(?:[\w.-]++:)?v""")
_LONGEST_CELL = 500  # before its value; a longer cell counts as doubtful
_SHARED = re.compile(rb"""\st\s*+=\s*+["']s["']""")
_NAMES = re.compile(rb"<(/?)(row|c|f|v|is|t)(?=[ />(\\])")  # in the expressions above

_ROW_NUMBER = re.compile(rb'<row r="([0-9]+)"')
_PLACE = rb'<c r="([A-Z]+)([0-9]+)"'
_ERROR = re.compile(_PLACE + rb'[^<>]*? t="e"')
_SHARED_TEXT = re.compile(_PLACE + rb'(?=[^<>]*? t="s")[^<>]*+>(?:<f[^<>]*+>(?:[^<]*+</f>)?+)?+<v[^<>]*+>([0-9]++)')
_HIDDEN = re.compile(rb'<row [^<>]*? hidden="(?:1|true)"')
_COMPUTED = _PLACE + rb"([^<>]*+)><f[^<>]*+>(?:[^<]*+</f>)?+"
_WITHOUT_VALUE = re.compile(_COMPUTED + rb"(<v/>|<v></v>)?+</c>")
_STAND_IN = re.compile(_COMPUTED + rb"(?:<v/>|<v>(0?(?:\.0*+)?+)</v>)</c>")
_KIND = re.compile(rb' t="([A-Za-z]+)"')


@functools.lru_cache(maxsize=64)
def known_rows(prefix: bytes, width: int) -> re.Pattern[bytes]:
    """Return the regular expression for one or more whole rows as known programs write them, formulas included.

    `prefix`: namespace prefix of each element with its colon, b'' if there is none. `width`: number of columns that a
    row may have. A row that matches has each column once at most, in their order, and cells of that row only.
    """
    cells = b"".join(rb'(?:<c r="' + column_letter(at).encode() + rb'\1"' + _CONTENTS + rb")?+" for at in range(width))
    rows = rb'(?:<row r="([1-9][0-9]{0,6}+)"' + _ROW_ATTRIBUTES + rb"(?:/>|>\s*+" + cells + rb"</row>)\s*+)+"
    return re.compile(_NAMES.sub(lambda tag: b"<" + tag[1] + re.escape(prefix) + tag[2], rows))


@functools.lru_cache(maxsize=64)
def plain_rows(prefix: bytes, width: int, quote: bytes) -> re.Pattern[bytes]:
    """Return the regular expression for one or more whole rows without formulas, with attributes in any order.

    `quote`: sign around the values of attributes. `prefix`: namespace prefix of each element with its colon, or b''.
    `width`: number of columns that a row may have. Matching rows may still contain facts (an error value, a hidden row,
    a style that counts): `plain_row_numbers` looks for these.
    """
    cells = b"".join(_plain_cell(column_letter(at).encode(), quote) for at in range(width))
    more = rb"(?:\s++(?!r\b)[A-Za-z0-9:]++\s*+=\s*+" + quote + rb"[^<>&" + quote + rb"]*+" + quote + rb")*+"
    row = rb"<row" + more + _attribute(rb"r", rb"([1-9][0-9]{0,6}+)", quote) + more + rb"\s*+"
    rows = rb"\s*+(?:" + row + rb"(?:/>|>\s*+" + cells + rb"</row\s*+>)\s*+)+"
    return re.compile(_NAMES.sub(lambda tag: b"<" + tag[1] + re.escape(prefix) + tag[2], rows))


def _attribute(name: bytes, value: bytes, quote: bytes) -> bytes:
    return rb"\s++" + name + rb"\s*+=\s*+" + quote + value + quote


def _plain_cell(column: bytes, quote: bytes) -> bytes:
    """Return the expression for a cell that may be missing; each attribute is there once at most, in any order."""
    r = _attribute(rb"r", column + rb"\1", quote)
    s = _attribute(rb"s", rb"[0-9]{1,6}+", quote)
    t = _attribute(rb"t", rb"(?:s|n|b|d|e|str|inlineStr)", quote)
    order = (
        rb"(?:%(r)b(?:%(s)b(?:%(t)b)?|%(t)b(?:%(s)b)?)?"
        rb"|%(s)b(?:%(r)b(?:%(t)b)?|%(t)b%(r)b)|%(t)b(?:%(r)b(?:%(s)b)?|%(s)b%(r)b))"
    )
    order %= {b"r": r, b"s": s, b"t": t}
    space = rb"(?:" + _attribute(rb"xml:space", rb"preserve", quote) + rb")?+\s*+"
    text = rb"<is\s*+>\s*+<t" + space + rb">[^<]*+</t\s*+>\s*+</is\s*+>"
    value = rb"<v\s*+(?:/>|>[^<&\s]*+</v\s*+>)"
    return rb"(?:<c" + order + rb"\s*+(?:/>|>\s*+(?:" + value + rb"|" + text + rb")?+\s*+</c\s*+>)\s*+)?+"


def plain_row_numbers(rows: bytes, prefix: bytes, styles: re.Pattern[bytes] | None) -> list[bytes] | None:
    """Return the row numbers, as digits, of rows that match `plain_rows`; None if a parser must look at the rows.

    It must if they may contain a fact (an error value, a hidden row, one of the styles) or a value that `is_doubtful`.
    `rows`: XML of the rows. `prefix`: namespace prefix of each element with its colon, or b''. `styles`: expression of
    `any_style` for the styles that are facts; None if there are none.
    """
    if any(mark in rows for mark in (b'"e"', b"'e'", b"hidden")) or (styles and styles.search(rows)):
        return None
    if is_doubtful(rows, prefix) or (b"inlineStr" in rows and _INLINE_VALUE.search(rows)):
        return None
    return _ROW_NUMBER_ANYWHERE.findall(rows.replace(b"<" + prefix, b"<") if prefix else rows)


def is_doubtful(rows: bytes, prefix: bytes) -> bool:
    """Return whether calamine, which reads the values later, may read a value of the rows wrongly.

    It may if a cell refers to a shared text without a number (calamine reads the first shared text), or if a number
    contains an entity (calamine reads a blank). `rows`: XML of the rows. `prefix`: namespace prefix of each element
    with its colon, or b''.
    """
    for value in _other_values(prefix).finditer(rows):
        place = value.start()
        cell = rows.rfind(b"<" + prefix + b"c", max(0, place - _LONGEST_CELL), place)
        if cell < 0 or b"&" in value[0] or _SHARED.search(rows, cell, place):
            return True
    return False


@functools.lru_cache(maxsize=64)
def _other_values(prefix: bytes) -> re.Pattern[bytes]:
    return re.compile(rb"<" + re.escape(prefix) + rb"v\b[^<>]*+>(?![0-9]*+</)[^<]*+")


def any_style(styles: frozenset[int]) -> re.Pattern[bytes] | None:
    """Return the regular expression that finds a style attribute with one of the numbers; None if `styles` is empty.

    `styles`: numbers of cell styles, from 0. The quotes and blanks of the attribute may be in any spelling.
    """
    numbers = b"|".join(str(style).encode() for style in sorted(styles))
    return re.compile(rb"""\ss\s*+=\s*+["']0*(?:""" + numbers + rb""")["']""") if styles else None


def row_numbers(rows: bytes) -> list[bytes]:
    """Return the row number (from 1, as digits) of each row, in their order.

    `rows`: XML that matches `known_rows`, without prefixes.
    """
    return _ROW_NUMBER.findall(rows)


def has_hidden_row(rows: bytes) -> bool:
    """Return whether a row is hidden. `rows`: XML that matches `known_rows`, without prefixes."""
    return b"hidden=" in rows and bool(_HIDDEN.search(rows))


def has_formula(rows: bytes) -> bool:
    """Return whether a cell has a formula. `rows`: XML that matches `known_rows`, without prefixes."""
    return b"<f" in rows  # no other element of a row begins with f


def error_cells(rows: bytes) -> Iterator[tuple[int, str]]:
    """Yield row number and column letters of each cell with an error value.

    `rows`: XML that matches `known_rows`, without prefixes.
    """
    return _places(_ERROR, rows) if b't="e"' in rows else iter(())


def shared_texts(rows: bytes) -> Iterator[tuple[int, str, int]]:
    """Yield row number, column letters and number of the text (from 0) of each cell with a shared text.

    `rows`: XML that matches `known_rows`, without prefixes.
    """
    for cell in _SHARED_TEXT.finditer(rows):
        yield int(cell[2]), cell[1].decode(), int(cell[3])


def cells_without_value(rows: bytes) -> Iterator[tuple[int, str]]:
    """Yield row number and column letters of each cell with a formula and no result; an empty text is a result.

    `rows`: XML that matches `known_rows`, without prefixes.
    """
    for cell in _WITHOUT_VALUE.finditer(rows):
        if not (cell[4] and b't="str"' in cell[3]):
            yield int(cell[2]), cell[1].decode()


def stand_in_cells(rows: bytes) -> Iterator[tuple[int, str]]:
    """Yield row number and column letters of each cell with a formula whose result is the number 0 or an empty text.

    In a workbook that was never calculated, programs write such a result in place of the missing one. `rows`: XML that
    matches `known_rows`, without prefixes.
    """
    for cell in _STAND_IN.finditer(rows):
        kind = _KIND.search(cell[3])
        if (kind is None or kind[1] == b"n") if cell[4] else (kind is not None and kind[1] == b"str"):
            yield int(cell[2]), cell[1].decode()


class StyledCells(NamedTuple):
    """Expressions that find cells with one of some styles. `attribute`: such a style; `cell`: the cell that has it."""

    attribute: re.Pattern[bytes]
    cell: re.Pattern[bytes]


def styled_cells(rows: bytes, styles: StyledCells | None) -> Iterator[tuple[int, str, bool]]:
    """Yield row number, column letters, and whether the value is a number or date, of each cell with one of the styles.

    `rows`: XML that matches `known_rows`, without prefixes. `styles`: expressions from `with_style`; None yields
    nothing.
    """
    # most sheets have no such cell, and to look for the attribute alone takes a tenth of the time
    if styles is None or not styles.attribute.search(rows):
        return
    for cell in styles.cell.finditer(rows):
        is_number = b" t=" not in cell[3] or any(kind in cell[3] for kind in (b' t="n"', b' t="d"'))
        yield int(cell[2]), cell[1].decode(), is_number


def with_style(styles: frozenset[int]) -> StyledCells | None:
    """Return the expressions that find cells with one of the style numbers; None if `styles` is empty.

    `styles`: numbers of cell styles, from 0. One match of `cell` is one cell; its groups are column letters, row number
    and the attributes after them. They are for XML that matches `known_rows`, without prefixes of XML namespaces;
    `styled_cells` takes them.
    """
    if not styles:
        return None
    numbers = b"|".join(str(style).encode() for style in sorted(styles))
    attribute = rb' s="0*(?:' + numbers + rb')"'
    return StyledCells(re.compile(attribute), re.compile(_PLACE + rb"(?=[^<>]*?" + attribute + rb")([^<>]*+)>"))


def _places(cells: re.Pattern[bytes], rows: bytes) -> Iterator[tuple[int, str]]:
    return ((int(cell[2]), cell[1].decode()) for cell in cells.finditer(rows))
