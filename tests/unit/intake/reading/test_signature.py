"""The form of a file follows from its bytes: a table, or a refusal that names what it is."""

from __future__ import annotations

import codecs
import datetime as dt
import struct

import pytest

from tests.support.files.raw_xls import xls
from tests.support.files.raw_xlsx import book
from transforms.intake.base.reasons import ReadRefused
from transforms.intake.reading.signature import file_form

ROWS = [["姓名", "日期"], ["甲", dt.date(2019, 1, 1)]]


def refused(data: bytes) -> str:
    with pytest.raises(ReadRefused) as refusal:
        file_form(data)
    assert not refusal.value.hold
    return refusal.value.reasons[0].code


def test_tables_are_known_by_their_bytes() -> None:
    assert file_form(book(ROWS).data()) == "zip"
    assert file_form(xls({"甲": ROWS})) == "xls"
    assert file_form("姓名,证件号码\n".encode("gb18030")) == "csv"


@pytest.mark.parametrize(
    ("start", "code"),
    [
        (b"", "file_empty"),
        (b"PK\x07\x08" + bytes(9), "file_type"),
        (b"Rar!\x1a\x07", "file_type"),
        (b"7z\xbc\xaf\x27\x1c", "file_type"),
        (b"%PDF-1.4", "file_type"),
        (b"\x89PNG\r\n", "file_type"),
        (b"  <HTML><body>", "file_html"),
        (b"\xef\xbb\xbf<?xml version", "file_html"),
        (b"<!-- a -->\n<table>", "file_html"),
        (b"MZ\x90\0", "file_type"),
        (bytes(257) + b"ustar", "file_type"),
        (b"a,b\n" + b"PK\x05\x06" + bytes(18), "file_polyglot"),
    ],
)
def test_what_is_no_table_is_refused_by_what_it_is(start: bytes, code: str) -> None:
    assert refused(start) == code


def test_a_text_may_begin_like_a_program() -> None:
    assert file_form(b"MZ,BM,name\n1,2,3\n") == "csv"


def test_a_page_in_utf_16_is_a_page() -> None:
    assert refused(codecs.BOM_UTF16_LE + "<html><table>".encode("utf-16-le")) == "file_html"


def test_the_refusal_names_the_format_and_never_an_encoding() -> None:
    with pytest.raises(ReadRefused) as refusal:
        file_form(b"PAR1 0123")
    assert "Parquet" in refusal.value.reasons[0].message_zh and "UTF-8" not in refusal.value.reasons[0].message_zh


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16-le", "utf-16-be", "utf-32-le"])
def test_a_text_in_any_encoding_is_a_text(encoding: str) -> None:
    text = "姓名,证件号码,一二三四丁七\r\n赵六,1\r\n" * 40
    assert file_form(text.encode(encoding)) == "csv"
    assert file_form(text.replace("六", "六\0", 3).encode(encoding)) == "csv"


def test_bytes_that_are_no_text_are_named_as_such() -> None:
    numbers = b"".join(struct.pack("<HHd", at % 7, at % 3, at / 3) for at in range(900))
    for data in (numbers, bytes(range(32)) * 20, b"\x03\x7e" + bytes(400)):
        with pytest.raises(ReadRefused) as refusal:
            file_form(data)
        reason = refusal.value.reasons[0]
        assert reason.code == "file_type" and "xlsx" in reason.message_zh and "UTF-8" not in reason.message_zh
