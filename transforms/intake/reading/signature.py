"""Determines the form of a file from its bytes, never from its name."""

from __future__ import annotations

import codecs
import re

from transforms.intake.base.reasons import refuse
from transforms.intake.reading.archive import ZIP_EMPTY, ZIP_START, has_whole_zip, zip_end
from transforms.intake.reading.other_formats import SAVE_AS_XLSX, other_format, other_markup

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ARCHIVES = (b"Rar!", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b", b"BZh", b"\xfd7zXZ\0", b"MSCF", b"\x28\xb5\x2f\xfd")
_SHORT_FOREIGN = (b"MZ", b"BM")  # a text may start with these letters: they count only with a zero byte near them
_MARKUP = re.compile(
    rb"^\s*(?:<!--.*?-->\s*)?(<!doctype|<html|<head|<body|<\?xml|<table|<script|<meta|<style|mime-version:)",
    re.IGNORECASE | re.DOTALL,
)
_HEAD_BYTES = 1024
_TAR = slice(257, 262)
_SAMPLE_BYTES = 4096
_FEW = 20  # one control character in so many may be damage to a text
_CONTROL_CHARACTERS = frozenset(map(chr, range(32))) - frozenset("\t\n\r\f\x1a")
_CONTROLS = "".join(sorted(_CONTROL_CHARACTERS)).encode()
_WIDE_ENCODINGS = ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")
_MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE)


def file_form(data: bytes) -> str:
    """Return the form of a file by its bytes: 'zip' (xlsx or archive), 'xls' (OLE container) or 'csv' (any text).

    `data`: the whole file. Raises ReadRefused if it is empty or has any other format, with a Chinese text that names a
    known format.
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
    if _is_binary(data[:_SAMPLE_BYTES]):
        raise refuse("file_type", f"内容不是文字，也不是已知的表格格式，{SAVE_AS_XLSX}")
    return "csv"


def _is_binary(sample: bytes) -> bool:
    """Return whether many bytes are control characters, and still are when the bytes are decoded as wide text."""
    if sample.startswith(_MARKS) or len(sample.translate(None, _CONTROLS)) * _FEW > len(sample) * (_FEW - 1):
        return False
    for encoding in _WIDE_ENCODINGS:
        try:
            text = codecs.getincrementaldecoder(encoding)().decode(sample)
        except UnicodeError:
            continue
        has_lines = "\n" in text or "\r" in text
        if has_lines and sum(character in _CONTROL_CHARACTERS for character in text) * _FEW < len(text):
            return False
    return True


def _head(data: bytes) -> bytes:
    """Return the beginning of a text in UTF-8 and without a byte order mark, if it has one."""
    for mark, encoding in ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")):
        if data.startswith(mark):
            return data[len(mark) : 2 * _HEAD_BYTES].decode(encoding, "replace").encode()
    return data[:_HEAD_BYTES].removeprefix(codecs.BOM_UTF8)
