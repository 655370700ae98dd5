"""A number that `vault.alias` gives to somebody: whatever comes under it is that person's."""

from __future__ import annotations

import uuid

from tests.support.files.newborns import Cradle, Said, number
from tests.support.warehouse.scenes import Nursery
from warehouse import bulk, statements

TWIN = 3  # another number, in one place different


def test_what_comes_under_another_number_is_the_persons(nursery: Nursery, desk: Cradle) -> None:
    own, other = nursery.keyring.alias_keys([number(1), number(TWIN)])
    nursery.comes(desk.born_roll([Said(1, "number")]))
    assert nursery.rows("SELECT count(*) FROM vault.alias") == [(0,)], "a number of one's own needs no row"
    bulk.insert(nursery.conn, "vault.alias", [{"alias_key": other.hex(), "person_key": own.hex()}])
    as_twin = Said(1, "number", numbered=TWIN)
    assert nursery.comes(desk.born_list([as_twin])) == "committed"
    nursery.comes(desk.born_tax([as_twin], "2019-11-05"))
    nursery.comes(desk.born_roll([as_twin], version=2))
    nursery.assess()
    for table in ("vault.person", "core.roll_fact", "core.membership_fact", "core.payment", "core.dues"):
        keys = nursery.rows(f"SELECT DISTINCT replace(person_key::text, '-', '') FROM {table}")
        assert keys == [(own.hex(),)], table
    assert [row[:2] for row in nursery.dues()] == [("enrolled", 25000)] and nursery.broken() == []
    person = uuid.UUID(bytes=own)
    for key in (own, other):
        assert statements.run(nursery.conn, "workbench/person", alias_key=uuid.UUID(bytes=key)).scalar_one() == person
