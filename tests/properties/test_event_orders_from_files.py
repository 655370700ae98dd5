"""Whole orders of seven events, from files through intake and assessment: one warehouse, row for row."""

from __future__ import annotations

import datetime as dt
import itertools
import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import text

from pipeline.assess import run as assess
from pipeline.intake import outcome as intake_outcome
from pipeline.intake import run as intake
from pipeline.landing import deliver as landing
from pipeline.merge import versions
from pipeline.runtime.settings import Settings
from tests.support.files.small_deliveries import PACK, Desk
from tests.support.session import let_go
from tests.support.warehouse import snapshot
from tests.support.warehouse.campaign import ALL_KINDS
from tests.support.warehouse.seven_events import BUSINESS_DATE, NOW, Event, Everything, Revocation, nasty, other
from warehouse import engine

ORDERS = 30


def run_order(settings: Settings, events: Sequence[Event], cuts: Sequence[int]) -> dict[str, Any]:
    """The events come in this order; an intake and an assessment run after those at `cuts` and after the last."""
    for first, last in itertools.pairwise((0, *sorted(cuts), len(events))):
        for at in range(first, last):
            _comes(settings, events[at])
        intake.run(settings, PACK, ALL_KINDS, BUSINESS_DATE)
        assess.run(settings, PACK, BUSINESS_DATE)
    return _content(settings)


def _comes(settings: Settings, event: Event) -> None:
    if isinstance(event, Revocation):
        said = {"revoked_by": "某局", "reason": "误报"}
        versions.revoke(settings, PACK, **vars(event), **said, business_date=BUSINESS_DATE, clock=lambda: NOW)
    else:
        landing.deliver(settings, PACK, [event])


def _content(settings: Settings) -> dict[str, Any]:
    """The snapshot without what was said on the way: the reasons for which a person was asked."""
    with engine.create(settings.warehouse_url("owner")).begin() as conn:
        conn.execute(text("UPDATE landing.delivery SET reasons = '[]'"))
    return {table: found for table, found in snapshot.take(settings).items() if table != "landing.feedback"}


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What would be held is accepted at once."""
    record = intake_outcome.record_outcome
    monkeypatch.setattr(intake_outcome, "record_outcome", lambda *args, **more: record(*args[:7], Everything(), **more))


@pytest.mark.long
@pytest.mark.parametrize("events_of", (nasty, other), ids=["nasty", "other"])
def test_random_orders_leave_one_warehouse(
    make_warehouse: Callable[..., Settings], tmp_path: Path, events_of: Callable[[Desk], list[Event]]
) -> None:
    rng = random.Random(events_of.__name__)
    events = events_of(Desk(tmp_path))
    expected = run_order(make_warehouse(), events, [])
    for table in ("core.dues", "core.membership_fact", "core.payment", "ledger.event", "landing.revocation"):
        assert expected[table][0] > 0, table
    for _ in range(ORDERS // 2):
        order = rng.sample(range(len(events)), len(events))
        cuts = rng.sample(range(1, len(events)), 1)
        found = run_order(make_warehouse(), [events[at] for at in order], cuts)
        assert found == expected, (order, cuts)


@pytest.mark.fuzz
@pytest.mark.parametrize("first", range(7), ids="first-{}".format)
def test_all_5040_orders_leave_one_warehouse(
    make_warehouse: Callable[..., Settings], tmp_path: Path, first: int
) -> None:
    """Seven parts by which event comes first, 720 orders each, so that they can run side by side."""
    rng = random.Random(5040 + first)
    events = nasty(Desk(tmp_path))
    expected = run_order(make_warehouse(), events, [])
    compared = 0
    for rest in itertools.permutations(at for at in range(len(events)) if at != first):
        settings, order = make_warehouse(), (first, *rest)
        found = run_order(settings, [events[at] for at in order], rng.sample(range(1, len(events)), 2))
        assert found == expected, order
        compared += 1
        _drop(settings)
    assert compared == 720


def _drop(settings: Settings) -> None:
    """Thousands of warehouses do not fit on one disk."""
    let_go(settings.warehouse_urls.values())
    url = settings.warehouse_url("owner")
    name = url.rsplit("/", 1)[1]
    with psycopg.connect(url.rsplit("/", 1)[0] + "/postgres", autocommit=True) as conn:
        conn.execute(f'DROP DATABASE "{name}"')


def test_orders_differ_where_they_may(make_warehouse: Callable[..., Settings], tmp_path: Path) -> None:
    """The measure itself: with one event left out, or another date, the warehouse is another."""
    events = nasty(Desk(tmp_path))
    expected = run_order(make_warehouse(), events, [])
    assert run_order(make_warehouse(), events[:-1], []) != expected
    first = events[0]
    assert isinstance(first, landing.Announcement)
    later = replace(first, cut_off_on=first.cut_off_on + dt.timedelta(days=1))
    assert run_order(make_warehouse(), [later, *events[1:]], []) != expected
