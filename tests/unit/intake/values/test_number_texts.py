"""Receipt and household numbers have one spelling, and nothing in them is guessed."""

from __future__ import annotations

import pyarrow as pa
import pytest

from transforms.intake.values.number_texts import number_text, number_texts, scientific


@pytest.mark.parametrize(
    "written",
    [
        "PZ-001",
        "pz-001",
        "\uff30\uff3a\uff0d\uff10\uff10\uff11",
        " PZ- 0\u30000\u00a01\t",
        "P\u200bZ\u00ad-0\u2060\u200e01\ufeff",
        "PZ\u2011001",
        "PZ\u2014001",
        "\u2018PZ-001",
        "\uff07PZ-001",
    ],
)
def test_one_number_in_several_spellings_is_one(written: str) -> None:
    assert number_text(written) == "PZ-001"


def test_what_could_be_another_number_stays() -> None:
    texts = ["1\u2460", "PZ001", "PZ-001", "001", "1", "PZ0O1", "3-5"]
    assert [number_text(text) for text in texts] == texts


def test_a_column_is_spelled_row_by_row() -> None:
    column = pa.chunked_array([["PZ1", "pz 2"], ["", "\uff10"]])
    assert number_texts(column).to_pylist() == ["PZ1", "PZ2", "", "0"]
    plain = pa.chunked_array([["PZ1", "3-5"]])
    assert number_texts(plain).to_pylist() == ["PZ1", "3-5"]


def test_scientific_notation_is_found() -> None:
    numbers = pa.array(["3.20E+17", "3E17", "3E1", "E317", "32E+17", "PZ3E+17", "320"])
    assert scientific(numbers).tolist() == [True, True, False, False, False, False, False]
