"""The files of a letter and of its list: equal bytes for equal content, and the sums of the content."""

from __future__ import annotations

import io

import docx
import openpyxl
import pytest

from tests.unit.report.settlement.examples import composed, facts
from transforms.document.letter import Table
from transforms.report.settlement import files as settlement_files
from transforms.report.settlement.files import letter, letter_files, list_files

STEM = "someplace-2020_settlement_once_20190901_20191231_finance"


def test_equal_content_gives_equal_bytes() -> None:
    assert letter_files(composed()) == letter_files(composed())
    assert list_files(composed()) == list_files(composed())


def test_a_letter_has_a_document_a_pdf_and_its_tables() -> None:
    files = {file.name: file for file in letter_files(composed())}
    assert list(files) == [f"{STEM}.docx", f"{STEM}.pdf", f"{STEM}.xlsx"]
    tables = docx.Document(io.BytesIO(files[f"{STEM}.docx"].content)).tables
    assert [[cell.text for cell in table.rows[-1].cells][-1] for table in tables] == ["400.05", "400.05"]
    assert {file.rows for file in files.values()} == {5}


def test_a_letter_without_lines_has_no_tables() -> None:
    empty = composed(facts(()))
    assert not [part for part in letter(empty).parts if isinstance(part, Table)]
    assert len([part for part in letter(composed()).parts if isinstance(part, Table)]) == 2
    assert [file.rows for file in letter_files(empty)] == [0, 0, 0]


def test_a_list_names_each_line() -> None:
    (file,) = list_files(composed())
    book = openpyxl.load_workbook(io.BytesIO(file.content))
    assert file.name == f"{STEM}.xlsx" and file.rows == 5
    assert book.sheetnames == ["打印", "数据"]
    assert [row[7] for row in book["数据"].iter_rows(min_row=2, values_only=True)] == [
        "changed",
        "added",
        "added",
        "withdrawn",
        "added",
    ]


def test_a_long_list_goes_on_in_a_further_workbook(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settlement_files, "MOST_ROWS", 3)
    first, second = list_files(composed())
    assert [first.rows, second.rows] == [3, 2] and second.name == f"{STEM}.2.xlsx"
    sheet = openpyxl.load_workbook(io.BytesIO(second.content))["打印"]
    assert [row[0] for row in sheet.iter_rows(min_row=5, values_only=True)] == [4, 5]
