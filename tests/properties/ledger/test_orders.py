"""All 5,040 orders of seven deliveries about money leave one state, and one set of lists and batches after it.

The proof is that of tests/properties/test_event_orders.py: from each subset of the seven each missing delivery comes,
and the state depends on the subset alone (448 steps). So any two orders end in one state. `make fuzz` goes through the
whole orders as well, as a tree of 13,699 arrivals.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest

from pipeline.landing.deliver import Announcement
from pipeline.runtime.settings import Settings
from tests.properties.ledger.office import Office, Reader
from tests.properties.ledger.seven_deliveries import UNIT, before, deliveries, state
from tests.support.quick import quick_and_long
from tests.support.warehouse.scenes import Nursery, opened

SEVEN, STEPS = 7, 448
SEED, SAMPLES = 5040, 12
# by hand: person, state, owner, and the fen of the scheme, of the person, in suspense, taken back
RECEIPTS = {
    "R0": (0, "reversed", "tax_bureau", 0, 0, 0, 25_000),
    "R1": (1, "over", "person", 12_000, 13_000, 0, 0),
    "R2": (2, "exact", "scheme", 12_000, 0, 0, 0),
    "R3": (3, "reversed", "tax_bureau", 0, 0, 0, 20_000),
    "R3B": (3, "exact", "scheme", 25_000, 0, 0, 0),
    "R4A": (4, "exact", "scheme", 25_000, 0, 0, 0),
    "R4B": (4, "reversed", "tax_bureau", 0, 0, 0, 25_000),
    "R5": (5, "exact", "scheme", 25_000, 0, 0, 5_000),
    "R6": (6, "exact", "scheme", 12_000, 0, 0, 0),
    "R7": (7, "amount_open", "suspense", 0, 0, 25_000, 0),
    "R8": (8, "over", "person", 0, 10_000, 0, 0),
}
SENT = {
    "settlement": {
        "fiscal": {(who, 2020, UNIT, "registered_poor"): (0, 13_000, 0) for who in (1, 2, 6)},
        "medical_aid": {},
    },
    "refund": {("R1", UNIT): (1, 2020, "over", 0, 13_000), ("R8", UNIT): (8, 2020, "over", 0, 10_000)},
    "due list": {
        **{(who, 2020): ("paid", 0, UNIT, "") for who in (1, 2, 3, 5)},
        (7, 2020): ("undefined", 0, UNIT, ""),
        (8, 2020): ("out", 0, UNIT, ""),
    },
}


@pytest.fixture(scope="module")
def town(
    make_warehouse: Callable[..., Settings], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Nursery, Sequence[Announcement]]]:
    office = Office(tmp_path_factory.mktemp("seven"))
    with opened(make_warehouse()) as ward:
        before(ward, office)
        yield ward, deliveries(office)


Town = tuple[Nursery, Sequence[Announcement]]


def _arrive(ward: Nursery, delivery: Announcement, is_assessed: bool = True) -> None:
    assert ward.comes(delivery) == "committed"
    if is_assessed:
        ward.assess()


def _state_of(town: Town, order: Sequence[int], assessed_after: Sequence[int]) -> dict[str, Any]:
    ward, coming = town
    with ward.scene():
        for place, at in enumerate(order):
            _arrive(ward, coming[at], place in assessed_after)
        assert not ward.broken()
        return state(ward, Reader(ward))


@pytest.mark.parametrize("samples", quick_and_long((1, SAMPLES), (1,)))
def test_samples_of_whole_orders_end_in_one_state(town: Town, samples: int) -> None:
    dice = random.Random(SEED)
    expected = _state_of(town, range(SEVEN), [SEVEN - 1])
    assert {number: entry[:-1] for number, entry in expected["receipts"]} == RECEIPTS
    assert {no: row[2] for no, row in expected["due lists"].items()} == {1: "acknowledged"}
    assert expected["sent"] == SENT
    for _ in range(samples):
        order = dice.sample(range(SEVEN), SEVEN)
        assessed = [*dice.sample(range(SEVEN - 1), 1), SEVEN - 1]
        _equal(_state_of(town, order, assessed), expected, (order, assessed))


@pytest.mark.long
def test_whichever_delivery_comes_last_the_state_is_the_same(town: Town) -> None:
    ward, coming = town
    reader = Reader(ward)
    known: dict[frozenset[int], Any] = {frozenset(): state(ward, reader)}

    def walk(path: tuple[int, ...]) -> int:
        steps = 0
        for last in range(SEVEN):
            if last in path:
                continue
            with ward.scene():
                _arrive(ward, coming[last])
                assert not ward.broken()
                now, whole = state(ward, reader), frozenset(path) | {last}
                _equal(now, known.setdefault(whole, now), (path, last))
                steps += 1
                if not path or last > max(path):
                    steps += walk((*path, last))
        return steps

    assert walk(()) == STEPS and len(known) == 2**SEVEN


@pytest.mark.fuzz
@pytest.mark.parametrize("first", range(SEVEN), ids="first-{}".format)
def test_all_5040_orders_end_in_one_state(town: Town, first: int) -> None:
    ward, coming = town
    reader = Reader(ward)
    expected = _state_of(town, range(SEVEN), range(SEVEN))

    def walk(path: tuple[int, ...]) -> int:
        with ward.scene():
            _arrive(ward, coming[path[-1]])
            if len(path) == SEVEN:
                _equal(state(ward, reader), expected, path)
                return 1
            return sum(walk((*path, last)) for last in range(SEVEN) if last not in path)

    assert walk((first,)) == 720


def _equal(found: dict[str, Any], expected: dict[str, Any], order: object) -> None:
    differing = [name for name in expected if found[name] != expected[name]]
    assert not differing, (order, [(name, found[name], expected[name]) for name in differing[:3]])
