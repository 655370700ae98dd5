"""Functions on whole columns give what the rule gives for each text."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from hypothesis import given
from hypothesis import strategies as st

from transforms.text.arrow_columns import distinct, encoded, flags, mask, matches_among, may_hold, spread, translate


@given(st.lists(st.none() | st.text(alphabet="#a甲", max_size=3)), st.sampled_from(["#", "a", "甲", '="']))
def test_a_mark_that_stands_anywhere_is_never_missed(texts: list[str | None], mark: str) -> None:
    column = pa.chunked_array([pa.array(texts[:2], pa.string()), pa.array(texts[2:], pa.string())])
    stands = any(mark in text for text in texts if text)
    assert may_hold(column, mark) or not stands
    if len(mark) == 1:
        assert may_hold(column, mark) == stands


TEXTS = st.lists(st.none() | st.sampled_from(["", "a", "b", "甲"]))


@given(TEXTS, TEXTS)
def test_each_row_finds_its_text_again_and_null_is_blank(first: list[str | None], second: list[str | None]) -> None:
    column = pa.chunked_array([pa.array(first, pa.string()), pa.array(second, pa.string())])
    indices, texts = distinct(column)
    assert [texts[index] for index in indices] == [text or "" for text in first + second]
    assert len(set(texts)) == len(texts) and encoded(column)[1].to_pylist() == texts


@given(TEXTS)
def test_a_rule_is_applied_to_every_row(texts: list[str | None]) -> None:
    lengths = translate(pa.chunked_array([pa.array(texts, pa.string())]), len, pa.int64())
    assert lengths.to_pylist() == [len(text or "") for text in texts]


def test_a_rule_is_called_once_per_distinct_text() -> None:
    called: list[str] = []
    translate(pa.chunked_array([["a", "b", "a"], ["a", None]]), called.append, pa.null())
    assert called == ["a", "b", ""]


def test_values_and_flags_of_texts_reach_their_rows() -> None:
    indices = np.array([1, 0, 1], dtype=np.int64)
    assert spread(indices, [7, None], pa.int8()).to_pylist() == [None, 7, None]
    assert flags(indices, [True, False]).tolist() == [False, True, False]
    assert flags(np.array([], dtype=np.int64), []).tolist() == []


def test_a_mask_is_one_array_whatever_its_chunks() -> None:
    assert mask(pc.equal(pa.chunked_array([["a"], ["b", "a"]]), "a")).tolist() == [True, False, True]


def test_only_chosen_texts_are_searched() -> None:
    rows = np.array([True, False, True])
    assert matches_among(rows, pa.array(["a1", "b2", "c"]), "[0-9]").tolist() == [True, False, False]
    assert rows.tolist() == [True, False, True]
    assert matches_among(rows & False, pa.array(["a1", "b2", "c"]), "[0-9]").tolist() == [False] * 3
