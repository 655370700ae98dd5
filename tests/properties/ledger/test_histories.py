"""The plain model of the ledger and the warehouse agree after each step of random histories.

A step is one operation for each of 500 persons, as files of that day, and one assessment. Then every invariant is
checked: postings balance and are those of the model by person, unit, fund and day; each receipt is in one state;
batches, lists of refunds, due lists, transfers and acknowledgements are those of the model; nothing is ever changed or
posted twice. A failure names its seed.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.policy import registry
from pipeline.runtime.settings import Settings
from tests.properties.ledger.histories import History
from tests.properties.ledger.office import Office
from tests.properties.ledger.town import Town, named_in_failures
from tests.support.files.small_deliveries import PACK
from tests.support.warehouse.scenes import opened

PERSONS, STEPS = 500, 40
STATES = {
    "exact", "short", "over", "paid_twice", "unknown_person", "out_of_window", "category_changed_after_payment",
    "awaiting_reimbursement", "amount_open", "reversed",
}  # fmt: skip
OF_THE_TOWN = {"settle", "refund", "due list", "transfer", "acknowledge", "revoke", "replace"}
FUZZED = range(1_000, 1_050)  # a million operations


def follow(settings: Settings, folder: Path, seed: int, persons: int, steps: int, gains_back: bool = False) -> Town:
    """Follow one history, with every check after every step."""
    with opened(settings) as ward:
        town = Town(ward, Office(folder), History(seed, persons, gains_back))
        town.open()
        for step in range(1, steps + 1):
            with named_in_failures(seed, town):
                town.step()
                town.send_lists()
                town.check()
                town.check_nothing_is_posted_twice(everyone=step % 10 == 0)
        return town


@pytest.mark.parametrize("seed", [1])
def test_a_short_history_agrees_with_the_model(
    make_warehouse: Callable[..., Settings], tmp_path: Path, seed: int
) -> None:
    follow(make_warehouse(), tmp_path, seed, persons=40, steps=4)


@pytest.mark.long
def test_twenty_thousand_operations_agree_with_the_model(
    make_warehouse: Callable[..., Settings], tmp_path: Path
) -> None:
    town = follow(make_warehouse(), tmp_path, 7, PERSONS, STEPS)
    assert sum(town.history.drawn.values()) >= PERSONS * STEPS
    assert town.history.drawn.keys() >= OF_THE_TOWN and town.seen.keys() >= STATES
    assert min(town.seen[state] for state in STATES) > 20, town.seen


@pytest.fixture()
def gains_back(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> Settings:
    """Dong'an with a notice that gives later subsidies back, and by which nobody pays first, as in other places."""
    pack = registry.load(settings, PACK)
    gained = pack.gained_after_payment.model_copy(update={"effect": "refundable"})
    other = pack.model_copy(update={"gained_after_payment": gained, "pay_first": None})
    monkeypatch.setattr(registry, "load", lambda settings, pack_code: other)
    return settings


@pytest.mark.long
def test_they_agree_where_later_subsidies_go_back(gains_back: Settings, tmp_path: Path) -> None:
    town = follow(gains_back, tmp_path, 8, PERSONS, STEPS // 2, gains_back=True)
    assert town.seen["gained"] > 100


@pytest.mark.fuzz
@pytest.mark.parametrize("seed", FUZZED)
def test_a_million_operations_agree_with_the_model(
    make_warehouse: Callable[..., Settings], tmp_path: Path, seed: int, request: pytest.FixtureRequest
) -> None:
    """By the notice, and with every other seed by one that gives later subsidies back."""
    goes_back = seed % 2 == 1
    settings = request.getfixturevalue("gains_back") if goes_back else make_warehouse()
    follow(settings, tmp_path, seed, PERSONS, STEPS, goes_back)
