"""Lists that correct earlier ones, in every order of arrival: one state, row for row.

Five events and the induction of test_event_orders: 80 comparisons (5 · 2^4) prove all 120 orders.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from pipeline.runtime.settings import Settings
from tests.support.files.small_deliveries import Desk
from tests.support.warehouse.seven_events import Event, open_town, walk

INSURED, ENDED, DIED = "2014-05-01", "2019-10-09", "2019-11-03"


def employees(desk: Desk) -> list[Event]:
    """Three comparisons: 0 has ended, 1 ends and begins again, 2 is taken back, 3 is corrected; all pay."""
    return [
        desk.jobs([(0, INSURED, ""), (1, INSURED, ""), (2, INSURED, ENDED), (3, INSURED, "")], "2019-08", "2019-08-31"),
        desk.jobs([(0, INSURED, ENDED), (1, INSURED, ENDED), (2, INSURED, ENDED)], "2019-10", "2019-10-31"),
        desk.jobs(
            [(1, INSURED, ENDED), (1, "2019-11-01", ""), (2, INSURED, ""), (3, "2015-01-01", ENDED)],
            "2019-12", "2019-12-05",
        ),
        desk.tax([(0, 250), (1, 250), (2, 250), (3, 250)], "2019-11-20"),
        desk.jobs([(0, INSURED, ""), (3, INSURED, "")], "2019-10", "2019-10-31", version=2),
    ]  # fmt: skip


def members(desk: Desk) -> list[Event]:
    """Ends that later lists move and take back, and a death that is reported twice; the poor pay, the destitute not."""
    return [
        desk.full([0, 1, 2, 3], "2019-08", "2019-08-31"),
        desk.change([(0, "减少", "2019-09-15"), (1, "减少", "2019-09-20"), (3, "死亡", DIED)], "2019-11", "2019-11-30"),
        desk.change([(0, "减少", "2019-11-20"), (3, "死亡", "2019-11-05")], "2019-12", "2019-12-15"),
        desk.full([1, 2, 3], "2019-12b", "2019-12-20"),
        desk.tax([(0, 120), (1, 120), (3, 120)], "2019-10-08"),
    ]


@pytest.mark.parametrize("events", [employees, members])
def test_in_reverse_the_state_is_the_same(
    make_warehouse: Callable[..., Settings],
    tmp_path_factory: pytest.TempPathFactory,
    events: Callable[[Desk], list[Event]],
) -> None:
    made = events(Desk(tmp_path_factory.mktemp("orders")))
    with open_town(make_warehouse(), made) as town:
        states = []
        for order in (range(len(made)), range(len(made))[::-1]):
            savepoint = town.conn.begin_nested()
            for at in order:
                town.apply(at)
            states.append(town.state())
            savepoint.rollback()
    assert states[0] == states[1]


@pytest.mark.long
@pytest.mark.parametrize("events", [employees, members])
def test_whichever_list_comes_last_the_state_is_the_same(
    make_warehouse: Callable[..., Settings],
    tmp_path_factory: pytest.TempPathFactory,
    events: Callable[[Desk], list[Event]],
) -> None:
    made = events(Desk(tmp_path_factory.mktemp("orders")))
    with open_town(make_warehouse(), made) as town:
        known: dict[frozenset[int], Any] = {frozenset(): town.state()}
        assert walk(town, (), known) == len(made) * 2 ** (len(made) - 1)
        assert len(known) == 2 ** len(made)
