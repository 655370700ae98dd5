"""No kind can be forgotten: the table holds all of them, three variants each, and the page about them says the same."""

from __future__ import annotations

import hashlib
import random
import re
from pathlib import Path

from tests.bad_inputs import page
from tests.bad_inputs.kinds.sequences_of_names import SEQUELS
from tests.bad_inputs.kinds.table import COUNT, rows
from tests.bad_inputs.run import Outcome

ROOT = Path(__file__).parents[2]
FEWEST_FILES = 444


def test_every_number_is_in_the_table_once() -> None:
    numbers = [row.number for row in rows()]
    assert len(numbers) == len(set(numbers))
    assert numbers[:COUNT] == list(range(1, COUNT + 1))


def test_every_kind_has_three_variants_with_names_of_their_own() -> None:
    for row in rows():
        assert len(row.variants) >= 3, row.number
        assert len(set(row.variants)) == len(row.variants), row.number


def test_a_letter_with_a_choice_is_decided() -> None:
    open_letters = [row.number for row in rows() if re.search(r" or |W/H|N / H|Q / N", row.letter) and not row.decided]
    assert not open_letters


def test_there_are_enough_different_files(results: list[Outcome]) -> None:
    of_files = {one.sha256 for one in results}
    of_sequences = {
        hashlib.sha256(step.data()).hexdigest()
        for one in SEQUELS
        for way, (_, make) in enumerate(one.variants)
        for step in make(random.Random(f"{one.number}/{way}")).steps
    }
    assert len(of_files) == len(results)
    assert not of_files & of_sequences
    assert len(of_files) >= FEWEST_FILES


def test_every_expectation_was_compared(results: list[Outcome]) -> None:
    assert {one.kind.number for one in results} | {one.number for one in SEQUELS} == {row.number for row in rows()}
    assert all(one.compared > 0 for one in results)
    with_rows = [one for one in results if one.variant.expect.rows_known]
    assert with_rows and all(one.compared > 5 for one in with_rows)


def test_nothing_is_pending() -> None:
    pending = [row for row in rows() if row.pending]
    print(
        f"{len(pending)} of {len(rows())} kinds are pending:",
        *(f"{row.number} {row.pending}" for row in pending),
        sep="\n",
    )
    assert pending == []


def test_the_page_is_made_from_the_table() -> None:
    assert (ROOT / "docs" / "reference" / "bad-inputs.md").read_text(encoding="utf-8") == page.text()
