"""A newborn without a number: known by the certificate, paid, enrolled; the number comes later, in whatever order."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest

from expectations import validate_each
from pipeline import assess, intake, land, packs, verify
from pipeline.land import Announcement
from pipeline.settings import Settings
from tests.identity.newborns import Cradle, Said
from tests.time.events import BUSINESS_DATE, NOW, Everything, Inside, snapshot_statement
from tests.time.files import PACK
from transforms.identity.keyring import Keyring
from transforms.intake import Reader
from transforms.policy import campaign_id
from warehouse import engine

NUMBER = campaign_id(PACK)


class Nursery:
    """One warehouse in one open transaction; deliveries are gated as they come, and what would be held is accepted."""

    def __init__(self, settings: Settings, conn: Any, reader: Reader) -> None:
        self.settings, self.conn, self.reader = settings, conn, reader
        self.pack = packs.load(settings, PACK)
        self.keyring = Keyring(settings.hash_key, settings.cipher_key)
        packs.ensure(conn, self.pack)
        self._gated: dict[Any, Any] = {}

    def comes(self, event: Announcement) -> str:
        row = land._row(self.settings, self.pack, event, NOW)
        engine.run(self.conn, "land/delivery", **row)
        if row["delivery_id"] not in self._gated:
            (self._gated[row["delivery_id"]],) = intake.gated(
                self.settings, self.pack, self.reader, [row], validate_each
            )
        result = self._gated[row["delivery_id"]]
        return intake.settle(self.conn, self.pack, self.keyring, row, result, BUSINESS_DATE, NOW, Everything())

    def assess(self) -> None:
        assess.run(self.settings, PACK, BUSINESS_DATE)

    def rows(self, sql: str, *params: object) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in self.conn.exec_driver_sql(sql, tuple(params))]

    def dues(self) -> list[tuple[Any, ...]]:
        return self.rows("SELECT status, paid_fen, refundable_fen, category FROM core.dues ORDER BY 1, 2, 3")

    def state(self) -> tuple[Any, ...]:
        sql = snapshot_statement(self.conn)
        return tuple(row for row in self.rows(sql.replace("%", "%%")) if row[0] not in ("core.person_link",))


@pytest.fixture(scope="module")
def ward(make_warehouse: Callable[..., Settings]) -> Iterator[Nursery]:
    settings = make_warehouse()
    with (
        Reader() as reader,
        engine.create(settings.warehouse_url("owner")).connect() as conn,
        conn.begin() as transaction,
    ):
        create = engine.create
        try:
            engine.create = lambda url: Inside(conn)  # type: ignore[assignment,return-value]
            yield Nursery(settings, conn, reader)
        finally:
            engine.create = create
            transaction.rollback()


@pytest.fixture()
def nursery(ward: Nursery) -> Iterator[Nursery]:
    savepoint = ward.conn.begin_nested()
    yield ward
    savepoint.rollback()


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Cradle:
    return Cradle(tmp_path_factory.mktemp("cradle"))


def test_a_certificate_pays_and_is_enrolled(nursery: Nursery, desk: Cradle) -> None:
    assert nursery.comes(desk.born_roll([Said(1)])) == "committed"
    assert nursery.comes(desk.born_tax([Said(1)], "2019-11-05")) == "committed"
    nursery.assess()
    assert nursery.dues() == [("enrolled", 25000, 0, "ordinary")]
    assert nursery.rows("SELECT document_kind FROM vault.person") == [("birth_certificate",)]
    assert nursery.rows("SELECT birth_on FROM core.trait")[0][0].isoformat() == "2019-09-20"


def stories(desk: Cradle) -> dict[str, Sequence[Announcement]]:
    """What is said of one child; in whatever order it comes, the warehouse is the same."""
    return {
        "in a list": [
            desk.born_roll([Said(1)], "2019-10", "2019-10-30"),
            desk.born_tax([Said(1)], "2019-11-05"),
            desk.born_list([Said(1, "both")], "2019-11", "2019-11-30"),
            desk.born_tax([Said(1, "number")], "2019-12-06"),
        ],
        "in the roll": [
            desk.born_tax([Said(2)], "2019-11-06"),
            desk.born_list([Said(2)], "2019-11", "2019-11-29", version=1),
            desk.born_roll([Said(2, "both")], "2019-12", "2019-12-01"),
            desk.born_tax([Said(2, "number")], "2019-12-07"),
        ],
        "in a payment": [
            desk.born_roll([Said(3)], "2019-10", "2019-10-28"),
            desk.born_roll([Said(3, "number")], "2019-12", "2019-12-02"),
            desk.born_tax([Said(3)], "2019-11-08"),
            desk.born_tax([Said(3, "both")], "2019-12-08"),
        ],
    }


@pytest.mark.parametrize("where", ["in a list", "in the roll", "in a payment"])
def test_the_number_comes_later_in_each_order(ward: Nursery, desk: Cradle, where: str) -> None:
    events = stories(desk)[where]
    found = []
    for order in itertools.permutations(range(len(events))):
        savepoint = ward.conn.begin_nested()
        for at in order:
            assert ward.comes(events[at]) == "committed"
            ward.assess()
        found.append((order, ward.state(), ward.dues()))
        savepoint.rollback()
    expected = found[0]
    assert len(expected[2]) == 1 and expected[2][0][:2] == ("enrolled", 50000)
    assert expected[2][0][2] >= 25000  # paid twice is seen
    for order, state, _ in found:
        differing = [pair for pair in zip(expected[1], state, strict=True) if pair[0] != pair[1]]
        assert not differing, (order, differing)
    assert len(found) == 24


def test_the_invariants_hold(nursery: Nursery, desk: Cradle, monkeypatch: pytest.MonkeyPatch) -> None:
    for event in stories(desk)["in a list"]:
        nursery.comes(event)
        nursery.assess()
        for name in verify.INVARIANTS:
            assert engine.run(nursery.conn, f"verify/{name}", campaign_id=NUMBER).scalar_one() == 0, name
