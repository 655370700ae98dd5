"""Random damage to clean tables: nothing is loaded that differs from them, and nothing is lost without a word."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from expectations import validate_each
from tests.bad_inputs.files.forms import Surroundings
from tests.bad_inputs.files.real_forms import surroundings
from tests.bad_inputs.polluter import (
    DAMAGES,
    DOUBTFUL,
    FATAL,
    HEADERS,
    OF_FORMS,
    Specimen,
    differences,
    pollute,
    pollute_form,
)
from tests.support.files.builders import LAYOUTS, passing
from transforms.intake.gate.batches import Delivered, gate_files
from transforms.intake.reading.reader import Reader
from transforms.intake.values.context import Validate

FILES = 120
FUZZ_FILES = 20_000
FORM_FILES = 20
"""Files of real forms: more columns and more layouts to choose from make them slower than the usual ones."""
MANY_FORM_FILES = 2_000
FILES_OF_ONE_TEST = 20
OF_USUAL_FORMS = frozenset(
    {
        "an example row",
        "prefilled rows",
        "subtotal",
        "full-width year",
        "year in words",
        "wrong year",
    }
)
"""Damages to columns that usual forms alone have: real forms write the plan year as a period."""
WITH_SUITES = 60


def _run(
    folder: Path, seeds: Iterable[int], validate: Validate, make: Callable[[int], Specimen] = pollute
) -> tuple[dict[int, list[str]], Counter[str]]:
    """Differences by seed, and how often each damage was done."""
    done: Counter[str] = Counter()
    specimens: list[tuple[int, Specimen]] = []

    def delivered() -> Iterable[Delivered]:
        for seed in seeds:
            one = make(seed)
            specimens.append((seed, one))
            done.update(one.applied)
            path = folder / f"{seed % 500}"
            path.write_bytes(one.data)
            source = one.form.source
            around = surroundings(one.form) if one.form.layout else Surroundings(source.list_mode)
            yield Delivered(path, source, LAYOUTS[source.layout], around.context())

    wrong: dict[int, list[str]] = {}
    with Reader() as reader:
        for at, result in enumerate(gate_files(reader, delivered(), validate, window_rows=2_000)):
            seed, one = specimens[at]
            if found := differences(one, result):
                wrong[seed] = [*found, f"damages: {', '.join(one.applied)}", one.form.layout or one.form.source.source]
    assert len(specimens) > 0
    return wrong, done


def _told(wrong: dict[int, list[str]]) -> str:
    return f"{len(wrong)} files\n" + "\n".join(f"{seed}: {found}" for seed, found in list(wrong.items())[:12])


def test_no_silent_difference_in_polluted_files(tmp_path: Path) -> None:
    wrong, done = _run(tmp_path, range(FILES), passing)
    assert not wrong, _told(wrong)
    assert len(done) > 90


@pytest.mark.parametrize("first", range(0, FORM_FILES, FILES_OF_ONE_TEST))
def test_no_silent_difference_in_polluted_files_of_real_forms(tmp_path: Path, first: int) -> None:
    wrong, done = _run(tmp_path, range(first, first + FILES_OF_ONE_TEST), passing, pollute_form)
    assert not wrong, _told(wrong)
    assert done.keys() <= {one.name for one in (*OF_FORMS, *HEADERS)}


def test_the_suites_agree(tmp_path: Path) -> None:
    wrong, _ = _run(tmp_path, range(1_000_000, 1_000_000 + WITH_SUITES), validate_each)
    assert not wrong, _told(wrong)


def test_a_seed_makes_the_same_file() -> None:
    assert [pollute(seed) for seed in range(20)] == [pollute(seed) for seed in range(20)]
    assert len({pollute(seed).data or seed for seed in range(200)}) == 200
    assert [pollute_form(seed) for seed in range(20)] == [pollute_form(seed) for seed in range(20)]


@pytest.mark.long
def test_no_silent_difference_in_very_many(tmp_path: Path) -> None:
    wrong, done = _run(tmp_path, range(FILES, FILES + FUZZ_FILES), passing)
    assert not wrong, _told(wrong)
    never = {one.name for one in (*DAMAGES, *FATAL, *DOUBTFUL)} - done.keys()
    assert not never, f"never done: {never}"


@pytest.mark.long
def test_no_silent_difference_in_many_files_of_real_forms(tmp_path: Path) -> None:
    wrong, done = _run(tmp_path, range(MANY_FORM_FILES), passing, pollute_form)
    assert not wrong, _told(wrong)
    never = {one.name for one in (*OF_FORMS, *HEADERS)} - done.keys() - OF_USUAL_FORMS
    assert not never, f"never done: {never}"
