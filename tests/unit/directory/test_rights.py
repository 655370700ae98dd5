"""Which units an official reads: by role, post, office and pack."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.support.packs.worked_cases import pack_of
from transforms.directory.model import Directory
from transforms.directory.rights import OfficeReader, RoleNameTooLong, office_readers

PACK = "dongan-2020"
ON = date(2026, 12, 1)
EAST, WEST = "da-baiyashi", "da-damiaokou"


def readers(units: Any, *officials: dict[str, Any], on: date = ON, packs: tuple[str, ...] = ()) -> list[OfficeReader]:
    office = {"office": "town", "label_zh": "甲镇", "mailbox": "town@example.org", "units": units, "packs": packs}
    content = {"offices": (office,), "officials": tuple({"office": "town"} | official for official in officials)}
    return list(office_readers(Directory.model_validate(content), pack_of(PACK), on))


VIEWER = {"user": "wang", "roles": ("viewer",)}


def test_an_official_reads_the_units_of_the_office() -> None:
    assert readers((WEST, EAST, "xx-elsewhere"), VIEWER) == [
        OfficeReader("official_wang", PACK, sees_persons=False, units=(EAST, WEST), until=None)
    ]
    (caseworker,) = readers((EAST,), {"user": "li", "roles": ("approver", "caseworker")})
    assert caseworker.sees_persons


@pytest.mark.parametrize(
    ("units", "official"),
    [((), VIEWER), (("xx-elsewhere",), VIEWER), ((EAST,), VIEWER | {"roles": ("approver", "operator", "auditor")})],
)
def test_without_a_unit_or_a_reading_role_there_is_no_right(units: Any, official: dict[str, Any]) -> None:
    assert readers(units, official) == []


def test_a_right_ends_with_the_post_and_is_of_the_pack() -> None:
    leaving = VIEWER | {"until": ON}
    assert [reader.until for reader in readers((EAST,), leaving)] == [ON]
    assert readers((EAST,), leaving, on=date(2026, 12, 2)) == []
    assert readers((EAST,), VIEWER, packs=("hefei-2020",)) == []


def test_all_units_are_those_of_the_pack_and_what_has_no_unit() -> None:
    tree = pack_of(PACK).units
    every = (*(unit.unit_id for unit in tree.all()), "")
    assert len(every) > 15
    assert [reader.units for reader in readers("all", VIEWER)] == [every]
    assert [reader.units for reader in readers((tree.root.unit_id,), VIEWER)] == [every]


def test_a_name_that_the_database_would_cut_is_refused() -> None:
    assert readers((EAST,), VIEWER | {"user": "a" * 54})
    with pytest.raises(RoleNameTooLong):
        readers((EAST,), VIEWER | {"user": "a" * 55})
