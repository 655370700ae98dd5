"""Document numbers are judged on the values themselves, independently of the parser, with the same result."""

from __future__ import annotations

import datetime as dt
import random

import pyarrow as pa
import pytest

from expectations.documents import ExpectDocumentBirthDate, ExpectDocumentCheckDigit, _plausible
from tests.support.files.builders import number
from tests.unit.expectations.one_expectation import unexpected
from transforms.identity.resident_documents import parse

RIGHT = number(2, "19491231")


def test_every_other_check_digit_is_wrong() -> None:
    numbers = [RIGHT[:17] + digit for digit in "0123456789X"]
    wrong = unexpected(ExpectDocumentCheckDigit(column="number"), [*numbers, "123", "USA123456789012", None])
    assert wrong == [text for text in numbers if text != RIGHT], "another form is no matter of the check digit"


@pytest.mark.parametrize(
    ("born", "is_plausible"),
    [
        ("20191210", True),  # the day of delivery
        ("20191211", False),
        ("18891210", True),  # 130 full years
        ("18881210", False),
        ("18881211", True),  # 130 full years until tomorrow
        ("19000229", False),
        ("20000229", True),
        ("20191301", False),
        ("00000101", False),
    ],
)
def test_a_birth_is_a_day_not_after_the_delivery_and_at_most_130_years_before(born: str, is_plausible: bool) -> None:
    assert _plausible(born + "20191210") == is_plausible


def test_each_number_is_compared_with_its_own_day() -> None:
    one = number(1, "20191201")
    dated = [f"{one}@2019-12-01", f"{one}@2019-11-30", "123@2019-12-01", None]
    assert unexpected(ExpectDocumentBirthDate(column="number"), dated) == [dated[1]]


def test_parser_and_expectation_find_the_same_numbers_wrong() -> None:
    rng, as_of = random.Random(3), dt.date(2019, 12, 10)
    numbers = [
        f"110101{rng.randrange(1880, 2021)}{rng.randrange(1, 14):02d}{rng.randrange(1, 33):02d}"
        f"{rng.randrange(10_000):04d}"
        for _ in range(180)  # a list of more than 200 unexpected values would be cut
    ]
    documents = parse(pa.array(numbers), as_of, ())
    by_parser = [text for text, hit in zip(numbers, documents.errors["document_checksum"], strict=True) if hit]
    assert unexpected(ExpectDocumentCheckDigit(column="number"), numbers) == by_parser
    born_wrong = documents.errors["document_birth_date"] | documents.errors["document_birth_future"]
    born_wrong |= documents.errors["document_age"]
    dated = [f"{text}@{as_of}" for text in numbers]
    expected = [text for text, hit in zip(dated, born_wrong, strict=True) if hit]
    assert unexpected(ExpectDocumentBirthDate(column="number"), dated) == expected
    assert 20 < len(expected) < 150
