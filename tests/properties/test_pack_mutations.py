"""The cases have teeth: a pack in which one amount, bound, limit or choice is changed fails a case, or is refused."""

from __future__ import annotations

import itertools
import random
import string
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from pipeline.runtime.settings import Settings
from pipeline.workbench import cases
from tests.properties.pack_mutants import Mutant, mutants, write
from tests.support.packs.worked_cases import PACKS, cases_of, scratch_on
from tests.support.quick import quick_and_long
from transforms.policy import PackError, load_pack
from warehouse.embedded.server import Server

SAMPLE = 2  # of each pack, in the suite; all of them under the marker `fuzz`

# What no case of a person can notice, and why. A mutant that begins so may survive.
HARMLESS = {
    "dongan-2020:subsidies.2.when.unless_category": "the order of ties says the same a second time",
    "kaijiang-2020:coverage.3.continuing: False -> None": "the rule before it has taken everybody who continues",
    "zhaoqing-2021:gained_after_payment.effect": "no subsidy has an amount that could be gained",
}


@dataclass
class Score:
    """How the mutants of a pack ended."""

    refused: list[str]
    noticed: list[str]
    survived: list[str]


def _codes() -> itertools.chain[str]:
    """Pack codes for mutants: mutant-a … each its own campaign in the one scratch warehouse."""
    letters = string.ascii_lowercase
    return itertools.chain(f"mutant{a}{b}-2000" for a in letters for b in letters)


def run(server: Server, folder: Path, chosen: Sequence[Mutant]) -> Score:
    """Each mutant: refused by the loader, noticed by a case, or survived."""
    score, codes = Score([], [], []), _codes()
    policies, home = folder / "policies", folder / "home"
    policies.mkdir()
    home.mkdir()
    with scratch_on(server, policies, home) as settings:
        for mutant in chosen:
            _judge(settings, mutant, write(mutant, policies, next(codes)), score)
    return score


def _judge(settings: Settings, mutant: Mutant, place: Path, score: Score) -> None:
    try:
        pack = load_pack(place)
    except PackError as error:
        assert not [one for one in error.problems if one.code.startswith("yaml")], error
        score.refused.append(mutant.name)
        return
    known = [
        replace(case, text=case.text.model_copy(update={"known_fault": None})) for case in cases_of(mutant.pack_code)
    ]
    faulty = {case.sentence for case in cases_of(mutant.pack_code) if case.text.known_fault}
    report = cases.run(settings, pack, known)
    noticed = set(report.differences) - faulty
    (score.noticed if noticed else score.survived).append(mutant.name)


def _that_matter(survivors: list[str]) -> list[str]:
    return [name for name in survivors if not name.startswith(tuple(HARMLESS))]


@pytest.mark.parametrize("pack_code", quick_and_long(PACKS, PACKS[:1]))
def test_a_sample_of_changes_is_noticed(server: Server, tmp_path: Path, pack_code: str) -> None:
    everything = [one for one in mutants(pack_code) if not one.name.startswith(tuple(HARMLESS))]
    score = run(server, tmp_path, random.Random(7).sample(everything, SAMPLE))
    assert not _that_matter(score.survived), score.survived
    assert len(score.refused) + len(score.noticed) == SAMPLE


@pytest.mark.fuzz
@pytest.mark.parametrize("pack_code", PACKS)
def test_every_change_is_noticed(server: Server, tmp_path: Path, pack_code: str) -> None:
    everything = mutants(pack_code)
    score = run(server, tmp_path, everything)
    print(f"{pack_code}: {len(score.noticed)} noticed, {len(score.refused)} refused, {len(score.survived)} survived")
    assert len(everything) > 10 and len(score.noticed) > 5
    assert not _that_matter(score.survived), "\n".join(score.survived)


def test_an_unchanged_pack_is_not_noticed(server: Server, tmp_path: Path) -> None:
    """The judge itself: a mutant that changes nothing survives, so `noticed` means something."""
    same = next(one for one in mutants(PACKS[0]) if isinstance(one.was, int))
    score = run(server, tmp_path, [replace(same, becomes=same.was)])
    assert score.survived and not score.noticed and not score.refused
