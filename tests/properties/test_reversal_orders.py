"""Receipts, reversals, lists and links in every order: one state. The proof: tests/time/test_orders."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from pipeline.landing.deliver import Announcement
from tests.support.files.newborns import Said
from tests.support.files.reversal_feeds import Till, back, listed, paid, states
from tests.support.warehouse.scenes import Nursery

BORN = 1


def coming(reversal_desk: Till) -> Sequence[Announcement]:
    """Two days of receipts, two of reversals (one of them with receipts), a list of the poor, and a newborn's number.

    0: all goes back. 1: in two parts, on two days. 2: a part. 3: more than there is. 4: named by another person.
    5: two for one receipt, of which the second is too much. 6: under the receipt's own number, in one file with it.
    7: under a number that never comes. The newborn pays by the certificate and gets it back under the number.
    """
    child = Said(BORN)
    numbered = child._replace(by="number")
    return [
        reversal_desk.feed(
            [paid(0, "R0"), paid(1, "R1"), paid(2, "R2"), paid(3, "R3"), paid(child, "RB")], "2019-10-08"
        ),
        reversal_desk.feed([paid(4, "R4", on="2019-10-09"), paid(5, "R5", 120, "2019-10-09")], "2019-10-09"),
        reversal_desk.feed(
            [
                back(0, "V0", "R0"), back(1, "V1", "R1", 100), back(2, "V2", "R2", 130), back(3, "V3", "R3", 251),
                back(0, "V4", "R4"), back(5, "V5B", "R5", 120), back(7, "V7", "R7"), back(numbered, "VB", "RB"),
            ],
            "2019-11-20",
        ),
        reversal_desk.feed(
            [
                back(1, "V1B", "R1", 150, "2019-11-21"), back(5, "V5C", "R5", 1, "2019-11-21"),
                paid(6, "R6", on="2019-11-21"), back(6, "R6", "R6", on="2019-11-21"),
            ],
            "2019-11-21",
        ),
        reversal_desk.full([0, 2, 5], "2019-09", "2019-09-30"),
        reversal_desk.born_roll([child._replace(by="both")], "2019-12", "2019-12-01"),
    ]  # fmt: skip


STATES = [
    ("R6", 25_000, "counted"), ("V0", 25_000, "counted"), ("V1", 10_000, "counted"), ("V1B", 15_000, "counted"),
    ("V2", 13_000, "counted"), ("V3", 25_100, "exceeds"), ("V4", 25_000, "receipt_differs"), ("V5B", 12_000, "counted"),
    ("V5C", 100, "exceeds"), ("V7", 25_000, "receipt_missing"), ("VB", 25_000, "counted"),
]  # fmt: skip
LISTED = [
    ("counted", 7, 125_000),
    ("exceeds", 2, 25_200),
    ("receipt_differs", 1, 25_000),
    ("receipt_missing", 1, 25_000),
]
DUES = [
    ("enrolled", 25_000, 0, "ordinary"), ("enrolled", 25_000, 0, "ordinary"),  # persons 3 and 4
    ("enrolled", 12_000, 0, "registered_poor"),  # person 2, who is one of the poor
    ("owing", 0, 0, "ordinary"),  # the newborn
    ("owing", 0, 0, "registered_poor"), ("owing", 0, 0, "registered_poor"),  # persons 0 and 5
]  # fmt: skip


@pytest.mark.long
def test_whichever_comes_last_the_warehouse_is_the_same(ward: Nursery, reversal_desk: Till) -> None:
    events = coming(reversal_desk)
    known: dict[frozenset[int], dict[str, tuple[Any, ...]]] = {frozenset(): ward.state()}

    def walk(path: tuple[int, ...]) -> int:
        steps = 0
        for last in range(len(events)):
            if last in path:
                continue
            with ward.scene():
                assert ward.comes(events[last]) == "committed"
                ward.assess()
                now, whole = ward.state(), frozenset(path) | {last}
                before = known.setdefault(whole, now)
                assert now == before, (path, last, [name for name in now if now[name] != before[name]])
                assert not ward.broken()
                steps += 1
                if not path or last > max(path):
                    steps += walk((*path, last))
                if len(whole) == len(events):
                    assert (states(ward), listed(ward), sorted(ward.dues())) == (STATES, LISTED, sorted(DUES))
        return steps

    assert walk(()) == len(events) * 2 ** (len(events) - 1)
    assert len({repr(one) for one in known.values()}) == 2 ** len(events)


def test_assessed_once_at_the_end_it_is_the_same(ward: Nursery, reversal_desk: Till) -> None:
    """Nobody is judged between the deliveries, and everybody is at once."""
    found = []
    for everyone in (False, True):
        with ward.scene():
            for event in coming(reversal_desk)[::-1]:
                ward.comes(event)
            ward.assess(everyone)
            assert not ward.broken()
            found.append((states(ward), ward.dues()))
    assert found[0] == found[1] == (STATES, sorted(DUES))
