"""Differences of statements agree with a plain model, over random receipts, reversals, links, months and versions."""

from __future__ import annotations

import datetime as dt
import random
import uuid
from collections.abc import Iterator
from typing import Any, NamedTuple

import psycopg
import pytest
from sqlalchemy import text

from pipeline.assess import run as assess
from pipeline.assess import statement_gaps
from pipeline.runtime.database import loader
from pipeline.runtime.settings import Settings
from tests.support.quick import quick_and_long
from tests.support.warehouse import ledger
from warehouse import bulk, engine
from warehouse.statements import run as run_statement

START = dt.date(2019, 10, 1)
MONTH_ENDS = (dt.date(2019, 10, 31), dt.date(2019, 11, 30), dt.date(2019, 12, 31))
FOUND = """
SELECT cause, is_reversal, receipt_no, statement_row_no, statement_fen, feed_fen, on_date, person_key
FROM core.statement_difference
"""
SUPERSEDED = """
UPDATE landing.delivery AS d SET state = 'superseded'
WHERE EXISTS (
    SELECT FROM landing.delivery AS n
    WHERE n.kind = 'tax_statement' AND n.source = d.source AND n.period = d.period AND n.version > d.version
)
"""


class Entry(NamedTuple):
    """A receipt or a reversal (with a negative sum): of a feed, or as a statement has it."""

    is_reversal: bool
    number: str
    person: int
    fen: int
    on: dt.date


class Line(NamedTuple):
    """A line of a statement that counts: its entry and its place."""

    entry: Entry
    cut_off: dt.date
    row_no: int


class History(NamedTuple):
    """Feeds, statements by month and version (with the effective ones), and persons who are another person's number."""

    booked: list[Entry]
    statements: dict[tuple[dt.date, int], list[Entry]]
    effective: set[tuple[dt.date, int]]
    links: dict[int, int]


def make(rng: random.Random, size: int) -> History:
    """Draw receipts of 40 persons; statements repeat most of them, and change, leave out, add and repeat some."""
    booked = []
    for at in range(size):
        on = START + dt.timedelta(days=rng.randrange(92))
        number = f"R{at}"
        booked.append(Entry(False, number, rng.randrange(40), rng.choice((10_000, 25_000)), on))
        if rng.random() < 0.1:  # a reversal may have the number of a receipt
            booked.append(Entry(True, rng.choice((number, f"V{at}")), booked[-1].person, -booked[-1].fen, on))
    statements: dict[tuple[dt.date, int], list[Entry]] = {}
    effective = set()
    for end in MONTH_ENDS:
        versions = rng.choice((0, 1, 1, 2))
        for version in range(1, versions + 1):
            in_month = [entry for entry in booked if entry.on.month == end.month]
            statements[end, version] = [line for entry in in_month for line in _stated(rng, entry)]
            rng.shuffle(statements[end, version])
        if versions:
            effective.add((end, versions))
    links = {person: person + 20 for person in range(20) if rng.random() < 0.2}
    return History(booked, statements, effective, links)


def _stated(rng: random.Random, entry: Entry) -> Iterator[Entry]:
    kind = rng.randrange(16)
    if kind == 0:
        return
    if kind == 1:
        yield entry
    if kind == 2:
        yield entry._replace(fen=entry.fen * 2)
    if kind == 3:
        yield entry._replace(number=f"X{entry.number}")
    changes: dict[int, dict[str, Any]] = {
        4: {"fen": entry.fen + (-5 if entry.is_reversal else 5)},
        5: {"on": entry.on + dt.timedelta(days=rng.choice((1, 40)))},
        6: {"person": (entry.person + 20) % 40},
        7: {"person": (entry.person + 1) % 40, "on": entry.on + dt.timedelta(days=1)},
    }
    yield entry._replace(**changes.get(kind, {}))


def model(history: History) -> set[tuple[Any, ...]]:
    """Return what differs, read off docs/explanation/money.md with loops and dictionaries."""

    def who(person: int) -> int:
        return history.links.get(person, person)

    ours = {(entry.is_reversal, entry.number): entry for entry in history.booked}
    lines: dict[tuple[bool, str], list[Line]] = {}
    for end, version in sorted(history.effective):
        for row_no, entry in enumerate(history.statements[end, version], 2):
            lines.setdefault((entry.is_reversal, entry.number), []).append(Line(entry, end, row_no))
    found: set[tuple[Any, ...]] = set()
    for key, stated in lines.items():
        mine = ours.get(key)
        equal = [line for line in stated if mine and _same(line.entry, mine, who(line.entry.person), who(mine.person))]
        compared = (equal or stated)[0]
        for line in stated:
            entry = line.entry
            cause, fen = "", mine.fen if mine else 0
            if line is not compared:
                cause, fen = "twice", 0
            elif mine is None:
                cause = "missing_here"
            elif who(mine.person) != who(entry.person):
                cause = "other_person"
            elif mine.fen != entry.fen:
                cause = "other_amount"
            elif mine.on != entry.on:
                cause = "other_day"
            if cause:
                day, person = (mine.on, mine.person) if mine else (entry.on, entry.person)
                found.add((cause, *key, line.row_no, entry.fen, fen, day, who(person)))
    covered = {end.month for end, _ in history.effective}
    for key, mine in ours.items():
        if key not in lines and mine.on.month in covered:
            found.add(("missing_there", *key, None, 0, mine.fen, mine.on, who(mine.person)))
    return found


def _same(stated: Entry, mine: Entry, stated_person: int, my_person: int) -> bool:
    return (stated.fen, stated.on, stated_person) == (mine.fen, mine.on, my_person)


def put(settings: Settings, history: History) -> None:
    """Write the history as the merge would leave it, and compare it as an assessment does."""
    ledger.load_policy(settings)
    put_part(settings, history, 1)
    with engine.create(settings.warehouse_url("loader")).begin() as conn:
        assert statement_gaps.compare(conn, ledger.number(), 0) > 0 or not history.statements


def put_part(settings: Settings, part: History, committed_no: int) -> None:
    """Write the facts of a part of a history; persons of the part are queued for the next assessment."""
    base = {"campaign_id": ledger.number()}
    feed_id = uuid.uuid4()
    deliveries = [_delivery(feed_id, "tax_feed", "tax", f"feed {committed_no}", MONTH_ENDS[-1], 1, committed_no)]
    tables: dict[str, list[dict[str, Any]]] = {"core.payment": [], "core.reversal": [], "core.statement_line": []}
    for row_no, entry in enumerate(part.booked, 2):
        common = base | {
            "person_key": uuid.UUID(int=entry.person + 1), "receipt_no": entry.number, "plan_year": 2020,
            "amount_fen": abs(entry.fen), "collected_on": entry.on, "received_on": entry.on, "channel": "微信",
            "unit_id": None, "delivery_id": feed_id, "row_no": row_no,
        }  # fmt: skip
        if entry.is_reversal:
            tables["core.reversal"].append(common | {"reversal_no": entry.number, "receipt_no": "R"})
        else:
            tables["core.payment"].append(common | {"village": None, "birth_on": None})
    for (end, version), entries in part.statements.items():
        key = uuid.uuid4()
        deliveries.append(
            _delivery(key, "tax_statement", "tax_statement", f"{end:%Y-%m}", end, version, committed_no)
        )  # fmt: skip
        tables["core.statement_line"] += [
            base | {
                "delivery_id": key, "row_no": row_no, "person_key": uuid.UUID(int=entry.person + 1),
                "receipt_no": entry.number, "is_reversal": entry.is_reversal, "amount_fen": entry.fen,
                "received_on": entry.on, "unit_id": None, "cut_off_on": end,
            }
            for row_no, entry in enumerate(entries, 2)
        ]  # fmt: skip
    links = [{"fact_key": uuid.UUID(int=a + 1), "person_key": uuid.UUID(int=b + 1)} for a, b in part.links.items()]
    persons = {entry.person for entry in part.booked} | {person for pair in part.links.items() for person in pair}
    queue = [base | {"person_key": uuid.UUID(int=person + 1), "committed_no": committed_no} for person in persons]
    with ledger.owner(settings) as conn:
        bulk.insert(conn, "landing.delivery", deliveries)
        conn.execute(text(SUPERSEDED))
        for table, rows in {**tables, "core.linked_person": links, "core.changed_person": queue}.items():
            if rows:
                bulk.insert(conn, table, rows)
        conn.execute(text("UPDATE landing.watermark SET committed_no = :n"), {"n": committed_no})


def parts(rng: random.Random, history: History, count: int) -> list[History]:
    """Divide a history: each fact and link comes in any part, versions of a statement in their order."""
    divided = [History([], {}, set(), {}) for _ in range(count)]
    for entry in history.booked:
        rng.choice(divided).booked.append(entry)
    for person, other in history.links.items():
        rng.choice(divided).links[person] = other
    for end in MONTH_ENDS:
        versions = sorted(key for key in history.statements if key[0] == end)
        for key, at in zip(versions, sorted(rng.choices(range(count), k=len(versions))), strict=True):
            divided[at].statements[key] = history.statements[key]
    return divided


def _delivery(
    key: uuid.UUID, kind: str, source: str, period: str, end: dt.date, version: int, committed_no: int
) -> dict[str, Any]:
    return {
        "campaign_id": ledger.number(), "delivery_id": key, "source": source, "kind": kind, "sender": "test",
        "list_mode": "full", "period": period, "cut_off_on": end, "version": version, "file_name": "test",
        "sha256": key.hex, "byte_count": 0, "delivered_on": end, "state": "committed", "committed_no": committed_no,
        "reasons": "[]", "landed_at": ledger.MOMENT,
    }  # fmt: skip


def found(settings: Settings) -> list[tuple[Any, ...]]:
    with psycopg.connect(settings.warehouse_url("auditor")) as conn:
        rows = conn.execute(FOUND).fetchall()
    return [(*row[:7], row[7].int - 1) for row in rows]


@pytest.mark.parametrize("seed", quick_and_long(range(1, 40), (1, 2)))
def test_differences_are_those_of_the_model(settings: Settings, seed: int) -> None:
    history = make(random.Random(seed), 400)
    put(settings, history)
    rows = found(settings)
    assert len(set(rows)) == len(rows)
    assert set(rows) == model(history)
    if len(history.effective) > 1:
        assert {row[0] for row in rows} == {
            *("missing_here", "missing_there", "twice", "other_person", "other_amount", "other_day")
        }


@pytest.mark.parametrize("seed", quick_and_long(range(1, 20), (4, 5)))
def test_the_order_of_arrival_leaves_the_same_differences(settings: Settings, seed: int) -> None:
    rng = random.Random(seed)
    history = make(rng, 200)
    ledger.load_policy(settings)
    for number, part in enumerate(parts(rng, history, 8), 1):
        put_part(settings, part, number)
        assess.run(settings, ledger.PACK, MONTH_ENDS[-1])
        with loader(settings).connect() as conn:
            of_campaign = {"campaign_id": ledger.number()}
            assert run_statement(conn, "verify/gaps_equal_receipts", **of_campaign).scalar_one() == 0, number
    assert set(found(settings)) == model(history)
