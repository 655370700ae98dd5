"""Labels are folded so that equal ones compare equal; a marked digit never becomes part of a figure."""

from __future__ import annotations

import sys
import unicodedata

import pytest

from transforms.text.folding import (
    fold,
    fold_header,
    has_marked_digit,
    has_two_figures,
    one_figure,
)


def test_every_digit_that_folding_would_make_plain_is_known_as_marked() -> None:
    """But for the full-width ones, which are plain, and units of measure (㎡), which stand in no figure."""
    made = {
        one for one in map(chr, range(0x80, sys.maxunicode + 1))
        if any("0" <= digit <= "9" for digit in unicodedata.normalize("NFKC", one))
    }  # fmt: skip
    left = {one for one in made if not has_marked_digit(one)}
    assert left == set("０１２３４５６７８９") | set("㍸㍹㎟㎠㎡㎢㎣㎤㎥㎦㎨㎯")


def test_a_marked_digit_is_no_digit_of_a_label() -> None:
    assert [fold(text) for text in ("③ 级", "１ 级", "㊀级", "〔①〕", "住房（㎡）")] == [
        "③级",
        "1级",
        "㊀级",
        "(①)",
        "住房(m2)",
    ]


@pytest.mark.parametrize(
    ("label", "folded"),
    [
        (" 姓　名 ", "姓名"),
        ("ＡＢ（１）", "AB(1)"),
        ("〔一〕【二】[三]", "(一)(二)(三)"),
        ("a\u200bb\ufeff", "ab"),
        ("\u00ad甲\u034f乙\u180e\u3164\u2800镇\ufe00\U000e0100", "甲乙镇"),
        ("⻰川⻓乐", "龙川长乐"),
        ("是否本县⼾籍", "是否本县户籍"),
        ("", ""),
    ],
)
def test_equal_labels_fold_to_one_text(label: str, folded: str) -> None:
    assert fold(label) == folded == fold(folded)


@pytest.mark.parametrize(
    ("header", "folded"),
    [
        ("*姓名", "姓名"),
        ("姓名（必填）：", "姓名"),
        ("姓名(选填)*", "姓名"),
        ("缴费金额(元)", "缴费金额(元)"),
        ("*" * 9, ""),
        ("*" * 19 + "姓名", "*" * 10 + "姓名"),
    ],
)
def test_requests_to_fill_in_are_no_part_of_a_header(header: str, folded: str) -> None:
    assert fold_header(header) == folded


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        (" 1,250 元", "1,250元"),
        ("１２", "12"),
        ("12①", None),
        ("1 2", None),
        ("1\u30002", None),
        ("1, 2", "1,2"),
        ("", ""),
    ],
)
def test_a_figure_is_kept_or_there_is_none(text: str, figure: str | None) -> None:
    assert one_figure(text) == figure
    assert has_two_figures(text) == (figure is None and not has_marked_digit(text))
