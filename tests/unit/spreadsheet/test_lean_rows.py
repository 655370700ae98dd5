"""A row written at once has the bytes that the library writes cell by cell, whatever its values are."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Sequence

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.spreadsheet import lean_rows
from transforms.spreadsheet.safe_writer import XLSX_TEXT_LIMIT, CellError, open_book

DAY = dt.datetime.combine(dt.date(2019, 12, 1), dt.time())
HEAD = ("姓名", "号码", "日期", "人数")
FORMATS = ({"border": 1}, {"border": 1, "bold": True}, {}, {"align": "right"})
AWKWARD = (
    "=1+1",
    " 前空",
    "后空 ",
    'a&b<c>"d"',
    "_x0041_",
    "行\n列",
    "\x01\x1f",
    "\ufffe",
    "😀",
    "",
    "'",
    "-1",
    "ＡＢ＝",
    "a_b",
)
TEXTS = st.one_of(st.sampled_from(AWKWARD), st.text(max_size=8).filter(lambda text: not text.startswith("<r>")))
VALUES = st.one_of(st.none(), st.integers(-(10**15), 10**15), st.dates(dt.date(1900, 3, 1), dt.date(2100, 1, 1)), TEXTS)


def book(rows: Sequence[Sequence[object]], is_lean: bool) -> bytes:
    """Return the bytes of a workbook with a title, a header and rows, one of which has a height of its own."""
    out = io.BytesIO()
    with open_book(out, "表", DAY, large=True) as opened:
        sheet = opened.sheet("表")
        sheet.merge(0, 3, "名册", bold=True)
        sheet.sheet.set_row(2, 30)
        for column, heading in enumerate(HEAD):
            sheet.put(1, column, heading, bold=True)
        write = sheet.row_writer(FORMATS)
        for number, row in enumerate(rows, start=2):
            if is_lean:
                write(number, row)
                continue
            for column, value in enumerate(row):
                sheet.put(number, column, value, **FORMATS[column])
        sheet.put(len(rows) + 2, 0, "合计", bold=True)
    return out.getvalue()


@given(st.lists(st.lists(VALUES, min_size=4, max_size=4), max_size=5))
def test_the_bytes_are_those_of_the_librarys_cells(rows: list[list[object]]) -> None:
    assert book(rows, is_lean=True) == book(rows, is_lean=False)


def test_awkward_texts_are_read_back() -> None:
    content = book([[text, None, DAY.date(), 5] for text in AWKWARD], is_lean=True)
    assert content == book([[text, None, DAY.date(), 5] for text in AWKWARD], is_lean=False)
    read = openpyxl.load_workbook(io.BytesIO(content))["表"]
    assert [read.cell(row, 4).value for row in range(3, 3 + len(AWKWARD))] == [5] * len(AWKWARD)
    assert read["A3"].value == "=1+1" and read["A3"].data_type == "s" and read["C3"].value == DAY


def test_a_text_that_looks_like_the_librarys_markup_stays_text() -> None:
    text = "<r><t>甲</t></r>"
    content = book([[text, None, None, None]], is_lean=True)
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        assert "&lt;r&gt;&lt;t&gt;甲" in package.read("xl/worksheets/sheet1.xml").decode()
    assert openpyxl.load_workbook(io.BytesIO(content))["表"]["A3"].value == text


@pytest.mark.parametrize(
    ("row", "value"), [(2, True), (2, 1.5), (2, b"x"), (2, "长" * (XLSX_TEXT_LIMIT + 1)), (1, "x")]
)
def test_a_value_or_a_place_that_no_cell_has_is_refused(row: int, value: object) -> None:
    with open_book(io.BytesIO(), "表", DAY, large=True) as opened:
        sheet = opened.sheet("表")
        sheet.put(1, 0, "head")
        write = sheet.row_writer(FORMATS[:1])
        with pytest.raises(CellError) as refused:
            write(row, [value])
        assert "长" not in str(refused.value)


def test_the_refusal_names_the_type_and_not_the_value() -> None:
    with open_book(io.BytesIO(), "表", DAY, large=True) as opened:
        sheet = opened.sheet("表")
        write = lean_rows.row_writer(sheet.sheet, ["A"], lambda _column, _value: sheet.style(), str)
        with pytest.raises(lean_rows.RefusedValue, match="no cell holds a bytes"):
            write(0, [b"secret"])


def test_nothing_is_added_to_a_row_that_is_written() -> None:
    with open_book(io.BytesIO(), "表", DAY, large=True) as opened:
        sheet = opened.sheet("表")
        write = sheet.row_writer(FORMATS)
        write(2, ["a", None, None, None])
        for again in (lambda: write(2, ["b"] * 4), lambda: write(1, ["b"] * 4), lambda: sheet.put(2, 3, "c")):
            with pytest.raises(CellError):
                again()
        write(3, ["d", None, None, None])
