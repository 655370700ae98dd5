"""Reads streams of an OLE container (the form of old workbooks). Repairs and guesses nothing."""

from __future__ import annotations

import struct

_HEADER_BYTES = 512
_ENTRY_BYTES = 128
_IN_HEADER = 109
_LAST = 0xFFFFFFFA  # sector numbers from here on have other meanings
_STREAM, _ROOT = 2, 5
_SMALL_SECTOR_BYTES = 64


def read_stream(data: bytes, names: tuple[str, ...]) -> bytes | None:
    """Return the content of the first of the named streams that exists, None if none does.

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
    """One container: its sector size and allocation table."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.sector_bytes = 1 << struct.unpack_from("<H", data, 30)[0]
        if self.sector_bytes not in (512, 4096):
            raise ValueError("a sector size that no workbook has")
        self.small_below = struct.unpack_from("<I", data, 56)[0]
        self.table = self._table()

    def _table(self) -> list[int]:
        """Return the allocation table: sector -> next sector of its chain."""
        places = [sector for sector in struct.unpack_from(f"<{_IN_HEADER}I", self.data, 76) if sector < _LAST]
        more: int = struct.unpack_from("<I", self.data, 68)[0]
        for _ in range(len(self.data) // self.sector_bytes + 1):
            if more >= _LAST:
                break
            listed = self._numbers(more)
            places += [sector for sector in listed[:-1] if sector < _LAST]
            more = listed[-1]
        return [number for place in places for number in self._numbers(place)]

    def _numbers(self, sector: int) -> tuple[int, ...]:
        return struct.unpack(f"<{self.sector_bytes // 4}I", self._sector(sector))

    def _sector(self, sector: int) -> bytes:
        start = max(self.sector_bytes, _HEADER_BYTES) + sector * self.sector_bytes
        octets = self.data[start : start + self.sector_bytes]
        return octets.ljust(self.sector_bytes, b"\0") if octets else b""

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
        return b"".join(self._sector(sector) for sector in self._chain(start, self.table))

    def entries(self) -> list[tuple[str, int, int, int]]:
        """List name, kind, first sector and size of every entry in the directory."""
        directory = self._whole(struct.unpack_from("<I", self.data, 48)[0])
        entries = []
        for at in range(0, len(directory) - _ENTRY_BYTES + 1, _ENTRY_BYTES):
            length = struct.unpack_from("<H", directory, at + 64)[0]
            name = directory[at : at + max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
            start, size = struct.unpack_from("<II", directory, at + 116)
            entries.append((name, directory[at + 66], start, size))
        return entries

    def content(self, start: int, size: int, entries: list[tuple[str, int, int, int]]) -> bytes:
        """Return a stream's bytes; a short stream is stored in sectors of 64 bytes inside the root's stream."""
        if size >= self.small_below:
            return self._whole(start)[:size]
        first_table, tables = struct.unpack_from("<II", self.data, 60)
        if not tables:
            raise ValueError("a short stream without a table")
        octets = self._whole(first_table)
        table = list(struct.unpack(f"<{len(octets) // 4}I", octets))
        root = next(self._whole(at) for _, kind, at, _ in entries if kind == _ROOT)
        pieces = (root[sector * _SMALL_SECTOR_BYTES :][:_SMALL_SECTOR_BYTES] for sector in self._chain(start, table))
        return b"".join(pieces)[:size]
