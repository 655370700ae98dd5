"""Labels are folded so that equal ones compare equal; a marked digit never becomes part of a figure."""

from __future__ import annotations

import shutil
import subprocess
import sys
import unicodedata

import pytest

from transforms.text.folding import (
    _EDITIONS,
    fold,
    fold_header,
    has_marked_digit,
    has_two_figures,
    new_edition,
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


def test_characters_of_two_editions_of_gb_18030_get_one_code_point() -> None:
    """Each of the 25 has two bytes in the edition that Python reads, and four bytes as the character of Unicode."""
    assert len(_EDITIONS) == len(set(_EDITIONS.values())) == 25
    for old, new in _EDITIONS.items():
        assert unicodedata.category(chr(old)) == "Co" and unicodedata.category(chr(new)) != "Co"
        assert (len(chr(old).encode("gb18030")), len(chr(new).encode("gb18030"))) == (2, 4)
        assert new_edition(f"王{chr(old)}") == new_edition(f"王{chr(new)}") == f"王{chr(new)}"
        assert fold(f"{chr(old)}镇") == fold(f"{chr(new)}镇")
    assert new_edition("\ue000王明\uf8ff") == "\ue000王明\uf8ff"


@pytest.mark.skipif(shutil.which("iconv") is None, reason="needs iconv")
def test_iconv_reads_the_newer_edition() -> None:
    """An older iconv reads the old edition; none reads anything else."""
    codes = "".join(map(chr, _EDITIONS)).encode("gb18030")
    text = subprocess.run(
        ["iconv", "-f", "gb18030", "-t", "utf-8"], input=codes, capture_output=True, check=True
    ).stdout
    assert all(one in (old, new) for one, (old, new) in zip(map(ord, text.decode()), _EDITIONS.items(), strict=True))
