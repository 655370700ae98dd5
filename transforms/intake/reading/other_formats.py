"""Recognises formats that the intake does not read, so that the refusal can state which format a file has."""

from __future__ import annotations

import re
import struct
from collections.abc import Callable, Collection

SAVE_AS_XLSX = "请用能打开它的软件打开后另存为 xlsx 再报送。"
_STARTS: tuple[tuple[str, tuple[bytes, ...]], ...] = (
    ("PDF 文件", (b"%PDF",)),
    ("图片或视频", (b"\x89PNG", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"II*\0", b"MM\0*", b"RIFF", b"\0\0\0\x18ftyp")),
    ("RTF 文档", (b"{\\rtf",)),
    ("PostScript 文件", (b"%!PS",)),
    ("程序", (b"\x7fELF", b"#!/")),
)
_TABLES: tuple[tuple[str, tuple[bytes, ...]], ...] = (
    ("很旧的 Excel 格式（2.0–4.0 版）", (b"\x09\0\x04\0", b"\x09\x02\x06\0", b"\x09\x04\x06\0")),
    ("没有外层容器的旧版 Excel 数据", (b"\x09\x08\x08\0", b"\x09\x08\x10\0")),
    ("Lotus 1-2-3 表格", (b"\0\0\x02\0\x04\x04", b"\0\0\x02\0\x06\x04", b"\0\0\x1a\0")),
    ("Quattro Pro 表格", (b"\0\0\x02\0\x20\x51", b"\0\0\x02\0\x21\x51", b"\0\0\x02\0\x01\x10", b"\0\0\x02\0\x02\x10")),
    ("Works 表格", (b"\xff\0\x02\0\x04\x04",)),
    ("SYLK 表格（slk）", (b"ID;P", b"ID;N", b"ID;E")),
    ("DIF 表格", (b"TABLE\r\n0,1\r\n", b"TABLE\n0,1\n", b"TABLE\r0,1\r")),
    ("Access 数据库", (b"\0\x01\0\0Standard Jet DB", b"\0\x01\0\0Standard ACE DB")),
    ("SQLite 数据库", (b"SQLite format 3\0",)),
    ("Parquet 数据文件", (b"PAR1",)),
    ("Arrow 数据文件", (b"ARROW1",)),
    ("ORC 数据文件", (b"ORC\n\x0f", b"ORC\x0a")),
    ("Avro 数据文件", (b"Obj\x01",)),
    ("SPSS 数据文件", (b"$FL2", b"$FL3")),
    ("Stata 数据文件", (b"<stata_dta>",)),
    ("SAS 数据文件", (bytes(12) + b"\xc2\xea\x81\x60",)),
    ("HDF5 数据文件", (b"\x89HDF\r\n",)),
)
_DBASE_VERSIONS = frozenset(b"\x02\x03\x04\x05\x30\x31\x32\x43\x63\x83\x8b\x8c\x8e\xcb\xe5\xf5\xfb")
_DBASE_HEADER = struct.Struct("<BBBBIHH")
_DBASE_FIELD_BYTES = 32
_JSON = re.compile(rb'^(?:\xef\xbb\xbf)?\s*[\[{]\s*(?:\{\s*)?"[^"\n]*"\s*[:,\]]')
_MARKUP: tuple[tuple[str, re.Pattern[bytes]], ...] = (
    ("Excel 2003 的 XML 表格", re.compile(rb"urn:schemas-microsoft-com:office:spreadsheet|progid=.Excel\.Sheet")),
    ("OpenDocument 表格", re.compile(rb"urn:oasis:names:tc:opendocument:")),
    ("标文通（UOF）文档", re.compile(rb"<uof:UOF|schemas\.uof\.org")),
)
_PACKAGES: tuple[tuple[str, Callable[[Collection[str]], bool]], ...] = (
    ("OpenDocument 文档（ods 等）", lambda names: "content.xml" in names and "META-INF/manifest.xml" in names),
    ("苹果 Numbers 表格", lambda names: any(name.startswith("Index/") and name.endswith(".iwa") for name in names)),
    ("Excel 二进制工作簿（xlsb）", lambda names: "xl/workbook.bin" in names),
    ("Word 文档", lambda names: "word/document.xml" in names),
    ("PowerPoint 演示文稿", lambda names: "ppt/presentation.xml" in names),
    ("OFD 版式文件", lambda names: "OFD.xml" in names),
)


def other_format(data: bytes) -> str | None:
    """Return Chinese sentences for the sender if a file has a known format that is not read (PDF, dBase), else None.

    `data`: the whole file. The sentences name the format and, for a table, ask to save it as xlsx. Office packages in a
    zip are recognised by `other_package`.
    """
    for words, starts in _STARTS:
        if data.startswith(starts):
            return f"这是{_spaced(words)}。"
    for words, starts in _TABLES:
        if data.startswith(starts):
            return _as_xlsx(words)
    if _is_dbase(data):
        return _as_xlsx("dBase 数据表（dbf）")
    if _JSON.match(data[:4096]):
        return _as_xlsx("JSON 数据")
    return None


def other_markup(head: bytes) -> str:
    """Return a Chinese sentence that names the format of an XML or HTML file (UOF), '' if it is no known office format.

    `head`: the first bytes of the file.
    """
    words = next((words for words, pattern in _MARKUP if pattern.search(head)), None)
    return f"这是{_spaced(words)}。" if words else ""


def other_package(names: Collection[str]) -> str | None:
    """Return Chinese sentences for the sender if a zip is another program's document (ods, Word), else None.

    `names`: names of the files in the zip.
    """
    words = next((words for words, fits in _PACKAGES if fits(names)), None)
    return _as_xlsx(words) if words else None


def _as_xlsx(words: str) -> str:
    return f"这是{_spaced(words)}，{SAVE_AS_XLSX}"


def _spaced(words: str) -> str:
    return f" {words}" if words[0].isascii() else words


def _is_dbase(data: bytes) -> bool:
    """Return whether a file begins with the header of a dBase table: version, day, and the list of its columns."""
    if len(data) < _DBASE_HEADER.size + 2 * _DBASE_FIELD_BYTES:
        return False
    version, _, month, day, rows, header_bytes, row_bytes = _DBASE_HEADER.unpack_from(data)
    if version not in _DBASE_VERSIONS or month > 12 or day > 31 or not row_bytes or header_bytes > len(data):
        return False
    ends = range(2 * _DBASE_FIELD_BYTES, header_bytes, _DBASE_FIELD_BYTES)
    is_listed = any(data[at : at + 1] == b"\r" for at in ends)
    return is_listed and rows * row_bytes <= len(data)
