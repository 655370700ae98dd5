"""The score of a pair: what agrees, what differs, and from where on a person is asked."""

from __future__ import annotations

import datetime as dt

import pyarrow as pa
import pytest

from simulation.people.documents import number_of
from tests.support.files.newborns import certificate
from transforms.identity.likeness import Pair, is_near, score_pair
from transforms.identity.resident_documents import parse

BORN = dt.date(1980, 5, 17)
MAN, OTHER_MAN, WOMAN = (number_of(BORN, sequence) for sequence in (901, 923, 902))
RESIDENTS = ("resident", "resident")


def score(
    numbers: tuple[str, str], unit: bool | None, household: bool | None, kinds: tuple[str, str] = RESIDENTS
) -> int:
    return score_pair(Pair(numbers, kinds, unit, household)).score


def test_name_and_birth_alone_ask_nobody() -> None:
    assert not score_pair(Pair((MAN, OTHER_MAN), RESIDENTS, None, None)).is_raised
    assert not score_pair(Pair((MAN, OTHER_MAN), RESIDENTS, False, False)).is_raised


@pytest.mark.parametrize(("unit", "household"), [(True, None), (True, False), (None, True), (False, True)])
def test_one_thing_more_asks(unit: bool | None, household: bool | None) -> None:
    assert score_pair(Pair((MAN, OTHER_MAN), RESIDENTS, unit, household)).is_raised


def test_man_and_woman_are_two_unless_the_digit_was_mistyped() -> None:
    far = number_of(BORN, 934)
    assert score((MAN, far), True, True) == 40 + 25 + 15 - 40
    assert not score_pair(Pair((MAN, far), RESIDENTS, True, True)).is_raised
    assert is_near(MAN, WOMAN) and score_pair(Pair((MAN, WOMAN), RESIDENTS, True, None)).is_raised


def test_a_certificate_and_a_number() -> None:
    found = score_pair(Pair((certificate(1), MAN), ("birth_certificate", "resident"), None, None))
    assert found.agreeing == ("name_and_birth", "certificate") and found.is_raised
    two = score_pair(Pair((certificate(1), certificate(2)), ("birth_certificate",) * 2, None, None))
    assert two.agreeing == ("name_and_birth",)


def test_near_is_one_place_or_two_neighbours_in_turn() -> None:
    one = number_of(BORN, 912)
    assert (
        is_near(one, number_of(BORN, 913)) and is_near(one, number_of(BORN, 921)) and is_near(one, number_of(BORN, 112))
    )
    assert not is_near(one, number_of(BORN, 219)) and not is_near(one, number_of(BORN, 923)) and not is_near(one, one)
    assert not is_near(one, certificate(1))


def test_valid_numbers_never_differ_in_one_character_alone() -> None:
    """Why the check digit is left out of the comparison."""
    numbers = [number_of(BORN, sequence) for sequence in range(1, 999)]
    assert parse(pa.array(numbers), dt.date(2020, 1, 1), frozenset()).valid.all()
    near = [(a, b) for a in numbers[:60] for b in numbers if is_near(a, b)]
    assert len(near) > 500
    assert not [pair for pair in near if sum(x != y for x, y in zip(*pair, strict=True)) == 1]
