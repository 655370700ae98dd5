"""The sections of a pack that is read in part are those of a whole pack."""

from typing import get_type_hints

from tests.support.packs.entries import dongan
from transforms.policy.model.sections import Sections


def test_no_section_is_required_and_each_is_a_section_of_a_pack() -> None:
    assert Sections.__required_keys__ == frozenset()
    assert Sections.__optional_keys__ == frozenset(type(dongan()).model_fields)


def test_the_type_of_a_section_is_that_of_the_pack() -> None:
    hints, of_pack = get_type_hints(Sections), get_type_hints(type(dongan()))
    assert {name for name in hints if hints[name] != of_pack[name]} == set()
