"""Which sheets are read, which are examples or auxiliary, and which unread sheets have persons."""

from __future__ import annotations

from collections.abc import Collection

import pytest

from tests.support.files.builders import CIVIL_HEADER, LAYOUTS, civil_row, number
from tests.support.files.raw_xlsx import Book, Sheet
from transforms.intake.base.reasons import ReadRefused
from transforms.intake.layouts.model import Layout
from transforms.intake.reading.limits import Limits
from transforms.intake.reading.sheets.book import Workbook, open_book
from transforms.intake.reading.sheets.choose import Unread, choose_sheets, header_rows, plain_number, unread_sheets

CIVIL, ROLL, TARGETS = LAYOUTS["civil_affairs"], LAYOUTS["roll"], LAYOUTS["targets"]
GOOD = [CIVIL_HEADER, civil_row(1), civil_row(2)]
SUMS = [["所属乡镇", "人员类别", "人数"], ["甲镇", "低保对象", 3]]
DAMAGED = [["姓名", "身份号", "所属乡镇"], ["甲", number(3), "甲镇"]]


def book(*sheets: Sheet) -> Workbook:
    return open_book(Book(sheets).data())


def chosen(*sheets: Sheet, layout: Layout = CIVIL) -> tuple[list[int], list[int]]:
    found = choose_sheets(book(*sheets), layout, "full", Limits())
    return [place.position for place in found.places], [place.position for place in found.partial]


def unread(*sheets: Sheet, layout: Layout = CIVIL, numbers: Collection[str] = (number(1), number(2))) -> Unread:
    opened = book(*sheets)
    return unread_sheets(opened, layout, "full", choose_sheets(opened, layout, "full", Limits()), lambda: numbers)


def refused(*sheets: Sheet, layout: Layout = CIVIL) -> tuple[str, str | None]:
    with pytest.raises(ReadRefused) as refusal:
        unread(*sheets, layout=layout)
    return refusal.value.reasons[0].code, refusal.value.reasons[0].sheet


def test_sheets_without_all_required_columns_are_set_apart() -> None:
    assert chosen(Sheet(SUMS, "汇总"), Sheet(GOOD, "甲"), Sheet(GOOD, "乙")) == ([1, 2], [0])
    assert chosen(Sheet([CIVIL_HEADER], "甲"), Sheet(SUMS, "汇总")) == ([0], [1])


def test_without_a_whole_list_the_sheet_with_persons_is_read_first() -> None:
    assert chosen(Sheet(SUMS, "汇总"), Sheet(DAMAGED, "甲")) == ([1], [])
    assert chosen(Sheet(SUMS, "汇总")) == ([0], [])
    assert refused(Sheet(SUMS, "汇总", "hidden"), Sheet([["说明"]], "说明")) == ("sheet_hidden", "第1个工作表")


def test_an_auxiliary_sheet_may_be_hidden() -> None:
    assert unread(Sheet(GOOD, "甲"), Sheet(SUMS, "汇总"), Sheet(SUMS, "字典", "hidden")) == Unread([], [1, 2])


@pytest.mark.parametrize("text", [number(3), f" '{number(3).lower()}", "4.41602E+17", "199999**********12"])
def test_a_list_with_a_damaged_header_is_no_auxiliary_sheet(text: str) -> None:
    rows = [DAMAGED[0], ["甲", text, "甲镇"]]
    assert refused(Sheet(GOOD, "甲"), Sheet(rows, "乙")) == ("column_missing", "第2个工作表")
    assert refused(Sheet(rows, "乙", "hidden"), Sheet(GOOD, "甲")) == ("sheet_hidden", "第1个工作表")
    assert unread(Sheet(GOOD, "甲"), Sheet([["续"], [text]], "乙")) == Unread([1], [])


def test_a_sheet_of_persons_that_were_read_is_auxiliary() -> None:
    rows = [["姓名", "身份证号码", "结果"], ["甲", number(1), "一致"]]
    assert unread(Sheet(GOOD, "甲"), Sheet(rows, "核对"), Sheet(rows[1:], "打印")) == Unread([], [1, 2])


def test_a_list_without_numbers_that_has_their_column_is_no_auxiliary_sheet() -> None:
    rows = [["姓名", "身份证号码", "人员类别", "所属乡镇"], ["甲", "护照", "孤儿", "甲镇"]]
    assert refused(Sheet(GOOD, "甲"), Sheet(rows, "乙"))[0] == "column_missing"
    contacts = [["姓名", "乡镇", "电话"], ["甲", "甲镇", "01234567890"]]
    roll = [["姓名", "证件号码", "乡镇"], ["甲", number(1), "甲镇"]]
    assert unread(Sheet(roll, "底册"), Sheet(contacts, "联系人"), layout=ROLL) == Unread([], [1])


def test_in_a_table_without_persons_most_of_the_columns_make_a_list() -> None:
    good = [["单位", "指标", "人数", "状态", "来源"], ["甲镇", "参保任务数", "3", "正式", "文件"]]
    short = [row[:3] for row in good]
    assert refused(Sheet(good, "甲"), Sheet(short, "乙"), layout=TARGETS)[0] == "column_missing"
    assert unread(Sheet(good, "甲"), Sheet([["单位", "人数"], ["甲镇", "3"]], "乙"), layout=TARGETS) == Unread([], [1])


def test_a_layout_that_names_its_sheets_leaves_all_others_out() -> None:
    named = CIVIL.model_copy(update={"sheets": ["甲"]})
    assert unread(Sheet(GOOD, "甲"), Sheet(DAMAGED, "乙"), layout=named) == Unread([], [])


def test_examples_are_no_other_sheets() -> None:
    found = choose_sheets(
        book(Sheet(GOOD, "甲"), Sheet([CIVIL_HEADER, civil_row(9)], "填表示例")), CIVIL, "full", Limits()
    )
    assert (found.examples, found.remarks, found.doubtful) == ({1}, ["example_sheet"], [])


def test_numbers_are_compared_in_one_spelling() -> None:
    assert plain_number(" '19999x ") == "19999X"
    assert (
        len(header_rows(next(iter(choose_sheets(book(Sheet(GOOD)), CIVIL, "full", Limits()).places)).sheet, CIVIL)) == 3
    )
