"""Duplicate rows and rows that contradict each other are found, and no others."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from transforms.intake.gate.duplicates import (
    contradicting_rows,
    earlier_stages,
    repeated_rows,
    rows_of_two_numbers,
    rows_with_equal_text,
)


@given(st.lists(st.text(alphabet="ab甲", max_size=20)))
def test_sharing_rows_are_exactly_those_that_share(texts: list[str]) -> None:
    expected = [at for at, text in enumerate(texts) if text and texts.count(text) > 1]
    assert rows_with_equal_text(pa.array(texts, pa.string())).tolist() == expected


# no day is not the day 0
_BORN = st.sampled_from([dt.date(1970, 1, 1), dt.date(1980, 5, 5), None])
_ROWS = st.lists(
    st.tuples(st.sampled_from(["", "甲", "乙"]), _BORN, st.sampled_from(["u1", "u2", None]), st.sampled_from("123"))
)


@given(_ROWS)
def test_two_numbers_are_exactly_those_of_one_name_birth_and_unit(rows: list[tuple[Any, ...]]) -> None:
    names, born, units, numbers = ([row[at] for row in rows] for at in range(4))
    columns = {
        "name": pa.array(names, pa.string()), "birth_on": pa.array(born, pa.date32()),
        "unit_id": pa.array(units, pa.string()), "document_number": pa.array(numbers, pa.string()),
    }  # fmt: skip
    expected = [
        bool(name and day and unit) and any(other[:3] == (name, day, unit) and other[3] != number for other in rows)
        for name, day, unit, number in rows
    ]
    assert rows_of_two_numbers(columns, len(rows)).tolist() == expected


def columns_of(rows: list[tuple[str | None, str | None]]) -> dict[str, pa.Array]:
    return {name: pa.array([row[at] for row in rows], pa.string()) for at, name in enumerate(("receipt", "amount"))}


_PAIRS = st.lists(st.tuples(st.sampled_from([None, "", "1", "2"]), st.sampled_from([None, "a", "b"])), max_size=8)


@given(_PAIRS, st.data())
def test_only_later_equal_rows_among_the_compared_are_repeated(
    rows: list[tuple[str | None, str | None]], data: st.DataObject
) -> None:
    among = np.array(data.draw(st.lists(st.booleans(), min_size=len(rows), max_size=len(rows))), dtype=bool)
    hit = repeated_rows(columns_of(rows), np.arange(len(rows)), among)
    expected = [among[at] and any(among[i] and rows[i] == rows[at] for i in range(at)) for at in range(len(rows))]
    assert hit.tolist() == expected


@given(_PAIRS)
def test_rows_with_one_key_and_different_content_contradict_each_other(
    rows: list[tuple[str | None, str | None]],
) -> None:
    hit = contradicting_rows(columns_of(rows), ("receipt",), np.arange(len(rows)), len(rows))
    assert hit.tolist() == [
        bool(key) and any(other == key and content != amount for other, content in rows) for key, amount in rows
    ]


def test_candidates_limit_what_is_compared() -> None:
    columns = columns_of([("1", "a"), ("1", "b"), ("1", "a")])
    assert contradicting_rows(columns, ("receipt",), np.array([0, 2]), 3).tolist() == [False] * 3
    assert repeated_rows(columns, np.array([0, 1]), np.ones(3, dtype=bool)).tolist() == [False] * 3


_STAGED = st.lists(
    st.tuples(
        st.sampled_from("12"), st.sampled_from("aab"), st.sampled_from([None, 1, 1, 2]), st.sampled_from([None, 7])
    ),
    max_size=7,
)


@given(_STAGED, st.data())
def test_a_record_that_advances_has_one_row_with_all_its_stages(
    rows: list[tuple[str, str, int | None, int | None]], data: st.DataObject
) -> None:
    among = data.draw(st.lists(st.booleans(), min_size=len(rows), max_size=len(rows)))
    columns = {
        "receipt": pa.array([row[0] for row in rows], pa.string()),
        "amount": pa.array([row[1] for row in rows], pa.string()),
        "received": pa.array([row[2] for row in rows], pa.int64()),
        "audited": pa.array([row[3] for row in rows], pa.int64()),
    }
    candidates = np.arange(len(rows))
    changed, replaced = earlier_stages(
        columns, ("receipt",), ("received", "audited"), candidates, np.array(among, dtype=bool)
    )
    assert (changed["receipt"], changed["amount"]) == (columns["receipt"], columns["amount"])
    now = list(zip(changed["received"].to_pylist(), changed["audited"].to_pylist(), strict=True))
    for receipt in "12":
        places = [at for at, row in enumerate(rows) if row[0] == receipt and among[at]]
        stages = [{rows[at][stage] for at in places} - {None} for stage in (2, 3)]
        if len({rows[at][1] for at in places}) > 1 or any(len(found) > 1 for found in stages):
            assert not any(replaced[at] for at in places) and all(now[at] == rows[at][2:] for at in places)
        elif places:
            (kept,) = (at for at in places if not replaced[at])
            assert now[kept] == tuple(next(iter(found), None) for found in stages)
            assert (rows[kept][2] is None) == (not stages[0])
    assert not any(replaced[at] for at in range(len(rows)) if not among[at])
