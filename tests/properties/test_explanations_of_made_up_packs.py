"""Made-up packs that together use every field of the schema: the same must hold, and no code of a line stays unseen."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from pipeline.assess import run as assess
from pipeline.runtime.settings import Settings
from tests.properties import explanation_invariants
from tests.properties.reference import made_up_packs, product_results, yaml_files
from tests.properties.reference.random_persons import Crowd
from tests.support.warehouse import explanations

PACKS, PERSONS = 40, 150
# What no pack that loads and no payment that the gate lets through can show; test_lines.py makes both.
NOT_HERE = {"category.no_rule", "price.none"}


@pytest.fixture(scope="module")
def seen(make_warehouse: Callable[..., Settings], tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """Codes of the lines of all crowds, after their invariants held, in the middle and after the end."""
    folder = tmp_path_factory.mktemp("made-up")
    settings, found = make_warehouse(folder), set()
    for seed in range(PACKS):
        content = made_up_packs.make(seed)
        yaml_files.write(content, folder)
        pack = product_results.pack_of(content)
        crowd = Crowd(content, seed)
        product_results.put(settings, pack, crowd.people(PERSONS), crowd.history_years)
        middle, end = pack.starts_on + (pack.ends_on - pack.starts_on) / 2, pack.ends_on + timedelta(days=20)
        for on in (middle, end):
            assess.run(settings, pack.pack_code, on)
            found |= explanation_invariants.check(settings, pack.pack_code, on, pack.campaign.plan_year)
        if seed % 4 == 0:
            before = explanations.stored(settings, pack.pack_code)
            assess.run(settings, pack.pack_code, on, everyone=True)
            assert explanations.stored(settings, pack.pack_code) == before
    return found


@pytest.mark.fuzz
def test_every_code_of_a_line_is_seen(settings: Settings, seen: set[str]) -> None:
    wanted = explanations.codes(settings)
    assert len(wanted) > 75
    assert wanted - seen - NOT_HERE == set()
    assert seen <= wanted
