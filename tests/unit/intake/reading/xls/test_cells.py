"""Every record of a cell is a value, a blank or a refusal; a cell that is there twice must be equal."""

from __future__ import annotations

import struct
from typing import Any

import pytest

from tests.support.files.raw_xls import Broken, Computed, Writer, xls
from transforms.intake.base.reasons import ReadRefused
from transforms.intake.reading.xls.book import read_book
from transforms.intake.reading.xls.cells import Cells, Place, Results, read_cells
from transforms.intake.reading.xls.octets import Octets
from transforms.intake.reading.xls.ole import open_container
from transforms.intake.reading.xls.records import find_records

NEW, OLD = Writer(), Writer(version=5, code_page=936, stream="Book")
BLANK, NUMBER, TRUTH = 0x0201, 0x0203, 0x0205


def read(rows: list[list[Any]], *records: bytes, writer: Writer = NEW) -> tuple[dict[Place, Any], list[Place], Results]:
    """Read a sheet of these rows with further records; returns its filled cells, error cells and results."""
    content = open_container(xls({"甲": rows}, writer=writer)).stream("Workbook", "Book")
    assert content
    book = read_book(content)
    sheet = content[book.sheets[0].place :]
    end = sheet.rfind(struct.pack("<HH", 0x000A, 0))
    sheet = sheet[:end] + b"".join(records) + struct.pack("<HH", 0x000A, 0)
    cells, errors, results = read_cells(Octets(sheet), find_records(sheet, 0), book)
    return _filled(cells), errors, results


def _filled(cells: Cells) -> dict[Place, Any]:
    places = cells.chosen(cells.rows >= 0)
    return {place: value for place, value in zip(places, cells.values, strict=True) if value != ""}


def cell(kind: int, row: int, column: int, content: bytes = b"", style: int = 15) -> bytes:
    return struct.pack("<HHHHH", kind, 6 + len(content), row, column, style) + content


def double(value: float) -> bytes:
    return struct.pack("<d", value)


@pytest.mark.parametrize("writer", [NEW, Writer(shared=True), OLD])
def test_texts_numbers_truths_and_errors(writer: Writer) -> None:
    values, errors, _ = read([["姓名", 0.1, 3], [True, False, Broken()], ["", "甲"]], writer=writer)
    assert values == {
        (1, "A"): "姓名", (1, "B"): 0.1, (1, "C"): 3.0, (2, "A"): True, (2, "B"): False, (3, "B"): "甲",
    }  # fmt: skip
    assert errors == [(2, "C")]


def test_records_of_neighbours_and_packed_numbers() -> None:
    numbers = struct.pack("<HHHHHIHIH", 0x00BD, 18, 4, 1, 15, 7 << 2 | 2, 15, 150 << 2 | 3, 2)
    blanks = struct.pack("<HHHHHHH", 0x00BE, 10, 5, 1, 15, 15, 2)
    packed = cell(0x027E, 6, 0, struct.pack("<I", 9 << 2 | 2))
    assert read([["a"]], numbers, blanks, packed)[0] == {(1, "A"): "a", (5, "B"): 7.0, (5, "C"): 1.5, (7, "A"): 9.0}


def test_neighbours_of_another_number_than_stated_are_an_error() -> None:
    for last in (1, 3):
        with pytest.raises(ValueError, match="number of cells"):
            read([["a"]], struct.pack("<HHHHHHH", 0x00BE, 10, 5, 1, 15, 15, last))


def test_a_rich_text_is_its_text() -> None:
    text = "李".encode("utf-16-le")
    record = cell(0x00D6, 3, 0, struct.pack("<HB", 1, 1) + text + struct.pack("<HHH", 1, 0, 5))
    assert read([["a"]], record)[0] == {(1, "A"): "a", (4, "A"): "李"}


@pytest.mark.parametrize("kind", [0x0006, 0x0206, 0x0406])
@pytest.mark.parametrize("writer", [NEW, OLD])
def test_results_of_formulas_under_each_number_of_the_record(kind: int, writer: Writer) -> None:
    rows = [[Computed(2.5, kind), Computed("甲", kind), Computed(True, kind), Computed("", kind), Computed(None, kind)],
            [Computed(0, kind), Computed("", kind, blank=False), Broken(computed=True)]]  # fmt: skip
    values, errors, results = read(rows, writer=writer)
    assert values == {(1, "A"): 2.5, (1, "B"): "甲", (1, "C"): True, (2, "A"): 0.0}
    assert (errors, results.missing, results.zero) == ([(2, "C")], [(1, "E")], [(2, "A")])
    assert results.empty == [(1, "D"), (2, "B")]
    assert len(results.cells.rows) == 8


def test_a_cell_may_be_blank_first_and_equal_cells_are_one() -> None:
    twice = cell(BLANK, 4, 0) + cell(NUMBER, 4, 0, double(1)) + cell(NUMBER, 4, 0, double(1))
    assert read([["a"]], twice)[0] == {(1, "A"): "a", (5, "A"): 1.0}


@pytest.mark.parametrize(
    "later",
    [
        cell(BLANK, 4, 0),
        cell(NUMBER, 4, 0, double(2)),
        cell(NUMBER, 4, 0, double(1), style=16),
        cell(TRUTH, 4, 0, b"\x2a\x01"),
    ],
)
def test_a_cell_with_two_contents_is_refused_at_its_place(later: bytes) -> None:
    with pytest.raises(ReadRefused) as refusal:
        read([["a"]], cell(NUMBER, 4, 0, double(1)), later)
    reason = refusal.value.reasons[0]
    assert (reason.code, reason.row, reason.column) == ("cell_twice", 5, "A")


def test_a_text_that_is_not_in_the_table_and_a_far_column_are_errors() -> None:
    with pytest.raises(IndexError):
        read([["a"]], cell(0x00FD, 4, 0, struct.pack("<I", 7)))
    with pytest.raises(ValueError, match="column"):
        read([["a"]], cell(BLANK, 4, 256))


@pytest.mark.parametrize("kind", [0x0006, 0x0206, 0x0406])
def test_a_text_under_the_number_of_a_formula_is_an_error(kind: int) -> None:
    for text in ("王明东", "199999195005150018", "2019-09-01", "城乡医疗救助对象花名册" * 3, "1" * 200):
        octets = text.encode("utf-16-le")
        with pytest.raises(ValueError, match=r"formula|short"):
            read([["a"]], cell(kind, 3, 0, struct.pack("<HB", len(text), 1) + octets))


@pytest.mark.parametrize(
    ("kind", "size"), [(BLANK, 7), (NUMBER, 9), (TRUTH, 4), (0x00FD, 5), (0x027E, 6), (NUMBER, 40), (BLANK, 2)]
)
def test_a_record_of_another_size_is_of_another_kind(kind: int, size: int) -> None:
    with pytest.raises(ValueError, match="too long"):
        read([["a"]], cell(kind, 3, 0, bytes(size)))


def test_a_truth_or_error_of_openoffice_has_two_bytes_for_its_value() -> None:
    values, errors, _ = read([["a"]], cell(TRUTH, 3, 0, b"\x2a\0\x01") + cell(TRUTH, 4, 0, b"\x01\0\0"))
    assert (values, errors) == ({(1, "A"): "a", (5, "A"): True}, [(4, "A")])
