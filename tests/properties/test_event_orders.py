"""All 5,040 orders of seven events leave one state, row for row.

The proof by induction: the state after the events of a set X is written S(X). For every set X and every event e of X,
the state that comes when e arrives last, after S(X without e), is compared with the one known for X: 448 comparisons
(7 · 2^6). If all are equal, any two orders of X end in S(X), because their next-to-last states are S of a smaller set,
whatever the order before. So the 5,040 orders of the whole set end in one state. Everybody concerned is assessed after
every event. Whole orders go through intake in test_whole_orders.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from pipeline.runtime.settings import Settings
from tests.support.files.small_deliveries import Desk
from tests.support.warehouse.seven_events import Town, nasty, open_town, walk

STEPS = 448


@pytest.fixture(scope="module")
def town(make_warehouse: Callable[..., Settings], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    with open_town(make_warehouse(), nasty(Desk(tmp_path_factory.mktemp("orders")))) as town:
        yield town


# the quick tests have five events of each kind (test_later_list_orders) and whole orders (test_event_orders_from_files)
@pytest.mark.long
def test_whichever_event_comes_last_the_state_is_the_same(town: Town) -> None:
    known: dict[frozenset[int], Any] = {frozenset(): town.state()}
    compared = walk(town, (), known)
    assert compared == STEPS and len(known) == 2 ** len(town.events)
    # the measure itself: every event changes the state of every set that it is added to, but for one without an effect
    assert len(set(known.values())) > 2**6
