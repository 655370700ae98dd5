"""Duplicate rows and rows that contradict each other are found, and no others."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from transforms.intake.gate.duplicates import rows_of_two_numbers, rows_with_equal_text


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
