"""Streams of an OLE container (the form of old workbooks). Reads what is there; repairs and guesses nothing."""

from __future__ import annotations

import struct

_HEADER_BYTES = 512
_ENTRY_BYTES = 128
_IN_HEADER = 109
_LAST = 0xFFFFFFFA  # sector numbers from here on mean something else than a sector
_STREAM, _ROOT = 2, 5
_SMALL_SECTOR_BYTES = 64


def stream(data: bytes, names: tuple[str, ...]) -> bytes | None:
    """The content of the first of these streams that there is, None if there is none.

    Raises ValueError, struct.error or IndexError for a container that contradicts itself.
    """
    box = _Box(data)
    entries = box.entries()
    for wanted in names:
        for name, kind, start, size in entries:
            if name == wanted and kind == _STREAM:
                return box.content(start, size, entries)
    return None


class _Box:
    def __init__(self, data: bytes) -> None:
        self.data = data
        self.sector_bytes = 1 << struct.unpack_from("<H", data, 30)[0]
        if self.sector_bytes not in (512, 4096):
            raise ValueError("a sector size that no workbook has")
        self.small_below = struct.unpack_from("<I", data, 56)[0]
        self.table = self._table()

    def _table(self) -> list[int]:
        """Sector -> the one that follows it."""
        places = [one for one in struct.unpack_from(f"<{_IN_HEADER}I", self.data, 76) if one < _LAST]
        more: int = struct.unpack_from("<I", self.data, 68)[0]
        for _ in range(len(self.data) // self.sector_bytes + 1):
            if more >= _LAST:
                break
            listed = self._numbers(more)
            places += [one for one in listed[:-1] if one < _LAST]
            more = listed[-1]
        return [number for place in places for number in self._numbers(place)]

    def _numbers(self, sector: int) -> tuple[int, ...]:
        return struct.unpack(f"<{self.sector_bytes // 4}I", self._sector(sector))

    def _sector(self, sector: int) -> bytes:
        start = max(self.sector_bytes, _HEADER_BYTES) + sector * self.sector_bytes
        found = self.data[start : start + self.sector_bytes]
        return found.ljust(self.sector_bytes, b"\0") if found else b""

    def _chain(self, start: int, table: list[int]) -> list[int]:
        sectors: list[int] = []
        at = start
        while at < _LAST:
            if len(sectors) > len(table):
                raise ValueError("a chain that bites its tail")
            sectors.append(at)
            at = table[at]
        return sectors

    def _whole(self, start: int) -> bytes:
        return b"".join(self._sector(one) for one in self._chain(start, self.table))

    def entries(self) -> list[tuple[str, int, int, int]]:
        """Name, kind, first sector and size of everything in the directory."""
        directory = self._whole(struct.unpack_from("<I", self.data, 48)[0])
        found = []
        for at in range(0, len(directory) - _ENTRY_BYTES + 1, _ENTRY_BYTES):
            length = struct.unpack_from("<H", directory, at + 64)[0]
            name = directory[at : at + max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
            start, size = struct.unpack_from("<II", directory, at + 116)
            found.append((name, directory[at + 66], start, size))
        return found

    def content(self, start: int, size: int, entries: list[tuple[str, int, int, int]]) -> bytes:
        """A stream's bytes; a short one lives in sectors of 64 bytes inside the root's stream."""
        if size >= self.small_below:
            return self._whole(start)[:size]
        first_table, tables = struct.unpack_from("<II", self.data, 60)
        if not tables:
            raise ValueError("a short stream without a table")
        octets = self._whole(first_table)
        table = list(struct.unpack(f"<{len(octets) // 4}I", octets))
        root = next(self._whole(at) for _, kind, at, _ in entries if kind == _ROOT)
        pieces = (root[one * _SMALL_SECTOR_BYTES :][:_SMALL_SECTOR_BYTES] for one in self._chain(start, table))
        return b"".join(pieces)[:size]
