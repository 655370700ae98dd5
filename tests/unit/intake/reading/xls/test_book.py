"""Global records: version, code page, sheets, and which styles show a date or a colour."""

from __future__ import annotations

import struct
from dataclasses import replace
from typing import Any

import pytest

from tests.support.files.raw_xls import Looks, Shown, Writer, xls
from transforms.intake.base.reasons import ReadRefused
from transforms.intake.reading.xls.book import Book, read_book
from transforms.intake.reading.xls.ole import open_container

ROWS = [["姓名"], [Shown(1, "yyyy-mm")], [Shown(1, 57)], [Shown(1, "0.00")], [Shown(1, 'yyyy"年"')]]
RED, PLAIN = 17, 15  # styles of the helper that writes workbooks
NEW, OLD = Writer(), Writer(version=5, code_page=936, stream="Book")


def book_of(rows: list[list[Any]] = ROWS, writer: Writer = NEW, **how: Any) -> Book:
    content = open_container(xls({"甲": rows, "乙": rows[:1]}, writer=writer, **how)).stream("Workbook", "Book")
    assert content
    return read_book(content)


def refused(content: bytes) -> str:
    with pytest.raises(ReadRefused) as refusal:
        read_book(content)
    return refusal.value.reasons[0].code


@pytest.mark.parametrize("writer", [NEW, OLD, replace(NEW, code_page=1252), replace(NEW, code_page=None)])
def test_sheets_and_formats_are_read_whatever_the_code_page_of_a_new_workbook_is(writer: Writer) -> None:
    book = book_of(writer=writer, hidden=("乙",))
    assert [(sheet.name, sheet.is_table, sheet.hidden) for sheet in book.sheets] == [
        ("甲", True, False), ("乙", True, True),
    ]  # fmt: skip
    assert book.shown[15:] == ["number", "day", "number", "month", "month", "number", "year"]
    assert book.codec == ("gb18030" if writer is OLD else None)


def test_an_old_code_page_that_is_unknown_is_an_error() -> None:
    with pytest.raises(ValueError, match="code page"):
        book_of(writer=replace(OLD, code_page=4711))


def test_shared_texts_are_read_over_several_records() -> None:
    rows = [[f"姓名{at}" for at in range(40)]]
    for size in (15, 24, 8224):
        assert book_of(rows, replace(NEW, shared=True, piece_bytes=size)).texts.tolist() == rows[0]


@pytest.mark.parametrize(
    ("writer", "is_red"),
    [
        (NEW, True),  # a fill
        (OLD, True),
        (replace(NEW, text_colour=10), True),
        (replace(NEW, text_colour=8), False),
        (replace(NEW, text_colour=64), False),
        (replace(NEW, text_colour=0x7FFF), False),
        (replace(NEW, text_colour=8, palette=(b"\xff\0\0",)), True),  # the number of black means red here
        (replace(NEW, text_colour=10, palette=(b"\0\0\0",) * 3), False),
        (replace(NEW, text_colour=(2, 0xFF)), True),
        (replace(NEW, text_colour=(2, 0)), False),
        (replace(NEW, text_colour=(3, 5)), True),
        (replace(NEW, text_colour=(3, 1)), False),
        (replace(NEW, text_colour=(1, 10)), True),
        (replace(NEW, text_colour=(0, 0)), False),
    ],
)
def test_a_style_with_a_colour_of_any_kind_is_marked(writer: Writer, is_red: bool) -> None:
    marked = book_of(writer=writer, looks=Looks(red_rows=(1,))).marked
    assert (marked[RED], marked[PLAIN]) == (is_red, False)


def test_origin_of_days_and_version_of_the_calculating_program() -> None:
    assert book_of(date1904=True).date1904 and not book_of().date1904
    assert book_of().calculated_by is None
    assert book_of(writer=replace(NEW, calculated_by=0)).calculated_by == 0


@pytest.mark.parametrize("begin", ["09000400 0200 0500", "09020600 0000 0500 0000", "09040600 0000 0500 0000",
                                   "09080800 0004 0500 0000 0000"])  # fmt: skip
def test_workbooks_before_excel_5_are_named(begin: str) -> None:
    assert refused(bytes.fromhex(begin)) == "file_type"


def test_a_password_and_a_macro_sheet_are_refused() -> None:
    with pytest.raises(ReadRefused, match="file_encrypted"):
        book_of(extra=struct.pack("<HHH", 0x2F, 2, 0))
    with pytest.raises(ReadRefused, match="file_macro"):
        book_of(extra=struct.pack("<HHIBBBB", 0x0085, 8, 9, 0, 1, 0, 0))


def test_two_sheets_in_one_place_are_an_error() -> None:
    entry = struct.pack("<HHIBBBB", 0x0085, 8, 9, 0, 0, 0, 0)
    with pytest.raises(ValueError, match="one place"):
        book_of(extra=entry * 2)


def external(path: str) -> bytes:
    text = path.encode("utf-16-le")
    return struct.pack("<HHHHB", 0x01AE, 5 + len(text), 1, len(path), 1) + text


def test_references_to_other_workbooks_are_links_and_to_programs_are_refused() -> None:
    own = struct.pack("<HHHH", 0x01AE, 4, 1, 0x0401)
    assert not book_of(extra=own + struct.pack("<HHHH", 0x01AE, 4, 1, 0x3A01)).has_links
    assert book_of(extra=own + external("\x01\x02folder\x03other.xls")).has_links
    with pytest.raises(ReadRefused, match="file_macro"):
        book_of(extra=external("cmd\x03/C calc"))
