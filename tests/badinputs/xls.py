"""A workbook of the old binary kind (BIFF8 in an OLE container), as small as can be read; and any OLE file."""

from __future__ import annotations

import datetime as dt
import struct
from collections.abc import Mapping, Sequence
from typing import Any

SIGNATURE = bytes.fromhex("d0cf11e0a1b11ae1")
_SECTOR = 512
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_NONE = 0xFFFFFFFF
_SMALLEST_STREAM = 4096  # shorter ones would live in a container of their own
_XF_PLAIN, _XF_DATE = 15, 16


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
        streams: Mapping[str, bytes] | None = None, hidden: Sequence[str] = ()) -> bytes:  # fmt: skip
    """Sheets by name. Text, numbers and dates; `extra` records stand at the beginning of the workbook's globals."""
    bodies = [_sheet(rows, date1904) for rows in sheets.values()]
    head = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0)) + extra
    head += _record(0x0042, struct.pack("<H", 1200)) + _record(0x0022, struct.pack("<H", int(date1904)))
    for at in range(17):
        number_format = 14 if at == _XF_DATE else 0
        head += _record(0x00E0, struct.pack("<HHH", 0, number_format, 0) + bytes(14))
    listed = [(name, struct.pack("<BB", name in hidden, 0) + _short(name)) for name in sheets]
    position = len(head) + sum(8 + len(rest) for _, rest in listed) + 4
    for (_, rest), body in zip(listed, bodies, strict=True):
        head += _record(0x0085, struct.pack("<I", position) + rest)
        position += len(body)
    head += _record(0x000A, b"")
    return ole({"Workbook": head + b"".join(bodies), **(streams or {})})


def _sheet(rows: Sequence[Sequence[Any]], date1904: bool) -> bytes:
    width = max((len(row) for row in rows), default=0)
    whole = [_record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0))]
    whole.append(_record(0x0200, struct.pack("<IIHHH", 0, len(rows), 0, width, 0)))
    zero = dt.date(1904, 1, 1) if date1904 else dt.date(1899, 12, 30)
    for at, row in enumerate(rows):
        for place, value in enumerate(row):
            if value is None or value == "":
                continue
            head = struct.pack("<HH", at, place)
            if isinstance(value, dt.date):
                whole.append(_record(0x0203, head + struct.pack("<Hd", _XF_DATE, (value - zero).days)))
            elif isinstance(value, int | float):
                whole.append(_record(0x0203, head + struct.pack("<Hd", _XF_PLAIN, value)))
            else:
                text = str(value).encode("utf-16-le")
                whole.append(_record(0x0204, head + struct.pack("<HHB", _XF_PLAIN, len(text) // 2, 1) + text))
    whole.append(_record(0x000A, b""))
    return b"".join(whole)


def _short(name: str) -> bytes:
    text = name.encode("utf-16-le")
    return struct.pack("<BB", len(text) // 2, 1) + text


def _record(kind: int, content: bytes) -> bytes:
    return struct.pack("<HH", kind, len(content)) + content
