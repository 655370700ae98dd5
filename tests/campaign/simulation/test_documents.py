"""Document numbers: right check digits, no number twice, and bad numbers with exactly one fault."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import numpy as np
import pyarrow.parquet as pq
import pytest

from simulation import Locality
from simulation.days import day_number
from simulation.deliveries.bad_numbers import BAD_NUMBERS, bad_number
from simulation.people import documents


def is_right(number: str) -> bool:
    """Return whether the number has the right check digit.

    ISO 7064 MOD 11-2, calculated from the right: the weighted sum of all 18 characters leaves 1.
    """
    values = [10 if c == "X" else int(c) for c in number]
    return sum(v * pow(2, 17 - at, 11) for at, v in enumerate(values)) % 11 == 1


def test_many_at_once_equal_one_by_one() -> None:
    births = np.array(
        [day_number(date(1952, 2, 29)), day_number(date(2019, 12, 31)), day_number(date(1969, 12, 31))] * 40
    )
    male = np.arange(births.size) % 2 == 0
    sequence = documents.sequences(births, male)
    texts = documents.as_text(documents.numbers(births, sequence)).to_pylist()
    days = [date(1952, 2, 29), date(2019, 12, 31), date(1969, 12, 31)] * 40
    assert texts == [documents.number_of(day, int(s)) for day, s in zip(days, sequence, strict=True)]
    assert len(set(texts)) == births.size
    assert all(is_right(n) and (int(n[16]) % 2 == 1) == m for n, m in zip(texts, male, strict=True))


def test_an_overfull_day_is_refused() -> None:
    with pytest.raises(ValueError, match="too many"):
        documents.sequences(np.zeros(1000, dtype=np.int32), np.ones(1000, dtype=bool))


def test_everybody_has_a_right_number_of_their_own(made: Callable[[str], Locality]) -> None:
    table = pq.read_table(made("dongan-2020").out_dir / "truth" / "person.parquet")
    numbers = table.filter(table["plan_year"].to_numpy() == 2020)["document_number"].to_pylist()
    assert len(numbers) > 5000
    assert len(set(numbers)) == len(numbers)
    assert all(n.startswith("199999") and is_right(n) and not n.endswith("000") for n in numbers)


def test_fresh_numbers_are_right_and_apart_from_the_population() -> None:
    fresh = [documents.fresh_number(serial) for serial in (0, 1, 19_999, 20_000, 1_900_000, 1_979_999)]
    assert all(is_right(n) and int(n[14:17]) >= documents.FIRST_FRESH_SEQUENCE for n in fresh)
    with pytest.raises(ValueError, match="no fresh"):
        documents.fresh_number(1_980_000)


@pytest.mark.parametrize("reason", BAD_NUMBERS)
def test_a_bad_number_has_exactly_its_fault(reason: str) -> None:
    for serial in range(500):
        number = bad_number(reason, documents.fresh_number(serial))
        faults = {
            "document_length": len(number) != 18,
            "document_masked": "*" in number,
            "document_birth_date": number[10:14] == "0230",
            "document_checksum": len(number) == 18 and "*" not in number and not is_right(number),
        }
        assert [name for name, is_bad in faults.items() if is_bad] == [reason]
