"""Rows in the spelling of the known programs are told from all others, and searched as bytes."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest

from transforms.intake.reading.xlsx import spelling

WRITERS = Path(__file__).parents[4] / "support" / "files" / "writers"
KNOWN = {
    "Excel": '<row r="1" spans="1:2" x14ac:dyDescent="0.25"><c r="A1" s="1" t="s"><v>0</v></c><c r="B1" s="2"/></row>',
    "XlsxWriter": '<row r="1" spans="1:2"><c r="A1" t="s"><v>0</v></c><c r="B1"><f>A1</f><v>0</v></c></row>',
    "openpyxl": '<row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c><c r="B1" t="n"><v>1</v></c></row>',
    "POI": '<row r="1">\n<c r="A1" t="inlineStr"><is><t xml:space="preserve"> a</t></is></c></row>\n',
    "LibreOffice": '<row r="1" customFormat="false" ht="12.8" hidden="false"><c r="A1" s="0" t="s"><v>0</v></c></row>',
    "SheetJS": '<row r="1"><c r="A1" t="str"><v>a</v></c><c r="B1" s="1"><v>43678</v></c></row>',
    "no cells": '<row r="1"></row><row r="2" spans="1:2"/>',
    "shared formula": '<row r="1"><c r="A1"><f t="shared" ref="A1:A2" si="0">B1</f><v>1</v></c></row>',
    "escaped": '<row r="1"><c r="A1" t="str"><f>B1&amp;"&lt;"</f><v>a</v></c></row>',
}
UNKNOWN = {
    "single quotes": "<row r='1'/>",
    "a cell of another row": '<row r="1"><c r="A2"/></row>',
    "a cell of a row that begins alike": '<row r="1"><c r="A11"/></row>',
    "a cell twice": '<row r="1"><c r="A1"/><c r="A1"/></row>',
    "cells in another order": '<row r="1"><c r="B1"/><c r="A1"/></row>',
    "a further column": '<row r="1"><c r="C1"/></row>',
    "no number": "<row><c/></row>",
    "row 0": '<row r="0"/>',
    "an attribute twice": '<row r="1"><c r="A1" t="s" t="n"><v>1</v></c></row>',
    "value before formula": '<row r="1"><c r="A1"><v>1</v><f>B1</f></c></row>',
    "a comment": '<row r="1"><!-- --><c r="A1"/></row>',
    "an entity in a number": '<row r="1"><c r="A1"><v>&#49;</v></c></row>',
    "a coded letter in a formula": '<row r="1"><c r="A1"><f>&#65;1</f><v>1</v></c></row>',
    "not closed": '<row r="1"><c r="A1"><v>1</v></row>',
    "another element": '<row r="1"><c r="A1"><v>1</v><x/></c></row>',
    "blanks between cells": '<row r="1"><c r="A1"/> <c r="B1"/></row>',
}


@pytest.mark.parametrize("program", KNOWN)
def test_known_rows_match_as_a_whole(program: str) -> None:
    rows = KNOWN[program].encode()
    assert spelling.known_rows(b"", 2).fullmatch(rows * 3)
    assert spelling.known_rows(b"x:", 2).match(rows) is None
    prefixed = rows.replace(b"<", b"<x:").replace(b"<x:/", b"</x:")
    assert spelling.known_rows(b"x:", 2).fullmatch(prefixed)


@pytest.mark.parametrize("path", sorted(WRITERS.glob("*.xlsx")), ids=lambda path: path.name)
def test_files_of_real_writers_are_in_the_known_spelling(path: Path) -> None:
    with zipfile.ZipFile(path) as package:
        xml = package.read("xl/worksheets/sheet1.xml")
    rows = xml[xml.index(b"<sheetData>") + len(b"<sheetData>") : xml.index(b"</sheetData>")]
    assert rows and spelling.known_rows(b"", 8).fullmatch(rows)


@pytest.mark.parametrize("name", UNKNOWN)
def test_other_rows_do_not_match(name: str) -> None:
    known = KNOWN["Excel"].encode()
    match = spelling.known_rows(b"", 2).match(known + UNKNOWN[name].encode())
    assert match is not None and match.end() == len(known)


def test_places_are_found() -> None:
    rows = (
        b'<row r="7" hidden="1"><c r="A7" t="e"><v>#N/A</v></c><c r="B7" s="2" t="s"><v>1</v></c>'
        b'<c r="C7"><f>A1</f></c><c r="D7" t="str"><f>A1</f><v></v></c><c r="E7"><f>A1</f><v/></c>'
        b'<c r="F7"><f>A1</f><v>0</v></c><c r="G7"><f>A1</f><v>10</v></c></row><row r="8"/>'
    )
    assert spelling.row_numbers(rows) == [b"7", b"8"]
    assert spelling.has_hidden_row(rows) and spelling.has_formula(rows)
    assert list(spelling.error_cells(rows)) == [(7, "A")]
    assert list(spelling.cells_without_value(rows)) == [(7, "C"), (7, "E")]
    assert list(spelling.stand_in_cells(rows)) == [(7, "D"), (7, "F")]


def test_a_text_that_looks_like_an_attribute_is_none() -> None:
    rows = b'<row r="1" hidden="0"><c r="A1" t="inlineStr"><is><t> hidden="1" t="e" s="2"</t></is></c></row>'
    assert spelling.known_rows(b"", 1).fullmatch(rows)
    assert not spelling.has_hidden_row(rows) and not spelling.has_formula(rows)
    assert list(spelling.error_cells(rows)) == []
    assert list(spelling.styled_cells(rows, spelling.with_style(frozenset({2})))) == []


def test_styles_are_found_with_the_kind_of_value() -> None:
    rows = b'<c r="A1" s="2"><v>1</v></c><c r="B1" t="s" s="2"><v>1</v></c><c r="C1" s="22"/><c r="D1" s="02" t="n"/>'
    rows += b'<c r="E1" s="2" t="d"><v>2019-08-01</v></c>'
    cells = list(spelling.styled_cells(rows, spelling.with_style(frozenset({2, 3}))))
    assert cells == [(1, "A", True), (1, "B", False), (1, "D", True), (1, "E", True)]
    assert spelling.with_style(frozenset()) is None and list(spelling.styled_cells(rows, None)) == []


PLAIN = {
    "type first": ('<row r="1"><c t="s" r="A1"><v>0</v></c><c t="n" s="1" r="B1"><v>-1.5</v></c></row>', b'"'),
    "number last": ('<row spans="1:2" r="1"><c s="1" r="A1"/></row>', b'"'),
    "single quotes": ("<row r='1'><c r='A1' t='inlineStr'><is><t xml:space='preserve'>a\"</t></is></c></row>", b"'"),
    "blanks": ('<row  r = "1" >\n <c r="A1"\n>\n <v>1</v>\n </c>\n</row>', b'"'),
}
NOT_PLAIN = {
    "a formula": '<row r="1"><c r="A1"><f>B1</f><v>1</v></c></row>',
    "an attribute twice": '<row r="1"><c s="1" r="A1" s="2"/></row>',
    "no place": '<row r="1"><c s="1"/></row>',
    "a place in a value": "<row r='1'><c s='1 r=\"A1\"'/></row>",
    "a cell twice": '<row r="1"><c s="1" r="A1"/><c s="1" r="A1"/></row>',
    "two numbers": '<row r="1" r="2"/>',
    "another type": '<row r="1"><c t="is" r="A1"><v>1</v></c></row>',
}


@pytest.mark.parametrize("name", PLAIN)
def test_plain_rows_match_as_a_whole(name: str) -> None:
    text, quote = PLAIN[name]
    rows = text.encode()
    assert spelling.plain_rows(b"", 2, quote).fullmatch(rows * 2)
    assert spelling.plain_row_numbers(rows * 2, b"", None) == [b"1", b"1"]
    prefixed = re.sub(rb"<(/?)", rb"<\1x:", rows)
    assert spelling.plain_rows(b"x:", 17, quote).fullmatch(prefixed)
    assert spelling.plain_row_numbers(prefixed, b"x:", None) == [b"1"]


@pytest.mark.parametrize("name", NOT_PLAIN)
def test_rows_that_are_not_plain_do_not_match(name: str) -> None:
    for quote in (b"'", b'"'):
        assert spelling.plain_rows(b"", 2, quote).fullmatch(NOT_PLAIN[name].encode()) is None


@pytest.mark.parametrize(
    "cell",
    [
        '<c t="e" r="A1"><v>#N/A</v></c>',
        '<c t="s" r="A1"><v>1.0</v></c>',
        '<c t="inlineStr" r="A1"><v>1</v></c>',
        '<c s="02" r="A1"/>',
    ],
)
def test_plain_rows_with_a_fact_have_to_be_parsed(cell: str) -> None:
    rows = f'<row r="1">{cell}</row>'.encode()
    assert spelling.plain_rows(b"", 2, b'"').fullmatch(rows)
    assert spelling.plain_row_numbers(rows, b"", spelling.any_style(frozenset({2}))) is None
    assert spelling.plain_row_numbers(b'<row hidden="1" r="1"/>', b"", None) is None


def test_a_column_may_have_the_letter_of_a_mark() -> None:
    for column in "QRSTO":
        rows = f'<row r="1"><c s="1" r="{column}1"/></row>'.encode()
        assert spelling.plain_rows(b"", 20, b'"').fullmatch(rows)


def test_values_that_are_read_otherwise_are_doubtful() -> None:
    doubtful = ('<c t="s"><v>x</v></c>', "<c t = 's' r='A1'><v >1 </v></c>", '<c t="n"><v>&#49;</v></c>')
    assert all(spelling.is_doubtful(one.encode(), b"") for one in doubtful)
    assert not any(
        spelling.is_doubtful(one.encode(), b"") for one in ('<c t="s"><v>12</v></c>', '<c t="str"><v>x</v></c>')
    )
