"""Kinds that only a sequence of deliveries shows, through landing, intake and assessment on a real warehouse."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from pipeline.settings import Settings
from tests.badinputs.kinds_w import SEQUELS
from tests.badinputs.stories import Story, Told, run

WAYS = 3


@pytest.fixture(scope="module")
def told(
    make_warehouse: Callable[..., Settings], tmp_path_factory: pytest.TempPathFactory
) -> dict[tuple[int, int], Told]:
    """All variants of all kinds side by side in one warehouse: each has persons and periods of its own."""
    stories: dict[str, Story] = {
        f"{one.number}-{way}": one.variants[way][1](random.Random(f"{one.number}/{way}"))
        for one in SEQUELS
        for way in range(WAYS)
    }
    told = run(make_warehouse(), stories, tmp_path_factory.mktemp("sequels"))
    return {(int(name.split("-")[0]), int(name.split("-")[1])): answer for name, answer in told.items()}


@pytest.mark.parametrize("number", [one.number for one in SEQUELS])
def test_a_sequence_ends_as_its_kind_says(told: dict[tuple[int, int], Told], number: int) -> None:
    for way in range(WAYS):
        one = told[number, way]
        assert one.expected, "nothing was compared"
        assert one.found == one.expected
