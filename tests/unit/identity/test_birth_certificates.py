"""Numbers of birth certificates: a capital letter and nine digits, in any dress."""

from __future__ import annotations

import pyarrow as pa
import pytest

from transforms.identity.birth_certificates import has_certificate_form, normalised_certificates


@pytest.mark.parametrize(
    ("text", "is_certificate"),
    [
        ("A123456789", True),
        ("Z000000000", True),
        ("A12345678", False),
        ("A1234567890", False),
        ("a123456789", False),
        ("AB12345678", False),
        ("1123456789", False),
        ("A123456789\n", False),
        (None, False),
        ("", False),
    ],
)
def test_the_form_is_a_letter_and_nine_digits(text: str | None, is_certificate: bool) -> None:
    assert has_certificate_form(pa.array([text], pa.string())).to_pylist() == [is_certificate]


def test_texts_are_normalised_and_never_judged() -> None:
    typed = pa.chunked_array([["A123456789", " a 1234-56789", None], ["", "Ａ１２３４５６７８９", "待补"]])
    assert normalised_certificates(typed).to_pylist() == ["A123456789", "A123456789", "", "", "A123456789", "待补"]


def test_a_column_of_plain_numbers_stays_as_it_is() -> None:
    plain = pa.array(["A123456789", ""], pa.string())
    assert normalised_certificates(plain).equals(plain)
    assert normalised_certificates(pa.nulls(2, pa.string())).to_pylist() == ["", ""]
