"""A file that is no table we read is named; a text that only looks similar is not."""

from __future__ import annotations

import struct

import pytest

from transforms.intake.reading.other_formats import other_format, other_markup, other_package

BIFF2, BIFF3, BIFF4 = "090004000200", "090206000000", "090406000000"


def dbase(version: int = 3, *, columns: int = 2, rows: int = 1, end: bytes = b"\r") -> bytes:
    header = struct.pack("<BBBBIHH", version, 126, 11, 30, rows, 33 + 32 * columns, 21).ljust(32, b"\0")
    return header + b"".join(b"XM%d".ljust(32, b"\0") for _ in range(columns)) + end + b" " * 21 * rows


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (dbase(), "dBase"),
        (dbase(0x30), "dBase"),
        (dbase(0xF5, columns=5, rows=9), "dBase"),
        (bytes.fromhex(BIFF2), "2.0"),
        (bytes.fromhex(BIFF3), "2.0"),
        (bytes.fromhex(BIFF4), "2.0"),
        (bytes.fromhex("0908100000060500"), "旧版 Excel"),
        (bytes.fromhex("000002000604"), "Lotus"),
        (bytes.fromhex("00001a0000100400"), "Lotus"),
        (bytes.fromhex("000002002051"), "Quattro"),
        (b"ID;PWXL;N;E\r\n", "SYLK"),
        (b"TABLE\r\n0,1\r\n", "DIF"),
        (b"PAR1\x15\x04", "Parquet"),
        (b"\0\x01\0\0Standard ACE DB\0", "Access"),
        (b"SQLite format 3\0", "SQLite"),
        (b'[{"name": "x"}]', "JSON"),
        (b'{"data": [1]}', "JSON"),
    ],
)
def test_a_table_of_another_program_is_named_with_the_way_out(data: bytes, word: str) -> None:
    words = other_format(data)
    assert words and word in words and "另存为 xlsx" in words and "UTF-8" not in words


@pytest.mark.parametrize(("data", "word"), [(b"%PDF-1.4", "PDF"), (b"\x89PNG\r\n", "图片"), (b"{\\rtf1", "RTF")])
def test_what_is_no_table_is_named(data: bytes, word: str) -> None:
    words = other_format(data)
    assert words and word in words


@pytest.mark.parametrize(
    "data",
    [
        b"",
        "姓名,证件号码\n".encode(),
        b"ID,name\n1,x\n",
        b"TABLE,name\n",
        b"[note],name\n",
        dbase(0x99),
        dbase(end=b" "),
        dbase(rows=1_000_000)[:200],
        b"\x03" * 200,
    ],
)
def test_a_text_that_only_looks_similar_is_not_named(data: bytes) -> None:
    assert other_format(data) is None


@pytest.mark.parametrize(
    ("head", "word"),
    [
        (b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">', "Excel 2003"),
        (b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>', "Excel 2003"),
        (b'<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0">', "OpenDocument"),
        (b"<uof:UOF uof:language='cn'>", "UOF"),
    ],
)
def test_the_vocabulary_of_a_page_is_named(head: bytes, word: str) -> None:
    assert word in other_markup(head)
    assert other_markup(b"<html><table>") == ""


@pytest.mark.parametrize(
    ("names", "word"),
    [
        (["mimetype", "content.xml", "META-INF/manifest.xml"], "OpenDocument"),
        (["Index/Document.iwa", "Metadata/Properties.plist"], "Numbers"),
        (["[Content_Types].xml", "xl/workbook.bin"], "xlsb"),
        (["[Content_Types].xml", "word/document.xml"], "Word"),
        (["OFD.xml", "Doc_0/Document.xml"], "OFD"),
    ],
)
def test_a_package_of_another_program_is_named(names: list[str], word: str) -> None:
    words = other_package(names)
    assert words and word in words and "另存为 xlsx" in words


def test_a_workbook_and_an_archive_are_no_other_package() -> None:
    assert other_package(["[Content_Types].xml", "xl/workbook.xml"]) is None
    assert other_package(["名册.csv", "content.xml"]) is None
