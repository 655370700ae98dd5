"""An opened workbook gives its sheets and cells as texts, and damaged files are refused."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.support.files.raw_xls import xls
from tests.support.files.raw_xlsx import Book, Sheet
from transforms.intake.base.reasons import ReadRefused
from transforms.intake.reading.limits import Limits
from transforms.intake.reading.sheet_facts import Inside
from transforms.intake.reading.sheets.book import (
    cell_text,
    first_rows,
    is_visible,
    open_book,
    row_texts,
    worksheets,
)
from transforms.intake.reading.xls.workbook import open_xls

DAY = dt.date(2019, 9, 1)


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("甲", "甲"), ("a_x000D_\nb", "a\n\nb"), (True, "TRUE"), (12.0, "12"), (0.1, "0.1"),
        (1e17, "100000000000000000"),
        (DAY, "2019-09-01"), (dt.datetime.combine(DAY, dt.time()), "2019-09-01"),
        (dt.datetime.combine(DAY, dt.time(8, 30)), "2019-09-01 08:30:00"), (None, ""),
    ],
)  # fmt: skip
def test_a_cell_is_text_without_loss(cell: object, text: str) -> None:
    assert cell_text(cell) == text


def test_what_is_no_workbook_is_refused() -> None:
    with pytest.raises(ReadRefused, match="file_unreadable"):
        open_book(b"PK\x03\x04 nothing")


def test_sheets_with_their_position_and_first_rows() -> None:
    book = open_book(Book([Sheet([["a", 1.0], ["b"]], "甲"), Sheet([], "乙", "hidden"), Sheet([["c"]], "丙")]).data())
    places = list(worksheets(book, but={2}))
    assert [(place.sheet.name, place.position) for place in places] == [("甲", 0), ("乙", 1)]
    assert [is_visible(book, position) for position in range(3)] == [True, False, True]
    assert first_rows(places[0].sheet, 1) == [["a", "1"]]
    assert first_rows(places[1].sheet, 1) == []
    assert row_texts([None, 2.0]) == ["", "2"]


def test_an_old_workbook_is_opened_once() -> None:
    inside = Inside(book=open_xls(xls({"甲": [["a"]]}), Limits()))
    assert open_book(b"", inside) is inside.book
