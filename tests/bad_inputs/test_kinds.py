"""Every kind of the list gets what its letter says, in at least three variants, row by row."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.bad_inputs.kinds import i_hostile
from tests.bad_inputs.kinds.table import KINDS
from tests.bad_inputs.run import Outcome
from transforms.spreadsheet import safe_writer

FILES = [one for one in KINDS if one.level != "warehouse"]


@pytest.mark.parametrize("number", [one.number for one in FILES])
def test_every_variant_of_a_kind_gets_its_letter(results: list[Outcome], number: int) -> None:
    own = [one for one in results if one.kind.number == number]
    assert len(own) >= 3
    wrong = {one.variant.name: one.found for one in own if one.found}
    assert not wrong, "\n".join(f"{name}: {found}" for name, found in wrong.items())
    assert all(one.compared > 0 for one in own)


def test_no_two_files_are_the_same(results: list[Outcome]) -> None:
    twice = [one for one, count in Counter(one.sha256 for one in results).items() if count > 1]
    names = [(one.kind.number, one.variant.name) for one in results if one.sha256 in twice]
    assert not names


def test_what_is_loaded_as_text_is_escaped_where_we_write_it() -> None:
    for name in i_hostile.EVIL_NAMES:
        assert safe_writer.is_dangerous(name) and safe_writer.csv_text(name).startswith("'")
