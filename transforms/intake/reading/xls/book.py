"""Reads the global records of an old workbook: sheets, texts, styles, code page, origin of dates."""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from transforms.intake.base.reasons import refuse
from transforms.intake.reading.number_formats import (
    Shown,
    changes_numbers,
    changes_texts,
    shown_by_built_in,
    shown_by_code,
)
from transforms.intake.reading.xls import records
from transforms.intake.reading.xls.records import Places, body, find_records, pieces
from transforms.intake.reading.xls.struck_texts import struck_texts
from transforms.intake.reading.xls.texts import Texts, codec_of, long_text, short_text
from transforms.intake.reading.xlsx.struck_texts import StruckTexts

_BIFF8, _BIFF5 = 0x0600, 0x0500
_GLOBALS = 0x0005
_WORKSHEET, _MACRO_SHEET, _CHART = 0, 1, 2
_NO_FONT_FOUR = 4  # fonts are counted without a number 4
_STRUCK_OUT = 0x0008
_AUTOMATIC = 0x7FFF
_BLACK_OF_PALETTE = frozenset({0, 8, 64})  # the colours below 8 are fixed; 64 is the system's colour of text
_FIRST_OF_PALETTE = 8
_TEXT_COLOUR = 0x000D
_INDEXED, _RGB, _THEME = 1, 2, 3
_OWN_REFERENCES = (0x0401, 0x3A01)  # of the workbook to itself, and to functions of add-ins
_PROGRAM = "\x03"  # separates a program from its topic, and folders in an encoded path
_ENCODED_PATH = "\x01"
_THEME_TEXT = (0, 1)  # black and white of a theme: the font's own colour is exact for them


@dataclass(frozen=True)
class ListedSheet:
    """A sheet as the workbook lists it. `place`: byte position in the stream at which its records begin.

    `is_table`: it has cells and is no chart. `hidden`: hidden, whether or not Excel can show it again.
    """

    name: str
    place: int
    is_table: bool
    hidden: bool


@dataclass
class Book:
    """Facts of an old workbook that hold for all its sheets.

    `codec`: Python's name of the encoding of texts, None if they are UTF-16 (BIFF8). `texts`: texts that cells refer to
    by number. `shown`: for each style, the part of a date that its number format shows. `written`: style -> code of its
    number format, if that shows whole numbers otherwise than by their digits (000000). `marked`: for each style,
    whether it has a fill, a coloured or a struck-out font. `date1904`: day numbers count from 1904. `calculated_by`:
    version of the program that calculated the formulas, 0 if they are to be calculated on opening, None if it is not
    stated. `has_links`: formulas refer to other workbooks. `struck_fonts`: numbers of the fonts that strike out, as
    runs of texts count them. `struck`: numbers of the texts that are struck out.
    """

    codec: str | None = None
    sheets: list[ListedSheet] = field(default_factory=list)
    texts: npt.NDArray[np.object_] = field(default_factory=lambda: np.zeros(0, dtype=object))
    shown: list[Shown] = field(default_factory=list)
    written: dict[int, str] = field(default_factory=dict)
    marked: npt.NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, dtype=np.bool_))
    date1904: bool = False
    calculated_by: int | None = None
    has_links: bool = False
    struck_fonts: frozenset[int] = frozenset()
    struck: StruckTexts = field(default_factory=StruckTexts)


def read_book(content: bytes) -> Book:
    """Read what holds for all sheets of an old workbook: list of sheets, shared texts, styles, encoding, date origin.

    A `Book` has these, with for each style the part of a date that it shows and whether it is coloured or struck out,
    the version of the calculating program, and whether formulas refer to other workbooks. Cells are read later, by
    `read_sheet`. `content`: stream of the workbook, from the OLE container. Raises ReadRefused for a workbook of Excel
    2 to 4, with a password or with a macro sheet, and ValueError or struct.error if the stream contradicts itself.
    """
    _check_version(content)
    places = find_records(content, 0)
    if places.get(records.FILEPASS):
        raise refuse("file_encrypted")
    is_new = struct.unpack_from("<H", content, 4)[0] == _BIFF8
    book = Book(codec=None if is_new else _codec(content, places))
    book.sheets = [_listed(body(content, at), book.codec) for at in places[records.BOUNDSHEET]]
    if len({sheet.place for sheet in book.sheets}) != len(book.sheets):
        raise ValueError("two sheets in one place")
    texts, runs = list[str](), dict[int, bytes]()
    for at in places[records.SHARED_TEXTS]:
        shared = Texts(pieces(content, at), 8)
        texts, runs = shared.take_all(), shared.runs
        book.texts = np.empty(len(texts), dtype=object)
        book.texts[:] = texts
    book.date1904 = any(body(content, at)[:1] == b"\x01" for at in places[records.DATEMODE])
    for at in places[records.RECALCID]:
        book.calculated_by = struct.unpack_from("<I", content, at + 8)[0]
    links = [_is_link(body(content, at)) for at in places[records.EXTERNAL_BOOK] if is_new]
    book.has_links = any(links)
    _add_styles(book, content, places, is_new)
    book.struck = struck_texts(texts, runs, book.struck_fonts)
    return book


def _is_link(record: bytes) -> bool:
    """Return whether a record of external references names another workbook.

    Raises ReadRefused if it names a running program (DDE, OLE) instead.
    """
    if struct.unpack_from("<H", record, 2)[0] in _OWN_REFERENCES:
        return False
    path = long_text([record], 2, None)
    if _PROGRAM in path and not path.startswith(_ENCODED_PATH):
        raise refuse("file_macro")
    return True


def _check_version(content: bytes) -> None:
    kind, size, version = struct.unpack_from("<HHH", content)
    if kind in records.OLD_BOFS or (kind == records.BOF and version in (0x0200, 0x0300, 0x0400)):
        raise refuse("file_type", "这是很旧的 Excel 格式（2.0–4.0 版），请在表格软件中打开后另存为 xlsx。")
    if kind != records.BOF or size < 4 or version not in (_BIFF8, _BIFF5):
        raise ValueError("a stream that does not begin with a known version")
    if struct.unpack_from("<H", content, 6)[0] != _GLOBALS:
        raise ValueError("a workbook without globals")


def _codec(content: bytes, places: Places) -> str:
    """Return the codec of the code page. Texts of a workbook that states none are ASCII."""
    pages = [struct.unpack_from("<H", content, at + 4)[0] for at in places[records.CODEPAGE]]
    return codec_of(pages[-1] if pages else 367)


def _listed(record: bytes, codec: str | None) -> ListedSheet:
    place, state, kind = struct.unpack_from("<IBB", record)
    if kind == _MACRO_SHEET:
        raise refuse("file_macro")
    return ListedSheet(short_text(record, 6, codec), place, kind == _WORKSHEET, bool(state & 3))


def _add_styles(book: Book, content: bytes, places: Places, is_new: bool) -> None:
    """Add for every cell style what its number format shows, and whether it is marked."""
    codes = {}
    for at in places[records.FORMAT]:
        record = body(content, at)
        number = struct.unpack_from("<H", record)[0]
        codes[number] = long_text([record], 2, None) if is_new else short_text(record, 2, book.codec)
    is_plain = _plain_colours(content, places)
    fonts, struck = [], set()
    for slot, at in enumerate(places[records.FONT]):
        _, flags, colour = struct.unpack_from("<HHH", content, at + 4)
        fonts.append(bool(flags & _STRUCK_OUT) or not is_plain(colour))
        struck |= {slot + (slot >= _NO_FONT_FOUR)} if flags & _STRUCK_OUT else set()
    book.struck_fonts = frozenset(struck)
    marked = []
    for at in places[records.XF]:
        record = body(content, at)
        font, number = struct.unpack_from("<HH", record)
        book.shown.append(shown_by_code(codes[number]) if number in codes else shown_by_built_in(number))
        if changes_numbers(codes.get(number, "")):
            book.written[len(book.shown) - 1] = codes[number]
        pattern = struct.unpack_from("<I", record, 14)[0] >> 26 if is_new else struct.unpack_from("<H", record, 10)[0]
        slot = font - (font > _NO_FONT_FOUR)
        hides = changes_texts(codes.get(number, ""))
        marked.append(hides or bool(pattern & 0x3F) or (slot < len(fonts) and fonts[slot]))
    for at in places[records.XF_EXTENSION]:
        record = body(content, at)
        style = struct.unpack_from("<H", record, 14)[0]
        if style < len(marked):
            marked[style] |= _has_coloured_text(record, is_plain)
    book.marked = np.array(marked, dtype=np.bool_)


def _plain_colours(content: bytes, places: Places) -> Callable[[int], bool]:
    """Return the test whether a colour's number means black or the automatic colour, by the workbook's own palette."""
    black = set(_BLACK_OF_PALETTE)
    for at in places[records.PALETTE]:
        record = body(content, at)
        for number in range(struct.unpack_from("<H", record)[0]):
            place = _FIRST_OF_PALETTE + number
            black.discard(place)
            if record[2 + number * 4 :][:3] == b"\0\0\0":
                black.add(place)
    return lambda colour: colour == _AUTOMATIC or colour in black


def _has_coloured_text(record: bytes, is_plain: Callable[[int], bool]) -> bool:
    """Return whether an extension of a style gives its text a colour: Excel 2007 writes theme colours only there."""
    at = 20
    for _ in range(struct.unpack_from("<H", record, 18)[0]):
        kind, size = struct.unpack_from("<HH", record, at)
        if kind == _TEXT_COLOUR:
            source, _, value = struct.unpack_from("<HhI", record, at + 4)
            if source == _RGB:
                return bool(value & 0xFFFFFF)
            if source == _THEME:
                return value not in _THEME_TEXT
            return source == _INDEXED and not is_plain(value)
        if size < 4:
            raise ValueError("an extension of no size")
        at += size
    return False
