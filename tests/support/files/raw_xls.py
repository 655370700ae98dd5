"""A workbook of the old binary kind (BIFF8 in an OLE container), as small as can be read; and any OLE file."""

from __future__ import annotations

import datetime as dt
import struct
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

SIGNATURE = bytes.fromhex("d0cf11e0a1b11ae1")
_SECTOR = 512
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_NONE = 0xFFFFFFFF
_SMALLEST_STREAM = 4096  # shorter ones would live in a container of their own
_XF_PLAIN, _XF_DATE, _XF_RED = 15, 16, 17
_NOT_AVAILABLE = 0x2A


@dataclass(frozen=True)
class Broken:
    """A cell that holds an error (#N/A), typed in or as the last result of a formula."""

    computed: bool = False


@dataclass(frozen=True)
class Looks:
    """How rows and columns of every sheet look, counted from 0."""

    hidden_rows: Collection[int] = ()
    hidden_columns: Collection[int] = ()
    red_rows: Collection[int] = ()
    is_filtered: bool = False
    is_conditional: bool = False


PLAIN = Looks()


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


def xls(sheets: Mapping[str, Sequence[Sequence[Any]]], *, date1904: bool = False, extra: bytes = b"",
        streams: Mapping[str, bytes] | None = None, hidden: Sequence[str] = (),
        looks: Looks = PLAIN) -> bytes:  # fmt: skip
    """Sheets by name. Text, numbers and dates; `extra` records stand at the beginning of the workbook's globals."""
    bodies = [_sheet(rows, date1904, looks) for rows in sheets.values()]
    head = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0)) + extra
    head += _record(0x0042, struct.pack("<H", 1200)) + _record(0x0022, struct.pack("<H", int(date1904)))
    for at in range(18):
        number_format = 14 if at == _XF_DATE else 0
        filled = struct.pack("<I", 1 << 26 if at == _XF_RED else 0)  # a solid pattern
        head += _record(0x00E0, struct.pack("<HHH", 0, number_format, 0) + bytes(8) + filled + bytes(2))
    listed = [(name, struct.pack("<BB", name in hidden, 0) + _short(name)) for name in sheets]
    position = len(head) + sum(8 + len(rest) for _, rest in listed) + 4
    for (_, rest), body in zip(listed, bodies, strict=True):
        head += _record(0x0085, struct.pack("<I", position) + rest)
        position += len(body)
    head += _record(0x000A, b"")
    return ole({"Workbook": head + b"".join(bodies), **(streams or {})})


def _sheet(rows: Sequence[Sequence[Any]], date1904: bool, looks: Looks) -> bytes:
    width = max((len(row) for row in rows), default=0)
    whole = [_record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0))]
    whole += [_record(0x007D, struct.pack("<HHHHHH", at, at, 2000, 15, 1, 0)) for at in looks.hidden_columns]
    whole += [_record(0x009B, b"")] * looks.is_filtered
    whole.append(_record(0x0200, struct.pack("<IIHHH", 0, len(rows), 0, width, 0)))
    for at in looks.hidden_rows:
        whole.append(_record(0x0208, struct.pack("<HHHHHHI", at, 0, width, 255, 0, 0, 0x20)))
    for at, row in enumerate(rows):
        style = _XF_RED if at in looks.red_rows else _XF_PLAIN
        whole += [
            _cell(at, place, value, style, date1904) for place, value in enumerate(row) if value not in (None, "")
        ]
    whole += [_record(0x01B0, bytes(14))] * looks.is_conditional
    whole.append(_record(0x000A, b""))
    return b"".join(whole)


def _cell(row: int, column: int, value: Any, style: int, date1904: bool) -> bytes:
    head = struct.pack("<HH", row, column)
    if isinstance(value, Broken) and not value.computed:
        return _record(0x0205, head + struct.pack("<HBB", style, _NOT_AVAILABLE, 1))
    if isinstance(value, Broken):
        result = struct.pack("<BBBBBBH", 2, 0, _NOT_AVAILABLE, 0, 0, 0, 0xFFFF)
        return _record(0x0006, head + struct.pack("<H", style) + result + struct.pack("<HIH", 0, 0, 2) + b"\x1c\x2a")
    if isinstance(value, dt.date):
        zero = dt.date(1904, 1, 1) if date1904 else dt.date(1899, 12, 30)
        return _record(0x0203, head + struct.pack("<Hd", _XF_DATE, (value - zero).days))
    if isinstance(value, int | float):
        return _record(0x0203, head + struct.pack("<Hd", style, value))
    text = str(value).encode("utf-16-le")
    return _record(0x0204, head + struct.pack("<HHB", style, len(text) // 2, 1) + text)


def _short(name: str) -> bytes:
    text = name.encode("utf-16-le")
    return struct.pack("<BB", len(text) // 2, 1) + text


def _record(kind: int, content: bytes) -> bytes:
    return struct.pack("<HH", kind, len(content)) + content
