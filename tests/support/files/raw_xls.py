"""A workbook of the old binary kind (BIFF8 or BIFF5 in an OLE container), record by record; and any OLE file."""

from __future__ import annotations

import datetime as dt
import struct
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

SIGNATURE = bytes.fromhex("d0cf11e0a1b11ae1")
_SECTOR = 512
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_NONE = 0xFFFFFFFF
_SMALLEST_STREAM = 4096  # shorter ones would live in a container of their own
_XF_PLAIN, _XF_DATE, _XF_RED, _XF_FIRST_FREE = 15, 16, 17, 18
_FIRST_FORMAT = 164
_NOT_AVAILABLE = 0x2A
_STRUCK_FONT = 6  # the sixth font: fonts are counted without a number 4


@dataclass(frozen=True)
class Broken:
    """A cell that holds an error (#N/A), typed in or as the last result of a formula."""

    computed: bool = False


@dataclass(frozen=True)
class Computed:
    """A formula with its last result: a text (also an empty one), a number, a truth, or None for none at all.

    `kind`: number of its record. `blank`: an empty text as its own kind of result, as Excel and xlwt write it.
    """

    result: Any
    kind: int = 0x0006
    blank: bool = True


@dataclass(frozen=True)
class Shown:
    """A date or number with a number format: a code, or the number of a built-in one."""

    value: Any
    number_format: str | int


@dataclass(frozen=True)
class Rich:
    """A text with runs: (position of the first character, whether it is struck out) each."""

    text: str
    runs: tuple[tuple[int, bool], ...]

    def stored(self, form: str) -> bytes:
        return b"".join(struct.pack(form, at, _STRUCK_FONT if is_struck else 0) for at, is_struck in self.runs)


@dataclass(frozen=True)
class Raw:
    """A record of a number that nobody expects, for a cell: `content` follows row, column and style."""

    kind: int
    content: bytes = b""


@dataclass(frozen=True)
class Looks:
    """How rows and columns of every sheet look, counted from 0."""

    hidden_rows: Collection[int] = ()
    hidden_columns: Collection[int] = ()
    red_rows: Collection[int] = ()
    is_filtered: bool = False
    is_conditional: bool = False
    is_uncalculated: bool = False


@dataclass(frozen=True)
class Writer:
    """How a program writes old workbooks.

    `code_page`: None states none. `shared`: texts in one table. `calculated_by`: version of the program that calculated
    the formulas. `theme`: content of the record THEME. `palette`: colours from number 8 on. `text_colour`: number or
    (source, value) of the red style's font colour, in place of its fill; 'struck': its font is struck out.
    `piece_bytes`: longest record of shared texts.
    """

    version: int = 8
    code_page: int | None = 1200
    codec: str = "gbk"
    stream: str = "Workbook"
    shared: bool = False
    calculated_by: int | None = None
    theme: bytes = b""
    palette: Sequence[bytes] = ()
    text_colour: int | tuple[int, int] | Literal["struck"] | None = None
    piece_bytes: int = 8224


PLAIN = Looks()
USUAL = Writer()


def ole(streams: Mapping[str, bytes]) -> bytes:
    """A container with streams of the root. They are padded to the size from which they get sectors of their own."""
    sectors: list[bytes] = []
    chain: list[int] = []
    entries = []
    for name, content in streams.items():
        content = content.ljust(_SMALLEST_STREAM, b"\0")
        first = len(chain)
        pieces = [content[at : at + _SECTOR].ljust(_SECTOR, b"\0") for at in range(0, len(content), _SECTOR)]
        sectors += pieces
        chain += [*range(first + 1, first + len(pieces)), _END]
        entries.append(_entry(name, 2, first, len(content)))
    entries = [_entry("Root Entry", 5, _END, 0, child=1), *_siblings(entries)]
    directory = b"".join(entries).ljust(-(-len(entries) // 4) * _SECTOR, b"\0")
    first_directory = len(chain)
    pieces = [directory[at : at + _SECTOR] for at in range(0, len(directory), _SECTOR)]
    sectors += pieces
    chain += [*range(first_directory + 1, first_directory + len(pieces)), _END]
    fat_sectors = 1
    while fat_sectors * 128 < len(chain) + fat_sectors:
        fat_sectors += 1
    first_fat = len(chain)
    chain += [_FAT] * fat_sectors
    table = b"".join(struct.pack("<I", one) for one in chain).ljust(fat_sectors * _SECTOR, b"\xff")
    places = [*range(first_fat, first_fat + fat_sectors)]
    assert len(places) <= 109, "too large for this writer"
    header = SIGNATURE + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIIIIIII", 0, fat_sectors, first_directory, 0, _SMALLEST_STREAM, _END, 0, _END, 0)
    header += b"".join(struct.pack("<I", one) for one in places + [_FREE] * (109 - len(places)))
    return header + b"".join(sectors) + table


def _entry(name: str, kind: int, first: int, size: int, child: int = _NONE, right: int = _NONE) -> bytes:
    text = name.encode("utf-16-le")
    return (
        text.ljust(64, b"\0")
        + struct.pack("<HBBIII", len(text) + 2, kind, 1, _NONE, right, child)
        + bytes(36)
        + struct.pack("<IQ", first, size)
    )


def _siblings(entries: list[bytes]) -> list[bytes]:
    """Each entry points to the next: a tree that is a list is still one."""
    linked = []
    for at, entry in enumerate(entries, 1):
        following = at + 1 if at < len(entries) else _NONE
        linked.append(entry[:72] + struct.pack("<I", following) + entry[76:])
    return linked


@dataclass
class _Pool:
    """What the records of the globals must list: number formats of cells, and shared texts."""

    writer: Writer
    formats: dict[str | int, int] = field(default_factory=dict)
    texts: dict[str | Rich, int] = field(default_factory=dict)

    def style(self, number_format: str | int) -> int:
        return _XF_FIRST_FREE + self.formats.setdefault(number_format, len(self.formats))


def xls(sheets: Mapping[str, Sequence[Sequence[Any]]], *, date1904: bool = False, extra: bytes = b"",
        streams: Mapping[str, bytes] | None = None, hidden: Sequence[str] = (),
        looks: Looks = PLAIN, writer: Writer = USUAL) -> bytes:  # fmt: skip
    """Sheets by name. Text, numbers and dates; `extra` records stand at the beginning of the workbook's globals."""
    pool = _Pool(writer)
    bodies = [_sheet(rows, date1904, looks, pool) for rows in sheets.values()]
    head = _begin(writer, 0x0005) + extra
    if writer.code_page is not None:
        head += _record(0x0042, struct.pack("<H", writer.code_page))
    head += _record(0x0022, struct.pack("<H", int(date1904))) + _styles(pool)
    if writer.calculated_by is not None:
        head += _record(0x01C1, struct.pack("<HHI", 0x01C1, 0, writer.calculated_by))
    if writer.theme:
        head += _record(0x0896, struct.pack("<HHIII", 0x0896, 0, 0, 0, 124226) + writer.theme)
    listed = [(name, struct.pack("<BB", name in hidden, 0) + _short(name, writer)) for name in sheets]
    rest = _shared(pool) + _record(0x000A, b"")
    position = len(head) + sum(8 + len(entry) for _, entry in listed) + len(rest)
    for (_, entry), body in zip(listed, bodies, strict=True):
        head += _record(0x0085, struct.pack("<I", position) + entry)
        position += len(body)
    return ole({writer.stream: head + rest + b"".join(bodies), **(streams or {})})


def _begin(writer: Writer, kind: int) -> bytes:
    if writer.version == 8:
        return _record(0x0809, struct.pack("<HHHHII", 0x0600, kind, 0, 0, 0, 0))
    return _record(0x0809, struct.pack("<HHHH", 0x0500, kind, 0, 0))


def _styles(pool: _Pool) -> bytes:
    """Fonts, palette, number formats and cell styles. The red style has a fill, or a font of its own colour."""
    writer, whole = pool.writer, b""
    colour = writer.text_colour
    for at in range(6):  # fonts are counted without a number 4
        own = colour if at == 4 and isinstance(colour, int) else 0x7FFF
        flags = 0x0008 * (at == 5)
        whole += _record(
            0x0031, struct.pack("<HHHHHBBBB", 200, flags, own, 400, 0, 0, 0, 0, 0) + _short("Arial", writer)
        )
    if writer.palette:
        whole += _record(0x0092, struct.pack("<H", len(writer.palette)) + b"".join(c + b"\0" for c in writer.palette))
    codes = {code: _FIRST_FORMAT + at for at, code in enumerate(pool.formats) if isinstance(code, str)}
    for code, number in codes.items():
        text = _long(code, writer) if writer.version == 8 else _short(code, writer)
        whole += _record(0x041E, struct.pack("<H", number) + text)
    numbers = [codes[code] if isinstance(code, str) else code for code in pool.formats]
    for at in range(_XF_FIRST_FREE + len(numbers)):
        number = numbers[at - _XF_FIRST_FREE] if at >= _XF_FIRST_FREE else 14 if at == _XF_DATE else 0
        font = 5 if at == _XF_RED and isinstance(colour, int) else 0
        font = _STRUCK_FONT if at == _XF_RED and colour == "struck" else font
        pattern = int(at == _XF_RED and colour is None)
        head = struct.pack("<HHH", font, number, 0)
        if writer.version == 8:
            whole += _record(0x00E0, head + bytes(8) + struct.pack("<I", pattern << 26) + bytes(2))
        else:
            whole += _record(0x00E0, head + bytes(4) + struct.pack("<H", pattern) + bytes(4))
    if isinstance(colour, tuple):
        source, value = colour
        extension = struct.pack("<HHHhI", 0x000D, 20, source, 0, value) + bytes(8)
        whole += _record(
            0x087D, struct.pack("<H", 0x087D) + bytes(10) + struct.pack("<HHHH", 0, _XF_RED, 0, 1) + extension
        )
    return whole


def _shared(pool: _Pool) -> bytes:
    """The table of shared texts, continued wherever a record is full, also inside of a text."""
    if not pool.texts:
        return b""
    size = pool.writer.piece_bytes
    pieces = [struct.pack("<II", len(pool.texts), len(pool.texts))]
    for text in pool.texts:
        runs = text.stored("<HH") if isinstance(text, Rich) else b""
        encoded = (text.text if isinstance(text, Rich) else text).encode("utf-16-le")
        if len(pieces[-1]) + 7 > size:
            pieces.append(b"")
        pieces[-1] += struct.pack("<HB", len(encoded) // 2, 9 if runs else 1)
        pieces[-1] += struct.pack("<H", len(runs) // 4) if runs else b""
        while encoded:
            room = (size - len(pieces[-1])) // 2 * 2
            pieces[-1] += encoded[:room]
            encoded = encoded[room:]
            if encoded:
                pieces.append(b"\x01")
        while runs:
            room = size - len(pieces[-1])
            pieces[-1] += runs[:room]
            runs = runs[room:]
            pieces += [b""] if runs else []
    return _record(0x00FC, pieces[0]) + b"".join(_record(0x003C, piece) for piece in pieces[1:])


def _sheet(rows: Sequence[Sequence[Any]], date1904: bool, looks: Looks, pool: _Pool) -> bytes:
    width = max((len(row) for row in rows), default=0)
    whole = [_begin(pool.writer, 0x0010)]
    whole += [_record(0x005E, b"\0\0")] * looks.is_uncalculated
    whole += [_record(0x007D, struct.pack("<HHHHHH", at, at, 2000, 15, 1, 0)) for at in looks.hidden_columns]
    whole += [_record(0x009B, b"")] * looks.is_filtered
    whole.append(_record(0x0200, struct.pack("<IIHHH", 0, len(rows), 0, width, 0)))
    for at in looks.hidden_rows:
        whole.append(_record(0x0208, struct.pack("<HHHHHHI", at, 0, width, 255, 0, 0, 0x20)))
    for at, row in enumerate(rows):
        style = _XF_RED if at in looks.red_rows else _XF_PLAIN
        for place, value in enumerate(row):
            if value not in (None, ""):
                whole.append(_cell(struct.pack("<HH", at, place), value, style, date1904, pool))
    whole += [_record(0x01B0, bytes(14))] * looks.is_conditional
    whole.append(_record(0x000A, b""))
    return b"".join(whole)


def _cell(head: bytes, value: Any, style: int, date1904: bool, pool: _Pool) -> bytes:
    if isinstance(value, Shown):
        value, style = value.value, pool.style(value.number_format)
    elif isinstance(value, dt.date):
        style = _XF_DATE
    head += struct.pack("<H", style)
    if isinstance(value, Raw):
        return _record(value.kind, head + value.content)
    if isinstance(value, Broken) and not value.computed:
        return _record(0x0205, head + struct.pack("<BB", _NOT_AVAILABLE, 1))
    if isinstance(value, Broken | Computed):
        return _formula(head, value, pool.writer)
    if isinstance(value, bool):
        return _record(0x0205, head + struct.pack("<BB", value, 0))
    if isinstance(value, dt.date):
        zero = dt.date(1904, 1, 1) if date1904 else dt.date(1899, 12, 30)
        value = (value - zero).days
    if isinstance(value, int | float):
        return _record(0x0203, head + struct.pack("<d", value))
    if pool.writer.shared and pool.writer.version == 8:
        text = value if isinstance(value, Rich) else str(value)
        return _record(0x00FD, head + struct.pack("<I", pool.texts.setdefault(text, len(pool.texts))))
    if isinstance(value, Rich):
        form, count = ("<HH", "<H") if pool.writer.version == 8 else ("<BB", "<B")
        runs = struct.pack(count, len(value.runs)) + value.stored(form)
        return _record(0x00D6, head + _long(value.text, pool.writer) + runs)
    return _record(0x0204, head + _long(str(value), pool.writer))


def _formula(head: bytes, value: Broken | Computed, writer: Writer) -> bytes:
    result = value.result if isinstance(value, Computed) else None
    kind = value.kind if isinstance(value, Computed) else 0x0006
    end = struct.pack("<HIH", 0, 0, 2) + b"\x1c\x2a"
    following = b""
    if isinstance(value, Broken):
        octets = struct.pack("<BBBBBBH", 2, 0, _NOT_AVAILABLE, 0, 0, 0, 0xFFFF)
    elif isinstance(result, bool):
        octets = struct.pack("<BBBBBBH", 1, 0, result, 0, 0, 0, 0xFFFF)
    elif isinstance(result, int | float):
        octets = struct.pack("<d", result)
    elif result == "" and value.blank:
        octets = struct.pack("<BBBBBBH", 3, 0, 0, 0, 0, 0, 0xFFFF)
    else:
        octets = struct.pack("<BBBBBBH", 0, 0, 0, 0, 0, 0, 0xFFFF)
        following = b"" if result is None else _record(0x0207, _long(str(result), writer))
    return _record(kind, head + octets + end) + following


def _short(text: str, writer: Writer) -> bytes:
    if writer.version != 8:
        octets = text.encode(writer.codec)
        return struct.pack("<B", len(octets)) + octets
    encoded = text.encode("utf-16-le")
    return struct.pack("<BB", len(encoded) // 2, 1) + encoded


def _long(text: str, writer: Writer) -> bytes:
    if writer.version != 8:
        octets = text.encode(writer.codec)
        return struct.pack("<H", len(octets)) + octets
    encoded = text.encode("utf-16-le")
    return struct.pack("<HB", len(encoded) // 2, 1) + encoded


def _record(kind: int, content: bytes) -> bytes:
    return struct.pack("<HH", kind, len(content)) + content
