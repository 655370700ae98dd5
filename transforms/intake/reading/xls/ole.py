"""Opens an OLE container (the outer form of old workbooks) and judges it by its own structure and length.

Repairs and guesses nothing: a container that contradicts itself is refused. Format: [MS-CFB].
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from transforms.intake.base.reasons import refuse

_HEADER_BYTES = 512
_ENTRY_BYTES = 128
_IN_HEADER = 109
_LAST = 0xFFFFFFFA  # sector numbers from here on have other meanings
_FREE, _END_OF_CHAIN = 0xFFFFFFFF, 0xFFFFFFFE
_NO_ENTRY = 0xFFFFFFFF
_STORAGE, _STREAM, _ROOT = 1, 2, 5
_SMALL_SECTOR_BYTES = 64
_SMALL_BELOW = 4096
_SECTOR_BYTES = {3: 512, 4: 4096}
"""Version of the container -> size of its sectors."""
_ZIP_END = b"PK\x05\x06"
_HARMLESS = b"\0\r\n\t \x1a"  # web servers append a line end to what they send
_BROKEN = (ValueError, IndexError, KeyError, struct.error)


@dataclass(frozen=True)
class Entry:
    """A stream, or a storage (folder of streams), of an OLE container. `kind`: 1 storage, 2 stream, 5 root.

    `path`: names from the root in lower case, joined by /. `start`: number of its first sector. `size`: in bytes.
    """

    path: str
    kind: int
    start: int
    size: int

    @property
    def is_short(self) -> bool:
        """Whether the entry is a stream below 4096 bytes, which shares the root's stream with other short streams."""
        return self.kind == _STREAM and self.size < _SMALL_BELOW


@dataclass
class Container:
    """An OLE container: a file that contains streams, in sectors like a disk.

    `data`: the whole file. `table`, `small_table`: sector -> next sector of its stream. `entries`: path -> entry.
    `small_content`: the root's stream, in which streams below 4096 bytes share small sectors of 64 bytes.
    """

    data: bytes
    sector_bytes: int
    table: list[int]
    entries: dict[str, Entry] = field(default_factory=dict)
    small_table: list[int] = field(default_factory=list)
    small_content: bytes = b""

    def names(self) -> set[str]:
        """Return the names of all storages and streams, at any depth, in lower case and without their paths."""
        return {name for path in self.entries for name in path.split("/")}

    def stream(self, *names: str) -> bytes | None:
        """Return the content of the first of the streams `names` that exists in the root folder, None if none exists.

        `names`: names in any case, without a path. Raises ReadRefused or ValueError if the container has fewer bytes
        than the stream's size.
        """
        entries = (self.entries.get(name.lower()) for name in names)
        entry = next((entry for entry in entries if entry and entry.kind == _STREAM), None)
        return None if entry is None else self.content(entry)

    def content(self, entry: Entry) -> bytes:
        """Return the bytes of a stream, `entry.size` of them.

        Raises ReadRefused or ValueError if the container has fewer bytes for it.
        """
        if not entry.is_short:
            return self.joined(self.chain(entry))[: entry.size]
        pieces = (self.small_content[at * _SMALL_SECTOR_BYTES :][:_SMALL_SECTOR_BYTES] for at in self.chain(entry))
        return b"".join(pieces)[: entry.size]

    def chain(self, entry: Entry) -> list[int]:
        """Return the numbers of a stream's sectors in their order; small sectors (64 bytes) if the stream is short.

        `entry`: the stream's entry: first sector and size. Raises ValueError if they are too few for its size,
        IndexError if one does not exist.
        """
        if not entry.size:
            return []
        if entry.is_short:
            return _exact_chain(entry, self.small_table, _SMALL_SECTOR_BYTES)
        return _exact_chain(entry, self.table, self.sector_bytes)

    def joined(self, sectors: list[int]) -> bytes:
        """Return the bytes of the sectors with the numbers `sectors`, joined in the given order.

        Raises ReadRefused if the file ends before one of them.
        """
        return b"".join(self.sector(sector) for sector in sectors)

    def sector(self, number: int) -> bytes:
        """Return the bytes of one sector by its number, which counts from 0 behind the header.

        The last sector of a file may be short and is filled up with zero bytes. Raises ReadRefused if the file ends
        before it.
        """
        start = (number + 1) * self.sector_bytes
        if start >= len(self.data):
            raise refuse("file_truncated")
        return self.data[start : start + self.sector_bytes].ljust(self.sector_bytes, b"\0")


def open_container(data: bytes) -> Container:
    """Open an OLE container (a file that contains streams) and check its structure. No stream is interpreted.

    `data`: the bytes of the file. A `Container` has the entries (path -> entry) and the tables of sectors; its method
    `stream` returns the content of a stream. Raises ReadRefused if it is cut short, contradicts itself, or is also a
    file of another format.
    """
    if len(data) < _HEADER_BYTES:
        raise refuse("file_truncated")
    try:
        container = _opened(data)
        _check_owners(container)
    except _BROKEN:
        raise refuse("file_unreadable") from None
    return container


def _opened(data: bytes) -> Container:
    version, order, shift, small_shift = struct.unpack_from("<HHHH", data, 26)
    if order != 0xFFFE or _SECTOR_BYTES.get(version) != 1 << shift or 1 << small_shift != _SMALL_SECTOR_BYTES:
        raise ValueError("a header that no workbook has")
    container = Container(data, 1 << shift, [])
    for place in _table_sectors(container):
        container.table += _numbers(container, place)
    directory = container.joined(_chain(struct.unpack_from("<I", data, 48)[0], container.table))
    root = _entry(directory, 0, "", version)
    if root.kind != _ROOT:
        raise ValueError("a directory without a root")
    _add_entries(container, directory, version)
    first_small, small_sectors = struct.unpack_from("<II", data, 60)
    if small_sectors and root.size:
        for sector in _chain(first_small, container.table):
            container.small_table += _numbers(container, sector)
        container.small_content = container.joined(container.chain(root))
    container.entries[""] = root
    return container


def _table_sectors(container: Container) -> list[int]:
    """Return the sectors of the allocation table (sector -> next sector of its chain)."""
    count, further, further_count = struct.unpack_from("<I20xII", container.data, 44)
    places = [place for place in struct.unpack_from(f"<{_IN_HEADER}I", container.data, 76) if place < _LAST]
    seen: set[int] = set()
    while further < _LAST and len(seen) < further_count:
        if further in seen:
            raise ValueError("a list of tables that leads back to itself")
        seen.add(further)
        listed = _numbers(container, further)
        places += [place for place in listed[:-1] if place < _LAST]
        further = listed[-1]
    if len(places) != count or len(set(places)) != len(places):
        raise ValueError("a table with sectors missing, twice or beyond their number")
    return places


def _numbers(container: Container, sector: int) -> tuple[int, ...]:
    return struct.unpack(f"<{container.sector_bytes // 4}I", container.sector(sector))


def _chain(start: int, table: list[int]) -> list[int]:
    sectors: list[int] = []
    at = start
    while at != _END_OF_CHAIN:
        if len(sectors) > len(table):
            raise ValueError("a chain that bites its tail")
        sectors.append(at)
        at = table[at]
    return sectors


def _exact_chain(entry: Entry, table: list[int], sector_bytes: int) -> list[int]:
    sectors = _chain(entry.start, table)
    needed = -(-entry.size // sector_bytes)
    if len(sectors) < needed:
        raise ValueError("a stream shorter than stated")
    return sectors[:needed]


def _entry(directory: bytes, number: int, folder: str, version: int) -> Entry:
    at = number * _ENTRY_BYTES
    length = struct.unpack_from("<H", directory, at + 64)[0]
    if not 2 <= length <= 64:
        raise ValueError("an entry without a name")
    name = directory[at : at + length - 2].decode("utf-16-le", "replace").lower().replace("/", "_")
    start, size = struct.unpack_from("<IQ", directory, at + 116)
    return Entry(
        f"{folder}/{name}" if folder else name, directory[at + 66], start, size if version > 3 else size & 0xFFFFFFFF
    )


def _add_entries(container: Container, directory: bytes, version: int) -> None:
    """Walk the tree of the directory and add every storage and stream. Entries outside of the tree do not exist."""
    waiting = [(struct.unpack_from("<I", directory, 76)[0], "")]
    seen = {0}
    while waiting:
        number, folder = waiting.pop()
        if number == _NO_ENTRY:
            continue
        if number in seen:
            raise ValueError("an entry in two places")
        seen.add(number)
        entry = _entry(directory, number, folder, version)
        if entry.kind not in (_STORAGE, _STREAM) or entry.path in container.entries:
            raise ValueError("an entry of no kind, or twice")
        container.entries[entry.path] = entry
        left, right, child = struct.unpack_from("<III", directory, number * _ENTRY_BYTES + 68)
        waiting += [(left, folder), (right, folder)] + ([(child, entry.path)] if entry.kind == _STORAGE else [])


def _check_owners(container: Container) -> None:
    """Raise ReadRefused if bytes are behind the container's end, or a zip is in bytes that belong to no stream.

    Every sector belongs to one stream at most. A zip inside of a stream is a part of that stream: Excel and WPS write
    a small zip into each workbook (record THEME).
    """
    owned = np.zeros(len(container.table), dtype=np.bool_)
    short = np.zeros(len(container.small_table), dtype=np.bool_)
    contents = [entry for entry in container.entries.values() if entry.kind != _STORAGE]
    for entry in contents:
        _own(short if entry.is_short else owned, container.chain(entry))
    sectors = -(-len(container.data) // container.sector_bytes) - 1
    if owned[sectors:].any():
        raise refuse("file_truncated")
    # A program may mark the rest of its last table as used (SheetJS): sectors that the file does not have.
    used = np.flatnonzero(np.array(container.table[:sectors], dtype=np.uint32) != _FREE)
    end = (int(used[-1]) + 2 if len(used) else 1) * container.sector_bytes
    if container.data[end:].strip(_HARMLESS):
        raise refuse("file_polyglot")
    if zips := container.data.count(_ZIP_END):
        zips -= sum(container.content(entry).count(_ZIP_END) for entry in contents if not entry.is_short)
    if zips > 0:
        raise refuse("file_polyglot")


def _own(owned: npt.NDArray[np.bool_], sectors: list[int]) -> None:
    if owned[sectors].any() or len(set(sectors)) != len(sectors):
        raise ValueError("a sector of two streams")
    owned[sectors] = True
