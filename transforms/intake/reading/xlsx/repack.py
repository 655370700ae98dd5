"""Packs a workbook for the reader: parts that were inspected, under names of our own, and nothing else.

Readers differ in how they find a part: by case, slashes, folders, or the first of two names. In this package there is
nothing to choose. Packed bytes are copied as they are. Runs inside the worker.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Sequence
from typing import NamedTuple
from xml.sax.saxutils import quoteattr

from transforms.intake.reading.archive import packed_bytes

_LOCAL, _CENTRAL, _END = "<4sHHHHHIIIHH", "<4sHHHHHHIIIHHHHHII", "<4sHHHHIIH"
_VERSION, _UTF8, _EARLIEST_DAY = 20, 0x800, 33
_KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


class SheetPart(NamedTuple):
    """One sheet to pack. `state`: 'visible', 'hidden' or 'veryHidden'.

    `part`: its packed content, None if it is no table (a chart).
    """

    name: str
    state: str
    part: Packed | None


class Packed(NamedTuple):
    """The packed content of one part, as a zip contains it. `method`: compression method of the zip format.

    `size`, `crc`: number of bytes and checksum of the unpacked content.
    """

    packed: bytes | memoryview
    method: int
    size: int
    crc: int


def copied(data: bytes, entry: zipfile.ZipInfo) -> Packed:
    """Return an entry of the sender's zip as it is packed there, with method, size and checksum; nothing is unpacked.

    Nothing is checked, either. `data`: the whole zip. Raises ReadRefused if the zip ends before the content begins.
    """
    return Packed(packed_bytes(data, entry), entry.compress_type, entry.file_size, entry.CRC)


def packed(content: bytes) -> Packed:
    """Make a packed part of `content`: compressed bytes, method, and size and checksum (CRC) before compression."""
    packer = zlib.compressobj(1, zlib.DEFLATED, -zlib.MAX_WBITS)
    return Packed(packer.compress(content) + packer.flush(), zipfile.ZIP_DEFLATED, len(content), zlib.crc32(content))


def pack_workbook(sheets: Sequence[SheetPart], strings: Packed | None, styles: bytes, date1904: bool) -> bytes:
    """Build a new xlsx, returned as bytes, from the given parts and nothing else, with the sheets in their order.

    `sheets`: name, state and packed XML of each. `strings`: part with the shared texts, None if there is none.
    `styles`: XML of the part with the styles, unpacked. `date1904`: day numbers count from 1904.
    """
    listed = "".join(
        f'<sheet name={quoteattr(sheet.name)} sheetId="{at}" state="{sheet.state}" id="s{at}"/>'
        for at, sheet in enumerate(sheets, 1)
    )
    relations = "".join(
        f'<Relationship Id="s{at}" Type="{_KIND}/{"worksheet" if sheet.part else "chartsheet"}" Target="s{at}.xml"/>'
        for at, sheet in enumerate(sheets, 1)
    )
    book = f'<workbook><workbookPr date1904="{int(date1904)}"/><sheets>{listed}</sheets></workbook>'
    root = f'<Relationship Id="b" Type="{_KIND}/officeDocument" Target="xl/workbook.xml"/>'
    parts = {
        "_rels/.rels": packed(f"<Relationships>{root}</Relationships>".encode()),
        "xl/workbook.xml": packed(book.encode()),
        "xl/_rels/workbook.xml.rels": packed(f"<Relationships>{relations}</Relationships>".encode()),
        "xl/styles.xml": packed(styles),
    }
    if strings:
        parts["xl/sharedStrings.xml"] = strings
    parts |= {f"xl/s{at}.xml": sheet.part for at, sheet in enumerate(sheets, 1) if sheet.part}
    return _zipped(parts)


def _zipped(parts: dict[str, Packed]) -> bytes:
    pieces: list[bytes | memoryview] = []
    directory = b""
    place = 0
    for name, part in parts.items():
        label = name.encode()
        facts = (_VERSION, _UTF8, part.method, 0, _EARLIEST_DAY, part.crc, len(part.packed), part.size, len(label), 0)
        head = struct.pack(_LOCAL, b"PK\x03\x04", *facts) + label
        directory += struct.pack(_CENTRAL, b"PK\x01\x02", _VERSION, *facts, 0, 0, 0, 0, place) + label
        pieces += [head, part.packed]
        place += len(head) + len(part.packed)
    end = struct.pack(_END, b"PK\x05\x06", 0, 0, len(parts), len(parts), len(directory), place, 0)
    return b"".join([*pieces, directory, end])
