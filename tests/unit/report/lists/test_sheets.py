"""The sheets of a list: what is printed, and that no text becomes a formula."""

import io
from dataclasses import replace

import openpyxl

from tests.support.reports.sample_person_list import sample
from transforms.report.lists.files import xlsx_bytes
from transforms.report.lists.kinds import MISSING
from transforms.report.lists.sheets import FONT
from transforms.report.publication import View


def test_the_three_sheets_have_the_persons_and_a_repeated_header() -> None:
    content = sample()
    book = openpyxl.load_workbook(io.BytesIO(xlsx_bytes(content, content.persons)))
    printed, data, summary = book["打印"], book["数据"], book["汇总"]
    assert printed.print_title_rows == "$4:$4" and printed.page_setup.paperSize == 9
    assert [cell.value for cell in printed[4]][1:] == [column.heading for column in MISSING.columns]
    assert [row[0] for row in printed.iter_rows(min_row=5, values_only=True)] == [1, 2, 3, 4, 5]
    assert [cell.value for cell in data[1]] == [column.name for column in MISSING.columns]
    assert data.max_row == 6 and "&P" in printed.oddFooter.center.text
    sizes = {cell.font.size for row in printed.iter_rows(min_row=4) for cell in row}
    assert sizes == {FONT["font_size"]} and FONT["font_size"] >= 9
    assert [row[1] for row in summary.iter_rows(min_row=5, values_only=True)][:4] == ["3", "1", "1", "5"]


def test_a_name_that_looks_like_a_formula_stays_text() -> None:
    content = sample()
    persons = (content.persons[0]._replace(name="=1+1"), *content.persons[1:])
    sheet = openpyxl.load_workbook(io.BytesIO(xlsx_bytes(replace(content, persons=persons), persons)))["打印"]
    assert sheet["D5"].value == "=1+1" and sheet["D5"].data_type == "s" and sheet["D5"].quotePrefix


def test_a_note_of_a_township_is_in_the_list_of_all_units_only() -> None:
    for view, is_shown in ((View(), True), (View("townships@a", units=("a", "b")), False)):
        content = sample(view)
        persons = tuple(person._replace(note="随子女外出") for person in content.persons)
        book = openpyxl.load_workbook(io.BytesIO(xlsx_bytes(replace(content, persons=persons), persons)))
        cells = [str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row]
        assert persons and ("随子女外出" in cells) is is_shown and ("乡镇备注" in cells) is is_shown
