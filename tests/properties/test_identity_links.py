"""Whose a key is, worked out a second time in plain Python (union-find over what is in force), against the statements.

Rows, standing and decisions come in random order; after each of them both must say the same, and the last state must
not depend on the order.
"""

from __future__ import annotations

import datetime as dt
import itertools
import random
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import pytest
from sqlalchemy import Connection

from pipeline.identity import links
from pipeline.policy import install, registry
from pipeline.runtime.settings import Settings
from tests.support.files.small_deliveries import PACK
from tests.support.warehouse.scenes import NUMBER
from warehouse import bulk, engine, statements

WORLDS, EVENTS = 8, 12
CERTIFICATES = [uuid.UUID(int=0xC0 + at) for at in range(4)]
NUMBERS = [uuid.UUID(int=0x10 + at) for at in range(5)]
NAMES, DAYS = (b"one", b"two"), (dt.date(2019, 9, 1), dt.date(2019, 9, 2))
DELIVERIES = [uuid.UUID(int=0xD0 + at) for at in range(4)]
NOW = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)


class Row(NamedTuple):
    """A row that names a certificate, alone or beside a number."""

    delivery: uuid.UUID
    certificate: uuid.UUID
    number: uuid.UUID | None
    name: bytes
    born: dt.date
    is_clear: bool


class Decision(NamedTuple):
    one: uuid.UUID
    other: uuid.UUID
    verdict: str


@dataclass
class Model:
    """All that was said so far."""

    rows: list[Row] = field(default_factory=list)
    out_of_force: set[uuid.UUID] = field(default_factory=set)
    verdicts: dict[frozenset[uuid.UUID], str] = field(default_factory=dict)

    def people(self) -> dict[uuid.UUID, uuid.UUID]:
        """Key -> whose it is, of the keys that are another's."""
        parent = {key: key for key in CERTIFICATES + NUMBERS}

        def root(key: uuid.UUID) -> uuid.UUID:
            while parent[key] != key:
                key = parent[key]
            return key

        same = {pair for pair, verdict in self.verdicts.items() if verdict == "same"}
        for pair in same | {frozenset(pair) for pair in self.stated()}:
            one, other = sorted(pair)
            parent[root(one)] = root(other)
        groups: dict[uuid.UUID, list[uuid.UUID]] = {}
        for key in parent:
            groups.setdefault(root(key), []).append(key)
        first = {at: min(keys, key=lambda key: (key not in CERTIFICATES, key)) for at, keys in groups.items()}
        return {key: first[root(key)] for key in parent if first[root(key)] != key}

    def stated(self) -> set[tuple[uuid.UUID, uuid.UUID]]:
        """Certificate and number that a row in force names together, one to one, without contradiction."""
        said = [row for row in self.rows if row.delivery not in self.out_of_force]
        found = set()
        for row in said:
            alone = {(one.name, one.born) for one in said if one.certificate == row.certificate and one.number is None}
            agrees = row.is_clear and (not alone or (row.name, row.born) in alone)
            if row.number and agrees and self.verdicts.get(frozenset((row.certificate, row.number))) != "different":
                found.add((row.certificate, row.number))
        return {(c, n) for c, n in found if sum(x == c or y == n for x, y in found) == 1}


@pytest.fixture(scope="module")
def conn(make_warehouse: Callable[..., Settings]) -> Iterator[Connection]:
    settings = make_warehouse()
    with engine.create(settings.warehouse_url("loader")).connect() as one, one.begin() as whole:
        install.ensure_installed(one, registry.load(settings, PACK))
        for key in CERTIFICATES + NUMBERS:
            kind = "birth_certificate" if key in CERTIFICATES else "resident"
            bulk.insert(one, "vault.person", [{"person_key": key, "document_kind": kind, "number_cipher": key.bytes}])
        bulk.insert(one, "landing.delivery", [_delivery(at) for at in DELIVERIES])
        yield one
        whole.rollback()


def _delivery(at: uuid.UUID) -> dict[str, Any]:
    return {
        "campaign_id": NUMBER, "delivery_id": at, "source": "roll", "kind": "roll", "sender": "s", "list_mode": "full",
        "period": str(at), "cut_off_on": DAYS[0], "version": 1, "file_name": "f", "sha256": str(at), "byte_count": 0,
        "delivered_on": DAYS[0], "state": "committed", "reasons": "[]", "landed_at": NOW,
    }  # fmt: skip


Event = list[Row] | Decision | uuid.UUID


def _world(rng: random.Random) -> list[Event]:
    """Rows of each delivery at once, one delivery revoked, and decisions, the last of a pair at most once."""
    events: list[Event] = []
    for at in DELIVERIES:
        events.append([
            Row(at, rng.choice(CERTIFICATES), rng.choice([None, *NUMBERS[:3], *NUMBERS]), rng.choice(NAMES),
                rng.choice(DAYS), rng.random() < 0.9)
            for _ in range(rng.randint(1, 3))
        ])  # fmt: skip
    events.append(rng.choice(DELIVERIES))
    pairs = {tuple(sorted(rng.sample(CERTIFICATES + NUMBERS, 2))) for _ in range(EVENTS - len(events))}
    events += [Decision(one, other, rng.choice(("same", "different", "undo"))) for one, other in sorted(pairs)]
    return events


def _apply(conn: Connection, model: Model, event: Event, at: int) -> None:
    if isinstance(event, Decision):
        model.verdicts[frozenset((event.one, event.other))] = event.verdict
        links.relink_review(conn, NUMBER, _decided(conn, event), at)
        return
    delivery = event if isinstance(event, uuid.UUID) else event[0].delivery
    if isinstance(event, uuid.UUID):
        model.out_of_force.add(event)
        conn.exec_driver_sql("UPDATE landing.delivery SET state = 'revoked' WHERE delivery_id = %s", (event,))
    else:
        model.rows += event
        bulk.insert(conn, "vault.certificate_fact", [
            {"campaign_id": NUMBER, "delivery_id": row.delivery, "row_no": no, "certificate_key": row.certificate,
             "number_key": row.number, "name_cipher": row.name, "birth_on": row.born, "is_clear": row.is_clear}
            for no, row in enumerate(event)
        ])  # fmt: skip
    state = "revoked" if delivery in model.out_of_force else "committed"
    links.relink_period(conn, NUMBER, "roll", str(delivery), at, delivery, state)


def _decided(conn: Connection, event: Decision) -> uuid.UUID:
    """The entry of the pair, raised if no row named it yet, with the decision."""
    ordered = sorted((event.one, event.other))
    (review_id,) = conn.exec_driver_sql("SELECT md5(%s || '|' || %s)::uuid", tuple(map(str, ordered))).one()
    entry = {"review_id": review_id, "kind": "look_alike", "campaign_id": NUMBER, "source": "", "score": 60,
             "first_key": ordered[0], "second_key": ordered[1], "agreeing": [], "differing": []}  # fmt: skip
    if not conn.exec_driver_sql("SELECT 1 FROM vault.review WHERE review_id = %s", (review_id,)).first():
        bulk.insert(conn, "vault.review", [entry])
    said = {"review_id": review_id, "verdict": event.verdict, "decided_by": "王", "reason": "核", "decision_no": 1}
    statements.run(conn, "identity/decide", **said, campaign_id=NUMBER, committed_no=1, business_date=DAYS[0], now=NOW)
    return uuid.UUID(str(review_id))


def _links(conn: Connection) -> dict[uuid.UUID, uuid.UUID]:
    found = conn.exec_driver_sql("SELECT fact_key, person_key FROM core.linked_person")
    return {row.fact_key: row.person_key for row in found}


def _trail(conn: Connection) -> dict[uuid.UUID, uuid.UUID]:
    """What the trail says last of each key."""
    found = conn.exec_driver_sql(
        "SELECT DISTINCT ON (fact_key) fact_key, person_key FROM core.person_link ORDER BY fact_key, committed_no DESC"
    )
    return {key: person for key, person in found if key != person}


def test_links_are_what_plain_python_says_in_every_order(conn: Connection) -> None:
    rng = random.Random("links")
    linked = unlinked = 0
    for _ in range(WORLDS):
        events, ends = _world(rng), []
        for _ in range(2):
            savepoint, model, before = conn.begin_nested(), Model(), {}
            for at, event in enumerate(rng.sample(events, len(events)), start=1):
                _apply(conn, model, event, at)
                now = _links(conn)
                assert now == model.people() == _trail(conn)
                linked += len(now.keys() - before.keys())
                unlinked += len(before.keys() - now.keys())
                before = now
            ends.append(before)
            savepoint.rollback()
        assert ends[0] == ends[1]
    assert linked > 30 and unlinked > 5, (linked, unlinked)


def test_chains_end_at_one(conn: Connection) -> None:
    savepoint, model = conn.begin_nested(), Model()
    chain = [NUMBERS[3], NUMBERS[1], CERTIFICATES[2], NUMBERS[0]]
    for at, (one, other) in enumerate(itertools.pairwise(chain), start=1):
        _apply(conn, model, Decision(one, other, "same"), at)
    assert _links(conn) == {key: CERTIFICATES[2] for key in chain if key != CERTIFICATES[2]}
    savepoint.rollback()
