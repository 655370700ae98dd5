"""The sheets with the header are read; hidden, unread and damaged ones are refused or asked about."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from tests.support.files.builders import CIVIL_HEADER, LAYOUTS, civil_row
from tests.support.files.raw_xls import xls
from tests.support.files.raw_xlsx import Book, Sheet
from transforms.intake.base.raw_table import SHEET_STRIDE, RawTable
from transforms.intake.base.reasons import ReadRefused
from transforms.intake.layouts.model import Layout
from transforms.intake.reading.limits import Limits
from transforms.intake.reading.sheet_facts import Inside, SheetFacts
from transforms.intake.reading.workbook import heads, read_workbook
from transforms.intake.reading.xls.workbook import open_xls

CIVIL = LAYOUTS["civil_affairs"]
GOOD = [CIVIL_HEADER, civil_row(1), civil_row(2)]


def read(*sheets: Sheet, layout: Layout = CIVIL, limits: Limits | None = None, **inside: Any) -> RawTable:
    return read_workbook(Book(sheets).data(), "xlsx", layout, "full", limits or Limits(), Inside(**inside))


def refused(*sheets: Sheet, **how: Any) -> tuple[str, str | None]:
    with pytest.raises(ReadRefused) as refusal:
        read(*sheets, **how)
    return refusal.value.reasons[0].code, refusal.value.reasons[0].sheet


def test_numbers_dates_and_texts_of_a_sheet() -> None:
    rows = [CIVIL_HEADER, civil_row(1, document=123456.0), civil_row(2, on=dt.date(2019, 9, 1))]
    raw = read(Sheet(rows))
    assert raw.table["document_number"].to_pylist()[0] == "123456"
    assert raw.numeric["document_number"].tolist() == [True, False]
    assert raw.table["effective_on"].to_pylist() == ["2019-09-01", "2019-09-01"]
    assert (raw.header_row, raw.letters["name"], raw.sheet) == (1, "B", "第1个工作表")


def test_an_old_workbook_is_read_alike() -> None:
    inside = Inside(book=open_xls(xls({"名单": GOOD}), Limits()))
    raw = read_workbook(b"", "xls", CIVIL, "full", Limits(), inside)
    assert raw.table.equals(read(Sheet(GOOD)).table) and raw.form == "xls"


def test_sheets_with_the_header_are_joined_with_their_position() -> None:
    raw = read(Sheet([["说明"]], "说明"), Sheet(GOOD, "甲"), Sheet([CIVIL_HEADER, civil_row(3)], "乙"))
    assert raw.table["row_no"].to_pylist() == [2, 3, 2 + 2 * SHEET_STRIDE]


def test_a_hidden_sheet_with_data_is_refused_and_without_data_ignored() -> None:
    assert refused(Sheet(GOOD, "甲"), Sheet(GOOD, "乙", state="hidden")) == ("sheet_hidden", "第2个工作表")
    assert read(Sheet(GOOD, "甲"), Sheet([CIVIL_HEADER], "乙", state="hidden")).row_count == 2


def test_a_sheet_that_is_not_read_and_has_a_number_is_asked_about() -> None:
    raw = read(Sheet(GOOD, "甲"), Sheet([["续"], civil_row(3)], "乙"))
    assert raw.hold_reasons == [("sheet_unread", None, "第2个工作表")]
    named = CIVIL.model_copy(update={"sheets": ["甲"]})
    assert read(Sheet(GOOD, "甲"), Sheet([["续"], civil_row(3)], "乙"), layout=named).hold_reasons == []


def test_a_named_sheet_that_is_missing_is_refused() -> None:
    assert refused(Sheet(GOOD, "甲"), layout=CIVIL.model_copy(update={"sheets": ["丁"]}))[0] == "sheet_missing"


def test_empty_and_foreign_workbooks_are_refused() -> None:
    assert refused(Sheet([]))[0] == "file_empty"
    assert refused(Sheet([["a", "b"], ["1", "2"]]))[0] == "header_unknown"


def test_limits_of_cells_and_columns_hold() -> None:
    assert read(Sheet(GOOD), limits=replace(Limits(), columns=8, workbook_cells=24)).row_count == 2
    assert refused(Sheet(GOOD), limits=replace(Limits(), columns=7))[0] == "file_unsafe"
    assert refused(Sheet(GOOD), limits=replace(Limits(), workbook_cells=23))[0] == "file_unsafe"


def test_facts_of_the_package_are_kept() -> None:
    raw = read(Sheet(GOOD), remarks=["external_links"], date1904=True, modified_on=dt.date(2019, 12, 1))
    assert (raw.remarks, raw.date1904, raw.modified_on) == (["external_links"], True, "2019-12-01")


def test_heads_are_of_visible_sheets_only() -> None:
    data = Book([Sheet([["a", 1.0]], "甲"), Sheet([["b"]], "乙", state="hidden")]).data()
    assert heads(data) == [[["a", "1"]]]


def test_cells_where_the_scan_found_none_are_refused() -> None:
    width = max(map(len, GOOD))
    exact = {0: SheetFacts(reach=(len(GOOD), width))}
    assert read(Sheet(GOOD), sheets=exact).row_count == len(GOOD) - 1
    for reach in ((len(GOOD) - 1, width), (len(GOOD), 1)):
        assert refused(Sheet(GOOD), sheets={0: SheetFacts(reach=reach)})[0] == "file_unsafe"


def test_an_auxiliary_sheet_is_left_alone_with_a_remark() -> None:
    raw = read(Sheet([["所属乡镇", "人员类别"], ["甲镇", "低保对象"]], "汇总"), Sheet(GOOD, "甲"))
    assert (raw.sheet, raw.row_count) == ("第2个工作表", 2)
    assert raw.notes == [(1, "sheet_auxiliary", "第1个工作表")]


def test_a_sheet_of_removed_persons_is_not_read_and_asked_about() -> None:
    raw = read(Sheet([CIVIL_HEADER, civil_row(3)], "减少"), Sheet(GOOD, "甲"))
    assert raw.table["row_no"].to_pylist() == [2, 3]
    assert raw.hold_reasons == [("sheet_left_out", None, "第1个工作表，名称含“减少”")]
