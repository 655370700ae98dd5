"""Functions on whole columns give what the rule gives for each text."""

from __future__ import annotations

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from transforms.text.arrow_columns import may_hold


@given(st.lists(st.none() | st.text(alphabet="#a甲", max_size=3)), st.sampled_from(["#", "a", "甲", '="']))
def test_a_mark_that_stands_anywhere_is_never_missed(texts: list[str | None], mark: str) -> None:
    column = pa.chunked_array([pa.array(texts[:2], pa.string()), pa.array(texts[2:], pa.string())])
    stands = any(mark in text for text in texts if text)
    assert may_hold(column, mark) or not stands
    if len(mark) == 1:
        assert may_hold(column, mark) == stands
