"""Determines the form of a file from its bytes, never from its name."""

from __future__ import annotations

import codecs
import re

from transforms.intake.base.reasons import refuse
from transforms.intake.reading.archive import ZIP_EMPTY, ZIP_START, has_whole_zip, zip_end
from transforms.intake.reading.other_formats import other_format, other_markup

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ARCHIVES = (b"Rar!", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b", b"BZh", b"\xfd7zXZ\0", b"MSCF", b"\x28\xb5\x2f\xfd")
_SHORT_FOREIGN = (b"MZ", b"BM")  # a text may start with these letters: they count only with a zero byte near them
_MARKUP = re.compile(
    rb"^\s*(?:<!--.*?-->\s*)?(<!doctype|<html|<head|<body|<\?xml|<table|<script|<meta|<style|mime-version:)",
    re.IGNORECASE | re.DOTALL,
)
_HEAD_BYTES = 1024
_TAR = slice(257, 262)


def file_form(data: bytes) -> str:
    """Return the form of a file: 'zip' (workbook or archive), 'xls' (OLE container) or 'csv'.

    Raises ReadRefused for any other.
    """
    if not data:
        raise refuse("file_empty")
    if data.startswith((ZIP_START, ZIP_EMPTY)):
        return "zip"
    if data.startswith(_OLE):
        return "xls"
    if data.startswith(b"PK\x07\x08"):
        raise refuse("file_type", "这是分卷压缩包。")
    if data.startswith(_ARCHIVES) or data[_TAR] == b"ustar":
        raise refuse("file_type", "这是 rar、7z 等压缩包，只接收 zip。")
    if zip_end(data) is not None or has_whole_zip(data):
        raise refuse("file_polyglot")
    if words := other_format(data):
        raise refuse("file_type", words)
    head = _head(data)
    if _MARKUP.match(head):
        raise refuse("file_html", other_markup(head))
    if data.startswith(_SHORT_FOREIGN) and b"\0" in data[:16]:
        raise refuse("file_type")
    return "csv"


def _head(data: bytes) -> bytes:
    """Return the beginning of a text in UTF-8 and without a byte order mark, if it has one."""
    for mark, encoding in ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")):
        if data.startswith(mark):
            return data[len(mark) : 2 * _HEAD_BYTES].decode(encoding, "replace").encode()
    return data[:_HEAD_BYTES].removeprefix(codecs.BOM_UTF8)
