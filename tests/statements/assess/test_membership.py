"""What full lists and change lists say together: the statement of production beside plain Python, and cases by hand."""

from __future__ import annotations

import datetime as dt
import random
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import pytest
from sqlalchemy import Connection

from pipeline.policy import install, registry
from pipeline.runtime.settings import Settings
from tests.statements.assess.plain_membership import Row, Stay, stays
from tests.support.files.small_deliveries import PACK
from transforms.policy import campaign_id
from warehouse import bulk, engine, statements

DAY = dt.date(2019, 1, 1)
TODAY = 300
PERSONS = 4_000
NUMBER = campaign_id(PACK)
SOURCES = ("civil_affairs", "poverty_relief")
CATEGORIES = ("minimum_living", "registered_poor")


def date(number: int) -> dt.date:
    return DAY + dt.timedelta(days=number)


class Book:
    """Facts of persons straight into core: a delivery for each (source, mode, cut-off, period, state)."""

    def __init__(self) -> None:
        self.deliveries: dict[tuple[Any, ...], uuid.UUID] = {}
        self.facts: list[dict[str, Any]] = []

    def delivery(self, source: str, mode: str, cut_off: int, period: str = "", state: str = "committed") -> uuid.UUID:
        key = (source, mode, cut_off, period, state)
        return self.deliveries.setdefault(key, uuid.uuid5(uuid.NAMESPACE_OID, str(key)))

    def add(self, person: uuid.UUID, row: Row, period: str = "", state: str = "committed") -> None:
        delivery = self.delivery(row.source, row.mode, row.cut_off, period, state)
        self.facts.append({
            "campaign_id": NUMBER, "person_key": person, "category": row.category,
            "op": "add" if row.op == "change" else row.op, "replaces": True if row.op == "change" else None,
            "effective_on": date(row.effective), "cut_off_on": date(row.cut_off), "grade": row.grade,
            "delivery_id": delivery, "row_no": len(self.facts),
        })  # fmt: skip

    def write(self, conn: Connection) -> None:
        rows = [
            {"campaign_id": NUMBER, "delivery_id": at, "source": source, "kind": "special_list", "sender": "s",
             "list_mode": mode, "period": f"{cut_off} {period}", "cut_off_on": date(cut_off), "version": 1,
             "file_name": "f", "sha256": str(at), "byte_count": 0, "delivered_on": DAY, "state": state,
             "reasons": "[]", "landed_at": dt.datetime(2019, 1, 1, tzinfo=dt.UTC)}
            for (source, mode, cut_off, period, state), at in self.deliveries.items()
        ]  # fmt: skip
        bulk.insert(conn, "landing.delivery", rows)
        bulk.insert(conn, "core.membership_fact", self.facts)
        keys = [{"campaign_id": NUMBER, "person_key": key} for key in {one["person_key"] for one in self.facts}]
        bulk.insert(conn, "staging.assess_changed", keys)
        facts = [key | {"fact_key": key["person_key"]} for key in keys]
        bulk.insert(conn, "staging.assess_changed_key", facts)


def memberships(conn: Connection, today: int = TODAY) -> dict[uuid.UUID, list[Stay]]:
    """What production says, void memberships aside; nobody is in a category twice on one day."""
    params = {"campaign_id": NUMBER, "business_date": date(today), "everyone": False}
    for name in ("assess/read/list_fact", "assess/read/trait", "assess/read/trait_changed", "assess/read/trait_new"):
        statements.run(conn, name, **params)
    statements.run(conn, "assess/judge/membership", **params)
    found: dict[uuid.UUID, list[Stay]] = defaultdict(list)
    columns = "person_key, category, from_on, to_on, grade"
    sql = f"SELECT {columns} FROM staging.assess_membership WHERE NOT is_void ORDER BY 1, 2, 3"
    for person, category, first, end, grade in conn.exec_driver_sql(sql):
        found[person].append(Stay(category, (first - DAY).days, None if end is None else (end - DAY).days, grade))
    return found


@pytest.fixture()
def conn(make_warehouse: Callable[..., Settings], shared: Settings) -> Iterator[Connection]:
    with engine.create(shared.warehouse_url("loader")).connect() as conn, conn.begin() as transaction:
        yield conn
        transaction.rollback()


@pytest.fixture(scope="module")
def shared(make_warehouse: Callable[..., Settings]) -> Settings:
    settings = make_warehouse()
    with engine.create(settings.warehouse_url("loader")).begin() as conn:
        install.ensure_installed(conn, registry.load(settings, PACK))
    return settings


def test_random_lists_as_plain_python_says(conn: Connection) -> None:
    rng = random.Random(7)
    full_lists = [("civil_affairs", 60), ("civil_affairs", 150), ("civil_affairs", 240), ("civil_affairs", 320),
                  ("poverty_relief", 90), ("poverty_relief", 200)]  # fmt: skip
    book, said = Book(), {}
    for source, cut_off in full_lists:
        book.delivery(source, "full", cut_off)
    for number in range(PERSONS):
        person = uuid.UUID(int=number + 1)
        said[person] = [_row(rng, full_lists) for _ in range(rng.randint(1, 7))]
        for row in said[person]:
            book.add(person, row)
    book.write(conn)
    found = memberships(conn)
    wrong = [key for key, rows in said.items() if found[key] != stays(rows, full_lists, TODAY)]
    assert not wrong, (len(wrong), said[wrong[0]], found[wrong[0]], stays(said[wrong[0]], full_lists, TODAY))
    assert sum(map(len, found.values())) > PERSONS and any(len(one) > 3 for one in found.values())


def _row(rng: random.Random, full_lists: Sequence[tuple[str, int]]) -> Row:
    """Dates cluster, so that ends, starts and cut-offs meet on one day."""
    category, effective, grade = (
        rng.choice(CATEGORIES),
        rng.choice([*range(0, 330, 30), 150, 200, 240]),
        rng.randint(1, 4),
    )
    if rng.random() < 0.6:
        source, cut_off = rng.choice(full_lists)
        return Row(source, "full", cut_off, "add", category, effective, grade)
    return Row(
        rng.choice(SOURCES), "change", rng.choice([30, 60, 100, 150, 180, 210, 280]),
        rng.choice(["add", "add", "end", "end", "change"]),
        category, effective, grade,
    )  # fmt: skip


def full(
    cut_off: int, effective: int, source: str = "civil_affairs", category: str = "minimum_living", grade: int = 1
) -> Row:
    return Row(source, "full", cut_off, "add", category, effective, grade)


def change(
    cut_off: int, op: str, effective: int, source: str = "civil_affairs", category: str = "minimum_living"
) -> Row:
    return Row(source, "change", cut_off, op, category, effective, 1)


LISTS = (("civil_affairs", 60), ("civil_affairs", 150))
CASES: tuple[tuple[str, Iterable[Row], list[tuple[int, int | None]]], ...] = (
    ("named by both lists", [full(60, 10), full(150, 10)], [(10, None)]),
    ("not named by the second: out on its cut-off", [full(60, 10)], [(10, 150)]),
    ("named by the second only, with an old date", [full(150, 10)], [(10, None)]),
    ("added between and not named by the second", [change(100, "add", 90)], [(90, 150)]),
    ("added on the cut-off's own change list", [change(150, "add", 140)], [(140, None)]),
    ("added the day before the cut-off", [change(149, "add", 140)], [(140, 150)]),
    ("added after the second", [change(151, "add", 140)], [(140, None)]),
    ("named again later with the old date: the gap is healed", [full(60, 10), change(200, "add", 20)], [(10, None)]),
    ("named again later with a date after it: two memberships", [full(60, 10), change(200, "add", 180)],
     [(10, 150), (180, None)]),
    ("named again from the very cut-off: two that touch", [full(60, 10), change(200, "add", 150)],
     [(10, 150), (150, None)]),
    ("an end that was said before the silence counts", [full(60, 10), change(100, "end", 80)], [(10, 80)]),
    ("an end said for later than the silence", [full(60, 10), change(100, "end", 170)], [(10, 150)]),
    ("an end is not heard over a later list that still names the person",
     [full(60, 10), change(100, "end", 80), full(150, 10)], [(10, None)]),
    ("an end is not heard over a later change list that adds the person again with the old date",
     [change(100, "end", 80), full(60, 10), change(140, "add", 10), full(150, 10)], [(10, None)]),
    ("a later list names the person with a day after the end: two memberships",
     [full(60, 10), change(100, "end", 80), full(150, 90)], [(10, 80), (90, None)]),
    ("an end of the same cut-off is heard", [full(60, 10), change(150, "end", 80), full(150, 10)], [(10, 80)]),
    ("a later end of the source moves an earlier one forward",
     [full(60, 10), change(100, "end", 80), change(130, "end", 120)], [(10, 120)]),
    ("a later end of the source moves an earlier one back",
     [full(60, 10), change(130, "end", 80), change(100, "end", 120)], [(10, 80)]),
    ("an older end that arrives later moves nothing",
     [full(60, 10), change(130, "end", 120), change(100, "end", 80)], [(10, 120)]),
    ("an end of the next stay moves nothing",
     [full(60, 10), change(100, "end", 80), change(110, "add", 90), change(130, "end", 120)], [(10, 80), (90, 120)]),
    ("another source's end is heard whatever its cut-off",
     [full(60, 10), change(40, "end", 80, "poverty_relief"), full(150, 10)], [(10, 80)]),
    ("another source goes on saying so", [full(60, 10), full(70, 30, "poverty_relief")], [(10, None)]),
    ("another source alone is not ended", [change(70, "add", 30, "poverty_relief")], [(30, None)]),
    ("recognised after the silence: void", [full(60, 170)], []),
    ("named in another category is silence about this one", [full(60, 10), full(150, 10, category="registered_poor")],
     [(10, 150)]),
    ("a change of category ends it", [full(60, 10), change(100, "change", 80, category="registered_poor")], [(10, 80)]),
    ("a change to the category begins it", [change(151, "change", 120)], [(120, None)]),
    ("a change back begins it again", [full(60, 10), change(100, "change", 80, category="registered_poor"),
     change(160, "change", 130)], [(10, 80), (130, None)]),
    ("a change in an older list of the source ends nothing",
     [full(60, 10), change(40, "change", 30, category="registered_poor"), full(150, 10)], [(10, None)]),
    ("a change in another source's list ends nothing",
     [change(151, "add", 10), change(160, "change", 80, "poverty_relief", "registered_poor")], [(10, None)]),
    ("a change before the day of recognition ends nothing",
     [change(151, "add", 90), change(160, "change", 80, category="registered_poor")], [(90, None)]),
    ("a change from a day to come ends nothing yet",
     [change(151, "add", 90), change(160, "change", 310, category="registered_poor")], [(90, None)]),
    ("named for a day to come is named", [full(60, 10), full(150, 400)], [(10, None)]),
)  # fmt: skip


@pytest.mark.parametrize(("rows", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_by_hand(conn: Connection, rows: Iterable[Row], expected: list[tuple[int, int | None]]) -> None:
    book, person = Book(), uuid.UUID(int=1)
    for source, cut_off in LISTS:
        book.delivery(source, "full", cut_off)
    for row in rows:
        book.add(person, row)
    book.write(conn)
    found = [(one.first, one.end) for one in memberships(conn)[person] if one.category == "minimum_living"]
    assert found == expected


def test_parts_of_one_cut_off_are_one_list(conn: Connection) -> None:
    book = Book()
    here, there, gone = (uuid.UUID(int=n) for n in (1, 2, 3))
    for person in (here, there, gone):
        book.add(person, full(60, 10))
    book.add(here, full(150, 10), "part one")
    book.add(there, full(150, 10), "part two")
    book.write(conn)
    found = memberships(conn)
    assert [found[person][0].end for person in (here, there, gone)] == [None, None, 150]


@pytest.mark.parametrize("state", ["superseded", "revoked", "held", "rejected", "landed"])
def test_a_list_that_is_not_in_force_ends_nothing(conn: Connection, state: str) -> None:
    book, person = Book(), uuid.UUID(int=1)
    book.add(person, full(60, 10))
    book.delivery("civil_affairs", "full", 150, state=state)
    book.write(conn)
    assert memberships(conn)[person][0].end is None


def test_a_list_as_of_a_day_to_come_ends_on_that_day(conn: Connection) -> None:
    book, person = Book(), uuid.UUID(int=1)
    book.add(person, full(60, 10))
    book.delivery("civil_affairs", "full", TODAY + 5)
    book.write(conn)
    assert memberships(conn)[person][0].end is None
    when = conn.exec_driver_sql("SELECT next_change_on FROM core.trait").scalar_one()
    assert when == date(TODAY + 5)
    for name in ("assess_membership", "assess_person_trait", "assess_list_fact"):
        statements.script(conn, f"DELETE FROM staging.{name}")
    assert memberships(conn, TODAY + 5)[person][0].end == TODAY + 5
