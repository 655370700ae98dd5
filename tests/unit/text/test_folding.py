"""Labels are folded so that equal ones compare equal; a marked digit never becomes part of a figure."""

from __future__ import annotations

import sys
import unicodedata

from transforms.text.folding import fold, has_marked_digit


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
