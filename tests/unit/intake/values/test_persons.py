"""Rows whose person is implausible: rounded numbers, an unusual age, stated values that differ."""

from __future__ import annotations

import datetime as dt

import pyarrow as pa
import pytest

from tests.support.files.builders import AS_OF, number
from transforms.identity.document_faults import check_digit
from transforms.identity.resident_documents import parse
from transforms.intake.values.persons import differs, older_than, rounded_numbers

RIGHT_BY_CHANCE = next(
    number(1, born)[:15] + "000"
    for born in (f"1980{month:02d}{day:02d}" for month in range(1, 13) for day in range(1, 29))
    if check_digit(number(1, born)[:15] + "00") == "0"
)
ROUNDED = [f"{number(at, '19800515')[:14]}{digit}000" for at, digit in enumerate((1, 2, 3, 4))]


def rounded(texts: list[str]) -> list[bool]:
    return list(rounded_numbers(parse(pa.array(texts), AS_OF, ())).tolist())


def test_a_number_that_ends_in_three_zeros_and_is_wrong_was_rounded() -> None:
    wrong = next(text for text in ROUNDED if check_digit(text[:17]) != "0")
    assert rounded([wrong, number(1), RIGHT_BY_CHANCE, ""]) == [True, False, False, False]


def test_three_wrong_ones_make_even_a_right_one_unbelievable() -> None:
    wrong = [text for text in ROUNDED if check_digit(text[:17]) != "0"]
    assert rounded([*wrong[:2], RIGHT_BY_CHANCE]) == [True, True, False]
    assert rounded([*wrong[:3], RIGHT_BY_CHANCE]) == [True] * 4


@pytest.mark.parametrize(
    ("born", "is_older"),
    [(dt.date(1994, 12, 9), True), (dt.date(1994, 12, 10), False), (dt.date(1995, 1, 1), False), (None, False)],
)
def test_a_person_is_older_from_the_day_after_the_birthday(born: dt.date | None, is_older: bool) -> None:
    assert older_than(pa.array([born], pa.date32()), 25, dt.date(2019, 12, 10)).tolist() == [is_older]


def test_the_29th_of_february_is_a_limit_in_every_year() -> None:
    born = pa.array([dt.date(1999, 2, 27), dt.date(1999, 2, 28)], pa.date32())
    assert older_than(born, 21, dt.date(2020, 2, 29)).tolist() == [True, False]


def test_an_unknown_value_differs_from_nothing() -> None:
    assert differs(pa.array(["M", "F", None, "M"]), pa.array(["M", "M", "M", None])).tolist() == [
        False,
        True,
        False,
        False,
    ]
