"""The header row of an unknown file, and the values below it."""

from __future__ import annotations

from tests.support.files.builders import LAYOUTS
from transforms.intake.proposal.file_columns import find_head

KNOWN = list(LAYOUTS.values())
TITLE = ["优抚对象花名册", "", "", ""]
HEAD = ["编号", "姓名", "身份证号", "身份证号"]
ROW = ["1", "甲", "1", "2"]


def test_the_header_is_the_row_with_most_known_headings() -> None:
    head = find_head([[TITLE, HEAD, ROW, ["2", "", " ", ""]]], KNOWN)
    assert head is not None and (head.row, head.titles) == (2, ("优抚对象花名册",))
    assert [column.header for column in head.columns] == ["编号", "姓名", "身份证号", "身份证号#2"]
    assert [column.values for column in head.columns] == [("1", "2"), ("甲",), ("1",), ("2",)]
    assert (head.columns[3].heading, head.columns[3].letter) == ("身份证号", "D")


def test_of_several_delimiters_or_sheets_the_best_header_is_chosen() -> None:
    split = [[[",".join(HEAD)], [",".join(ROW)]], [HEAD, ROW]]
    head = find_head(split, KNOWN)
    assert head is not None and len(head.columns) == 4


def test_short_different_words_are_a_header_without_known_headings() -> None:
    head = find_head([[["对象", "证号", "地名"], ["甲", "1", "乙"]]], KNOWN)
    assert head is not None and head.row == 1


def test_a_file_without_a_header_has_none() -> None:
    assert find_head([[["199999", "甲"], ["199998", "乙"]], []], KNOWN) is None
