"""Kinds that only a sequence of deliveries shows, through landing, intake and assessment on a real warehouse."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from pipeline.runtime.settings import Settings
from tests.bad_inputs.kinds.sequences import Sequel
from tests.bad_inputs.kinds.sequences_of_names import SEQUELS
from tests.bad_inputs.sequences import Story, Told, run

pytestmark = pytest.mark.long  # some sixty sequences of deliveries through the warehouse


@pytest.fixture(scope="module")
def told(
    make_warehouse: Callable[..., Settings], tmp_path_factory: pytest.TempPathFactory
) -> dict[tuple[int, int], Told]:
    """Variants side by side in one warehouse, with persons and periods of their own, except those that would meet."""
    places: dict[str, dict[str, Story]] = {}
    for one in SEQUELS:
        for way in range(len(one.variants)):
            story = one.variants[way][1](random.Random(f"{one.number}/{way}"))
            place = f"{one.apart} {way}" if one.apart.endswith("each") else one.apart
            places.setdefault(place, {})[f"{one.number}-{way}"] = story
    found: dict[tuple[int, int], Told] = {}
    for stories in places.values():
        folder = tmp_path_factory.mktemp("sequels")
        policies = next(iter(stories.values())).policies(folder)
        for name, answer in run(make_warehouse(policies), stories, folder).items():
            number, way = name.split("-")
            found[int(number), int(way)] = answer
    return found


@pytest.mark.parametrize("sequel", SEQUELS, ids=[str(one.number) for one in SEQUELS])
def test_a_sequence_ends_as_its_kind_says(told: dict[tuple[int, int], Told], sequel: Sequel) -> None:
    for way in range(len(sequel.variants)):
        one = told[sequel.number, way]
        assert one.expected, "nothing was compared"
        assert one.found == one.expected
