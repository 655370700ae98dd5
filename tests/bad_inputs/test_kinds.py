"""Every kind of the list gets what its letter says, in at least three variants, row by row."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.bad_inputs.kinds import i_hostile
from tests.bad_inputs.kinds.table import KINDS
from tests.bad_inputs.run import Outcome
from transforms.spreadsheet import safe_writer

FILES = [one for one in KINDS if one.level != "warehouse"]


@pytest.mark.long
@pytest.mark.parametrize("number", [one.number for one in FILES])
def test_every_variant_of_a_kind_gets_its_letter(results: list[Outcome], number: int) -> None:
    own = [one for one in results if one.kind.number == number]
    assert len(own) >= 3
    wrong = {one.variant.name: one.found for one in own if one.found}
    assert not wrong, "\n".join(f"{name}: {found}" for name, found in wrong.items())
    assert all(one.compared > 0 for one in own)


@pytest.mark.long
def test_every_further_variant_gets_its_letter_and_no_two_files_are_the_same(
    results: list[Outcome], further_results: list[Outcome]
) -> None:
    wrong = [(file.kind.number, file.variant.name, file.found) for file in further_results if file.found]
    assert not wrong
    assert all(file.compared > 0 for file in further_results) and len(further_results) > 400
    assert not _same([*results, *further_results])


def test_no_two_files_are_the_same(results: list[Outcome]) -> None:
    assert not _same(results)


def _same(results: list[Outcome]) -> list[tuple[int, str]]:
    twice = {sha256 for sha256, count in Counter(outcome.sha256 for outcome in results).items() if count > 1}
    return [(outcome.kind.number, outcome.variant.name) for outcome in results if outcome.sha256 in twice]


def test_what_is_loaded_as_text_is_escaped_where_we_write_it() -> None:
    for name in i_hostile.EVIL_NAMES:
        assert safe_writer.is_dangerous(name) and safe_writer.csv_text(name).startswith("'")
