"""Determines the form of a file from its bytes, never from its name."""

from __future__ import annotations

import itertools
import re
import struct
from collections.abc import Iterator

from transforms.intake.base.reasons import refuse
from transforms.intake.reading.archive import ZIP_EMPTY, ZIP_START

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ARCHIVES = (b"Rar!", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b", b"BZh", b"\xfd7zXZ\0", b"MSCF", b"\x28\xb5\x2f\xfd")
_FOREIGN = (
    *(b"%PDF", b"{\\rtf", b"%!PS", b"\x7fELF", b"#!/", b"SQLite format 3\0", b"ARROW1", b"PAR1"),
    *(b"\x89PNG", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"II*\0", b"MM\0*", b"RIFF", b"\0\0\0\x18ftyp"),
)
_SHORT_FOREIGN = (b"MZ", b"BM")  # a text may start with these letters: they count only with a zero byte near them
_MARKUP = re.compile(
    rb"^\s*(?:<!--.*?-->\s*)?(<!doctype|<html|<head|<body|<\?xml|<table|<script|<meta|<style|mime-version:)",
    re.IGNORECASE | re.DOTALL,
)
_HEAD_BYTES = 1024
_TAR = slice(257, 262)
_TAIL_BYTES = 1 << 16
_OLE_HEADER_BYTES = 512
_TABLES_IN_HEADER = 109
_BEGIN_OF_BOOK = b"\x09\x08\x10\x00\x00\x06\x05\x00"
_FILEPASS, _DATEMODE, _BOUNDSHEET = 0x2F, 0x22, 0x85
_FIRST_RECORDS = 8


def file_form(data: bytes) -> str:
    """Return the form of a file: 'zip' (workbook or archive), 'xls' or 'csv'. Raises ReadRefused for any other."""
    if not data:
        raise refuse("file_empty")
    if data.startswith((ZIP_START, ZIP_EMPTY)):
        return "zip"
    if data.startswith(b"PK\x07\x08"):
        raise refuse("file_type", "这是分卷压缩包。")
    if data.startswith(_ARCHIVES) or data[_TAR] == b"ustar":
        raise refuse("file_type", "这是 rar、7z 等压缩包，只接收 zip。")
    if ZIP_EMPTY in data[-_TAIL_BYTES:]:
        raise refuse("file_polyglot")
    if data.startswith(_OLE):
        return _ole_form(data)
    if _MARKUP.match(data[:_HEAD_BYTES].removeprefix(b"\xef\xbb\xbf")):
        raise refuse("file_html")
    if data.startswith(_FOREIGN) or (data.startswith(_SHORT_FOREIGN) and b"\0" in data[:16]):
        raise refuse("file_type")
    return "csv"


def _ole_form(data: bytes) -> str:
    def holds(stream: str) -> bool:
        return stream.encode("utf-16-le") in data

    if _cut_short(data):
        raise refuse("file_truncated")
    if holds("EncryptedPackage") or holds("EncryptionInfo") or _has_password(data):
        raise refuse("file_encrypted")
    if holds("_VBA_PROJECT") or holds("Ole10Native") or holds("ObjectPool") or holds("MBD0"):
        raise refuse("file_macro")
    if not (holds("Workbook") or holds("Book")) or holds("WordDocument") or holds("PowerPoint Document"):
        raise refuse("file_type")
    return "xls"


def _cut_short(data: bytes) -> bool:
    """Return whether the container's directory or its last table lies behind the end of the file."""
    if len(data) < _OLE_HEADER_BYTES:
        return True
    sector_bytes = 1 << struct.unpack_from("<H", data, 30)[0]
    tables, directory = struct.unpack_from("<I", data, 44)[0], struct.unpack_from("<I", data, 48)[0]
    places: tuple[int, ...] = struct.unpack_from(f"<{min(tables, _TABLES_IN_HEADER)}I", data, 76)
    return bool((max((directory, *places)) + 2) * sector_bytes > len(data) + sector_bytes - 1)


def _has_password(data: bytes) -> bool:
    """Return whether the workbook's first records name an encryption (FILEPASS right after the beginning)."""
    return any(kind == _FILEPASS for kind, _ in itertools.islice(_global_records(data), _FIRST_RECORDS))


def counts_from_1904(data: bytes) -> bool:
    """Return whether the day numbers of an old workbook count from 1904."""
    return any(kind == _DATEMODE and content[:1] == b"\x01" for kind, content in _global_records(data))


def _global_records(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield the global records of an old workbook, up to its list of sheets. Assumes an unfragmented stream."""
    at = data.find(_BEGIN_OF_BOOK)
    while 0 <= at <= len(data) - 4:
        kind, size = struct.unpack_from("<HH", data, at)
        if kind == _BOUNDSHEET:
            return
        yield kind, data[at + 4 : at + 4 + size]
        at += 4 + size
