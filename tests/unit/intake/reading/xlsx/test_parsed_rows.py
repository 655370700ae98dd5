"""The parser of a sheet knows where it is, so that known rows can be left out between two parsed ones."""

from __future__ import annotations

import pytest

from transforms.intake.base.reasons import ReadRefused
from transforms.intake.reading.limits import Limits
from transforms.intake.reading.sheet_facts import SheetFacts
from transforms.intake.reading.xlsx.extent import Extent
from transforms.intake.reading.xlsx.parsed_rows import ParsedSheet
from transforms.intake.reading.xlsx.styles import Styles


def parsed(*pieces: bytes) -> ParsedSheet:
    sheet = ParsedSheet(SheetFacts(), Extent("表", Limits()), Styles(), False)
    for piece in pieces:
        sheet.feed(piece)
    return sheet


@pytest.mark.parametrize(
    ("pieces", "is_between"),
    [
        ((b"<worksheet><sheetData>",), True),
        ((b"<w><sheetData><row><c/>",), False),
        ((b"<w><sheetData><row><c/></row>",), True),
        ((b"<w><sheetData><row r='1'", b"/>"), True),
        ((b"<w><sheetData><x>",), False),
        ((b"<w><sheetData/>",), False),
        ((b"<w><sheetData></sheetData>",), False),
        ((b"<w><!-- <sheetData>",), False),
    ],
)
def test_the_next_row_begins_between_rows_only(pieces: tuple[bytes, ...], is_between: bool) -> None:
    assert parsed(*pieces).is_between_rows is is_between


@pytest.mark.parametrize(("root", "prefix"), [(b"<w>", b""), (b"<x:w xmlns:x='u'>", b"x:"), ("<名:w>".encode(), b"")])
def test_the_prefix_of_the_root_is_known(root: bytes, prefix: bytes) -> None:
    assert parsed(root).prefix == prefix


def test_rows_that_were_left_out_count() -> None:
    sheet = parsed(b"<w><sheetData>")
    sheet.extent.add_rows([b"6"], 1)
    sheet.skip_rows()
    sheet.feed(b"<row><c><f>1</f></c></row>")
    assert sheet.facts.without_value == [(7, "A")]


@pytest.mark.parametrize("attributes", ["r='A-1'", "r='1'", "r='A1' s='x'", "r='$A$1'"])
def test_a_cell_without_sense_is_unreadable(attributes: str) -> None:
    sheet = ParsedSheet(SheetFacts(), Extent("表", Limits()), Styles(("number",), frozenset({0})), False)
    with pytest.raises(ReadRefused, match="file_unreadable"):
        sheet.feed(f"<w><sheetData><row><c {attributes}/>".encode())


def test_small_letters_are_columns() -> None:
    sheet = parsed(b"<w><sheetData><row><c r='b1'><f>1</f></c></row>")
    assert sheet.facts.without_value == [(1, "B")]
