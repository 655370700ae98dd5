"""Document numbers: each kind, each fault, and what the standard promises about the check digit."""

from __future__ import annotations

import datetime as dt
import time

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.identity.document_faults import check_digit
from transforms.identity.resident_documents import SIMULATED_AREA_CODE, Documents, parse

AS_OF = dt.date(2019, 12, 10)
ALPHABET = "0123456789X"


def number(born: str = "19800515", sequence: int = 11, area: str = SIMULATED_AREA_CODE) -> str:
    first_17 = f"{area}{born}{sequence:03d}"
    return first_17 + check_digit(first_17)


def judge(*values: str, known: frozenset[str] = frozenset()) -> Documents:
    return parse(pa.array(values, pa.string()), AS_OF, known)


def codes(value: str) -> set[str]:
    return {code for code, mask in judge(value).errors.items() if mask[0]}


days = st.dates(dt.date(1890, 1, 1), AS_OF).map(lambda day: day.strftime("%Y%m%d"))
valid_numbers = st.builds(number, days, st.integers(0, 999))


@given(st.lists(valid_numbers, min_size=1, max_size=20))
def test_a_valid_number_tells_birth_and_sex(values: list[str]) -> None:
    found = judge(*values)
    assert found.valid.all() and not found.errors
    assert found.number.to_pylist() == values
    assert [day.strftime("%Y%m%d") for day in found.birth_on.to_pylist()] == [value[6:14] for value in values]
    assert found.sex.to_pylist() == ["M" if int(value[16]) % 2 else "F" for value in values]


@given(valid_numbers, st.integers(0, 17), st.integers(1, 10))
def test_one_changed_character_never_passes(value: str, place: int, step: int) -> None:
    choices = ALPHABET if place == 17 else ALPHABET[:10]
    changed = choices[(choices.index(value[place]) + step) % len(choices)]
    broken = value[:place] + changed + value[place + 1 :]
    assert broken == value or "document_checksum" in codes(broken)


@given(valid_numbers, st.integers(0, 16))
def test_two_neighbours_swapped_never_pass(value: str, place: int) -> None:
    swapped = value[:place] + value[place + 1] + value[place] + value[place + 2 :]
    assert swapped == value or codes(swapped)


@given(st.text(max_size=25))
def test_any_text_is_judged_and_never_repaired(text: str) -> None:
    found = judge(text)
    assert bool(found.valid[0]) == (found.number[0].as_py() is not None) == (not found.errors)
    if found.valid[0]:
        kept = found.number[0].as_py()
        assert len(kept) == 18 or kept[:3].isalpha()


@given(valid_numbers, st.sampled_from([" ", "-", "\u3000", "\u200b", "\u00a0", "\t"]), st.integers(0, 18))
def test_dress_does_not_matter(value: str, dress: str, place: int) -> None:
    dressed = value[:place] + dress + value[place:]
    full_width = "".join(chr(ord(c) + 0xFEE0) for c in value)
    spelled = [value, dressed, full_width, f'="{value}"', f"'{value}", value.lower(), value.replace("X", "×")]
    assert judge(*spelled).number.to_pylist() == [value] * len(spelled)


@pytest.mark.parametrize(
    ("born", "expected"),
    [
        ("20191210", set()), ("20191211", {"document_birth_future"}),
        ("18881211", set()), ("18881210", {"document_age"}),
        ("20000229", set()), ("19000229", {"document_birth_date"}), ("20191301", {"document_birth_date"}),
        ("20190100", {"document_birth_date"}), ("00000101", {"document_birth_date"}),
    ],
)  # fmt: skip
def test_birth_dates_at_their_limits(born: str, expected: set[str]) -> None:
    assert codes(number(born)) == expected


def test_age_is_full_years() -> None:
    # 130 full years on the day itself, 131 only from the birthday on
    assert codes(number("18891210")) == set()
    assert codes(number("18881211")) == set()
    assert codes(number("18881210")) == {"document_age"}


def test_kinds() -> None:
    permit, foreigner = number(area="810000"), number(area="911840")
    found = judge(number(), permit, number(area="830000"), foreigner, "ABC123456789012")
    assert found.kind.to_pylist() == ["resident", "permit", "permit", "foreign", "foreign"]
    assert found.birth_on.to_pylist()[4] is None and found.sex.to_pylist()[4] is None


def test_old_numbers_are_upgraded_with_a_remark() -> None:
    new = number("19540101", 12)
    centenarian = number("19010101", 997)
    found = judge(new[:6] + new[8:17], centenarian[:6] + centenarian[8:17])
    assert found.number.to_pylist() == [new, centenarian]
    assert found.warnings["document_upgraded"].tolist() == [True, True]
    assert found.warnings["document_centenarian"].tolist() == [False, True]


def test_an_unknown_area_is_a_remark_only() -> None:
    values = (number(), number(area="123456"), number(area="654321"), number(area="820000"))
    found = judge(*values, known=frozenset({"123456"}))
    assert found.valid.all()
    assert found.warnings["document_area_unknown"].tolist() == [False, False, True, False]
    assert not judge(*values).warnings


def test_a_numeric_cell_is_never_believed() -> None:
    found = parse(pa.array([number(), number()]), AS_OF, (), np.array([True, False]))
    assert found.errors["document_numeric_cell"].tolist() == [True, False]
    assert found.number.to_pylist() == [None, number()]


def test_nothing_and_chunks() -> None:
    assert len(parse(pa.chunked_array([], pa.string()), AS_OF, ()).number) == 0
    found = parse(pa.chunked_array([[number()], [None, ""]], pa.string()), AS_OF, ())
    assert found.errors["document_blank"].tolist() == [False, True, True]


def test_a_million_numbers_take_seconds_at_most() -> None:
    values = pa.array([number("19800515", at) for at in range(1000)] * 1000)
    started = time.perf_counter()
    assert parse(values, AS_OF, {"123456"}).valid.all()
    assert time.perf_counter() - started < 10  # measured 0.9 s on an idle core; the bound only catches a row loop
