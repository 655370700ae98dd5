"""A newborn without a number: known by the certificate, paid, enrolled; the number comes later, in whatever order."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pytest

from pipeline.landing.deliver import Announcement
from tests.support.files.newborns import Cradle, Said, certificate, name, number
from tests.support.files.small_deliveries import UNIT
from tests.support.warehouse.scenes import NUMBER, Nursery
from warehouse import statements

OTHER = "别名甲"


def test_a_certificate_pays_and_is_enrolled(nursery: Nursery, desk: Cradle) -> None:
    assert nursery.comes(desk.born_roll([Said(1)])) == "committed"
    assert nursery.comes(desk.born_tax([Said(1)], "2019-11-05")) == "committed"
    nursery.assess()
    assert nursery.dues() == [("enrolled", 25000, 0, "ordinary")]
    assert nursery.rows("SELECT document_kind FROM vault.person") == [("birth_certificate",)]
    assert nursery.rows("SELECT birth_on FROM core.trait") == [(dt.date(2019, 9, 20),)]


def test_without_a_day_of_birth_a_certificate_is_nobody(nursery: Nursery, desk: Cradle) -> None:
    nursery.comes(desk.born_roll([Said(1, born=None), Said(2)]))
    found = nursery.rows("SELECT reason_code, column_name FROM landing.quarantine ORDER BY 1")
    assert found == [("document_blank", "document_number"), ("document_certificate", "document_number")]
    assert nursery.rows("SELECT count(*) FROM vault.person") == [(1,)]


@pytest.mark.parametrize(("born", "code"), [
    (dt.date(2019, 12, 10), None), (dt.date(2019, 12, 11), "date_out_of_range"),
    (dt.date(1899, 12, 31), "date_out_of_range"),
])  # fmt: skip
def test_a_day_of_birth_must_be_able_to_be(
    nursery: Nursery, desk: Cradle, born: dt.date, code: str | None
) -> None:  # delivered on 2019-12-10
    nursery.comes(desk.born_roll([Said(1, born=born), Said(2), Said(3)]))
    codes = {
        row[0] for row in nursery.rows("SELECT reason_code FROM landing.quarantine WHERE column_name = 'birth_on'")
    }
    assert codes == ({code} if code else set())


def test_a_number_that_cannot_be_read_gives_way_to_the_certificate_aloud(nursery: Nursery, desk: Cradle) -> None:
    event = desk.born_roll([Said(1, "both"), Said(2)])
    text = event.file.read_text(encoding="utf-8").replace(number(1), number(1)[:-1])
    event.file.write_text(text, encoding="utf-8")
    nursery.comes(event)
    assert nursery.rows("SELECT count(*) FROM landing.quarantine") == [(0,)]
    assert ("document_replaced",) in nursery.rows("SELECT reason_code FROM landing.warning")
    assert nursery.rows("SELECT DISTINCT document_kind FROM vault.person") == [("birth_certificate",)]


def test_an_employee_is_no_newborn(nursery: Nursery, desk: Cradle) -> None:
    event = desk.employee([1, 2], "2019-12", "2019-12-05")
    rows = event.file.read_text(encoding="utf-8").splitlines()
    rows.append(f"{name(1)},{certificate(1)},永州市,2019-01-01,")
    event.file.write_text("\n".join(rows), encoding="utf-8")
    nursery.comes(event)
    assert nursery.rows("SELECT reason_code FROM landing.quarantine") == [("document_certificate",)]


def events(desk: Cradle) -> Sequence[Announcement]:
    """What is said of some children. In whatever order it comes, the warehouse is the same.

    1: the number in a list. 2: in a payment. 3: in the second roll. 4: no number yet. 5: never the certificate alone.
    6: two numbers for one certificate, for a person to look at. 8: nobody has paid.
    """
    return [
        desk.born_roll([Said(1), Said(2), Said(3), Said(4)], "2019-10", "2019-10-30"),
        desk.born_list([Said(1, "both"), Said(2, "number"), Said(5, "both"), Said(6, "both")], "2019-11", "2019-11-30"),
        desk.born_tax(
            [Said(1), Said(1, "number"), Said(2, "both"), Said(3), Said(4), Said(5), Said(6, "number")], "2019-11-05"
        ),
        desk.born_roll(
            [Said(1, "number"), Said(3, "both"), Said(6, "both", numbered=7), Said(8)],
            "2019-12", "2019-12-01",
        ),
    ]  # fmt: skip


@pytest.mark.long
def test_whichever_comes_last_the_warehouse_is_the_same(ward: Nursery, desk: Cradle) -> None:
    """The proof of tests/properties/test_event_orders.py: for every set, each of its events arrives last."""
    coming = events(desk)
    known: dict[frozenset[int], dict[str, tuple[object, ...]]] = {frozenset(): ward.state()}
    dues: dict[frozenset[int], list[tuple[object, ...]]] = {}

    def walk(path: tuple[int, ...]) -> int:
        steps = 0
        for last in range(len(coming)):
            if last in path:
                continue
            with ward.scene():
                assert ward.comes(coming[last]) == "committed"
                ward.assess()
                now, whole = ward.state(), frozenset(path) | {last}
                before = known.setdefault(whole, now)
                assert now == before, (path, last, [name for name in now if now[name] != before[name]])
                dues.setdefault(whole, ward.dues())
                steps += 1
                if not path or last > max(path):
                    steps += walk((*path, last))
                if len(whole) == len(coming):
                    assert not ward.broken()
        return steps

    with ward.scene():
        assert walk(()) == 32 and len(known) == 16
    # 1 paid twice and gets the second payment back; 6 is not linked until somebody decides
    final = dues[frozenset(range(4))]
    assert [row[1:3] for row in final if row[0] == "enrolled"] == [(25000, 0)] * 5 + [(50000, 25000)]


def test_another_name_is_for_a_person_to_look_at(nursery: Nursery, desk: Cradle) -> None:
    """The vault keeps the first name, and what was asked is a trail; facts, dues and ledger are the same."""
    said = [
        desk.born_roll([Said(4)]),
        desk.born_list([Said(4, "both", name=OTHER)]),
        desk.born_tax([Said(4)], "2019-11-05"),
    ]
    found = []
    for order in ((0, 1, 2), (2, 1, 0), (1, 2, 0)):
        with nursery.scene():
            for at in order:
                nursery.comes(said[at])
                nursery.assess()
            assert nursery.rows("SELECT count(*) FROM core.linked_person") == [(0,)]
            states = nursery.rows("SELECT kind, state FROM vault.review_state ORDER BY 1")
            assert ("certificate_and_number", "open") in states
            found.append(
                {name: rows for name, rows in nursery.state().items() if name.startswith(("core.", "ledger."))}
            )
    assert found[0] == found[1] == found[2] and len(found[0]) > 10


def test_the_number_leads_to_the_person(nursery: Nursery, desk: Cradle) -> None:
    nursery.comes(desk.born_roll([Said(1)]))
    nursery.comes(desk.born_list([Said(1, "both")]))
    keys = nursery.keyring.alias_keys([certificate(1), number(1)])
    found = [statements.run(nursery.conn, "workbench/person", alias_key=key.hex()).scalar_one() for key in keys]
    assert found[0] == found[1] and found[0].bytes == keys[0]  # the certificate came first in life


def test_what_was_said_under_the_other_number_is_found_in_the_comparison(nursery: Nursery, desk: Cradle) -> None:
    nursery.comes(desk.born_roll([Said(1)]))
    nursery.comes(desk.born_list([Said(1, "both")]))
    (key,) = nursery.keyring.alias_keys([number(1)])
    asked = {"campaign_id": NUMBER, "source": "civil_affairs", "as_of": dt.date(2019, 12, 31)}
    (unit,) = nursery.rows("SELECT unit_id FROM policy.unit WHERE name = %s", UNIT)[0]
    rows = statements.run(
        nursery.conn, "feedback/cross_check", **asked,
        row_nos=[5], alias_keys=[key.hex()], unit_ids=[unit], categories=[""],
    ).mappings().all()  # fmt: skip
    assert [(row["row_no"], row["finding"]) for row in rows] == [(5, "other_list")]


def test_everybody_read_again_is_the_same(nursery: Nursery, desk: Cradle) -> None:
    for event in events(desk):
        nursery.comes(event)
    nursery.assess()
    before = nursery.state()
    nursery.assess(everyone=True)
    assert nursery.state() == before
