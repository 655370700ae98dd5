"""A vocabulary covers what can be cut into its words, and answers quickly whatever it is given."""

from __future__ import annotations

import re
import time

from hypothesis import given
from hypothesis import strategies as st

from transforms.text.vocabulary import LONGEST_TEXT, Vocabulary

WORDS = ("乡镇", "乡", "镇", "村级", "代收", "POS")
KNOWN = Vocabulary(WORDS)


@given(st.lists(st.sampled_from((*WORDS, "级", "收", "x"))).map("".join))
def test_it_covers_what_an_expression_of_its_words_matches(text: str) -> None:
    assert KNOWN.covers(text) == (re.fullmatch(f"(?:{'|'.join(WORDS)})+", text, re.IGNORECASE) is not None)


def test_case_width_and_blanks_do_not_matter() -> None:
    assert KNOWN.covers(" ｐｏｓ 代 收 ") and not KNOWN.covers("") and not KNOWN.covers("  ")
    assert not Vocabulary(()).covers("乡")


def test_a_cell_that_can_be_cut_in_many_ways_takes_no_time() -> None:
    start = time.process_time()
    for _ in range(100):
        assert not KNOWN.covers("乡镇" * 90 + "甲")
        assert not KNOWN.covers("乡" * (LONGEST_TEXT + 1))
    assert time.process_time() - start < 1
