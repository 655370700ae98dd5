"""States of receipts agree with the plain model, on random persons of made-up packs, and follow no order of arrival."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import psycopg
import pytest

from pipeline.assess import run as assess
from pipeline.landing.deliver import Announcement
from pipeline.policy import registry
from pipeline.runtime.settings import Settings
from tests.properties.plain_receipt_states import State, states_of
from tests.properties.reference import made_up_packs, product_results
from tests.properties.reference.random_persons import Crowd
from tests.properties.reference.test_agreement import business_dates
from tests.support.files.reversal_feeds import Till, back, paid
from tests.support.warehouse.scenes import Nursery
from transforms.policy import Pack, campaign_id

SEEDS, LONG_SEEDS, FEW, MANY = range(2), range(2, 14), 300, 1_000
LEDGER = (
    "SELECT coalesce(sum(refundable_fen), 0), coalesce(sum(suspense_fen), 0) FROM ledger.event_total"
    " WHERE campaign_id = %s"
)
MART = (
    "SELECT coalesce(sum(refundable_fen), 0), coalesce(sum(suspense_fen), 0), coalesce(sum(amount_fen), 0),"
    " coalesce(sum(scheme_fen + refundable_fen + suspense_fen + reversed_fen + unposted_fen), 0)"
    " FROM mart.receipt_state WHERE pack_code = %s"
)


@pytest.fixture()
def known(monkeypatch: pytest.MonkeyPatch) -> Callable[[dict[str, Any]], Pack]:
    """A function that makes the pack of a plain content known to the pipeline."""
    packs: dict[str, Pack] = {}
    monkeypatch.setattr(registry, "load", lambda settings, pack_code: packs[pack_code])

    def learn(content: dict[str, Any]) -> Pack:
        pack = product_results.pack_of(content)
        packs[pack.pack_code] = pack
        return pack

    return learn


@pytest.mark.parametrize("seed", [*SEEDS, *(pytest.param(seed, marks=pytest.mark.long) for seed in LONG_SEEDS)])
def test_states_agree_with_the_plain_model(
    make_warehouse: Callable[..., Settings], known: Callable[[dict[str, Any]], Pack], seed: int
) -> None:
    settings, content = make_warehouse(), made_up_packs.make(seed)
    pack, crowd = known(content), Crowd(content, seed)
    people = crowd.people(FEW if seed in SEEDS else MANY)
    product_results.put(settings, pack, people, crowd.history_years)
    for on in business_dates(crowd, seed)[1:]:
        assess.run(settings, pack.pack_code, on)
        expected = {
            (product_results.key_of(pack.pack_code, person.number), number): state
            for person in people
            for number, state in states_of(crowd.rules, person, on, crowd.history_years).items()
        }
        _compare(_states(settings, pack.pack_code), expected)
        _compare_money(settings, pack.pack_code, sum(one.amount_fen for person in people for one in person.receipts))


def _states(settings: Settings, pack_code: str) -> dict[tuple[Any, str], State]:
    with psycopg.connect(settings.warehouse_url("auditor")) as conn:
        rows = conn.execute(
            "SELECT person_key, receipt_no, state, owner, refundable_fen FROM core.receipt_state"
            " WHERE campaign_id = %s",
            (campaign_id(pack_code),),
        ).fetchall()
    return {(row[0], row[1]): State(*row[2:]) for row in rows}


def _compare(found: dict[tuple[Any, str], State], expected: dict[tuple[Any, str], State]) -> None:
    assert found.keys() == expected.keys() and len(found) > FEW // 2
    wrong = Counter((expected[one], found[one]) for one in found if expected[one] != found[one])
    assert not wrong, wrong.most_common(6)


def _compare_money(settings: Settings, pack_code: str, paid_fen: int) -> None:
    """Compare the marts with the ledger, and with all receipts, to the fen."""
    with psycopg.connect(settings.warehouse_url("auditor")) as conn:
        posted = conn.execute(LEDGER, (campaign_id(pack_code),)).fetchone()
        found = conn.execute(MART, (pack_code,)).fetchone()
    assert posted is not None and found == (*posted, paid_fen, paid_fen)


STATES = [
    ("R0A", "exact", "scheme"),
    ("R0B", "over", "person"),
    ("R1A", "reversed", "tax_bureau"),
    ("R1B", "exact", "scheme"),
    ("R2", "over", "person"),
    ("R3", "short", "suspense"),
]


def _coming(desk: Till) -> list[Announcement]:
    """Two days of receipts, a reversal of the first of them, and the list of the poor.

    Person 0 pays in two parts, and too much. 1: twice, and the first receipt goes back. 2: as if not poor. 3: less.
    """
    return [
        desk.feed([paid(0, "R0A", 100), paid(1, "R1A"), paid(2, "R2")], "2019-10-08"),
        desk.feed(
            [paid(0, "R0B", 200, "2019-10-09"), paid(1, "R1B", on="2019-10-09"), paid(3, "R3", 249, "2019-10-09")],
            "2019-10-09",
        ),
        desk.feed([back(1, "V1", "R1A", on="2019-11-20")], "2019-11-20"),
        desk.full([2], "2019-09", "2019-09-30"),
    ]


@pytest.mark.long
def test_all_orders_of_arrival_end_in_one_state(ward: Nursery, reversal_desk: Till) -> None:
    for order in itertools.permutations(_coming(reversal_desk)):
        assert _found(ward, order, every_step=True) == STATES


def test_first_to_last_and_last_to_first_end_in_one_state(ward: Nursery, reversal_desk: Till) -> None:
    events = _coming(reversal_desk)
    assert _found(ward, events, every_step=True) == _found(ward, events[::-1], every_step=False) == STATES


def _found(ward: Nursery, events: Sequence[Announcement], every_step: bool) -> list[tuple[Any, ...]]:
    """Return number, state and owner of each receipt after the events, assessed after each or once at the end."""
    with ward.scene():
        for number, event in enumerate(events, start=1):
            assert ward.comes(event) == "committed"
            if every_step or number == len(events):
                ward.assess()
        return ward.rows("SELECT receipt_no, state, owner FROM core.receipt_state ORDER BY 1")
