"""A sheet whose name contradicts its rows is left out and asked about."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from tests.support.files.builders import LAYOUTS
from tests.support.files.raw_tables import raw_table
from tests.support.files.raw_xlsx import Book, Sheet
from transforms.intake.base.raw_table import RawTable
from transforms.intake.layouts.model import Layout
from transforms.intake.reading.sheets.book import open_book, worksheets
from transforms.intake.reading.sheets.contradicting import without_contradicting

CIVIL = LAYOUTS["civil_affairs"]


def table(*names: str, **columns: Sequence[str]) -> RawTable:
    return raw_table({"name": names, **columns})


def outcome(
    layout: Layout = CIVIL, list_mode: str = "full", **sheets: RawTable
) -> tuple[set[int], list[tuple[str, str | None]]]:
    names = [name.replace("_", " ") for name in sheets]
    places = list(worksheets(open_book(Book([Sheet([["a"]], name) for name in names]).data())))
    tables, left_out = without_contradicting(list(sheets.values()), places, names, layout, list_mode)
    assert len(tables) == len(sheets) - len(left_out)
    return left_out, [(code, where) for raw in tables for code, _, where in raw.hold_reasons]


def test_plain_names_change_nothing() -> None:
    assert outcome(甲镇=table("甲"), 乙乡=table("乙")) == (set(), [])


def test_a_sheet_of_removed_persons_is_left_out() -> None:
    assert outcome(名单=table("甲"), 减少=table("甲")) == ({1}, [("sheet_left_out", "第2个工作表，名称含“减少”")])
    assert outcome(减少=table(), 名单=table("甲")) == (set(), [])


@pytest.mark.parametrize("name", ["草稿", "上月名单", "名单副本"])
def test_a_copy_without_a_row_of_its_own_does_no_harm(name: str) -> None:
    assert outcome(**{"名单": table("甲", "乙"), name: table("乙")}) == (set(), [])
    left_out, reasons = outcome(**{"名单": table("甲", "乙"), name: table("丙")})
    assert (left_out, [code for code, _ in reasons]) == ({1}, ["sheet_left_out"])
    assert outcome(**{"名单": table("甲"), name: table("甲", unit=["甲镇"])})[0] == {1}


def test_a_workbook_of_such_a_sheet_only_is_read_and_asked_about() -> None:
    assert outcome(减少=table("甲")) == (set(), [("sheet_contradicts", "第1个工作表，名称含“减少”")])
    assert outcome(名单副本=table("甲")) == (set(), [])


def test_kinds_of_change_agree_with_the_names_or_not() -> None:
    added, ended = table("甲", op=["新增"]), table("乙", op=["减少"])
    assert outcome(list_mode="change", 新增=added, 减少=ended) == (set(), [])
    assert outcome(list_mode="change", 名单=added, 新增=ended) == (
        set(),
        [("sheet_contradicts", "第2个工作表，名称含“新增”")],
    )


def test_a_layout_that_names_its_sheets_knows_what_they_are() -> None:
    named = CIVIL.model_copy(update={"sheets": ["减少"]})
    assert outcome(layout=named, 减少=table("甲")) == (set(), [])
