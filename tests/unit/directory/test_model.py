"""Lookups of the directory: by pack, by role and day, and what addresses and entries are accepted."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from transforms.directory.model import Directory, Office

ON = date(2026, 12, 1)
TAX = {"office": "tax", "label_zh": "税务局", "packs": ("one-2020",), "mailbox": "tax@example.org"}
OTHER_TAX = TAX | {"packs": ("two-2020",), "mailbox": "other@example.org", "units": ("tw-town",)}
TOWN = {"office": "town", "label_zh": "甲镇", "mailbox": "town@example.org"}
TOWNS = {"office": "towns", "label_zh": "各镇", "members": ("town", "tax")}
OFFICIALS = (
    {"user": "wang", "office": "tax", "roles": ("approver", "viewer"), "until": ON},
    {"user": "li", "office": "town", "roles": ("viewer",)},
)


def directory(**changes: Any) -> Directory:
    content = {"offices": (TAX, OTHER_TAX, TOWN, TOWNS), "officials": OFFICIALS}
    return Directory.model_validate(content | changes)


def test_a_code_means_the_office_of_its_pack() -> None:
    found = directory()
    assert found.mailbox_of("tax", "one-2020") == "tax@example.org"
    assert found.mailbox_of("tax", "two-2020") == "other@example.org"
    assert found.mailbox_of("tax", "three-2020") is None
    assert found.mailbox_of("town", "three-2020") == "town@example.org", "an office without packs is in all packs"


def test_a_group_has_members_and_no_mailbox() -> None:
    assert directory().members_of("towns", "one-2020") == ("town", "tax")
    assert directory().mailbox_of("towns", "one-2020") is None
    assert directory().members_of("town", "one-2020") == directory().members_of("nobody", "one-2020") == ()


@pytest.mark.parametrize(
    ("on", "users"), [(date(2026, 11, 30), ("wang", "li")), (ON, ("wang", "li")), (date(2026, 12, 2), ("li",))]
)
def test_a_role_ends_with_the_last_day_of_the_post(on: date, users: tuple[str, ...]) -> None:
    assert directory().users_with("viewer", "one-2020", on) == users
    assert directory().users_with("approver", "three-2020", on) == ()


def test_an_official_sees_the_units_of_the_office() -> None:
    assert directory().units_of("wang", "two-2020", ON) == ("tw-town",)
    assert directory().units_of("wang", "two-2020", date(2026, 12, 2)) == ()
    assert directory().units_of("li", "two-2020", ON) == directory().units_of("nobody", "two-2020", ON) == ()
    with_all = directory(offices=(TOWN | {"units": "all"}, TAX))
    assert with_all.units_of("li", "two-2020", ON) == "all"


@pytest.mark.parametrize(
    "address",
    [
        "",
        "tax",
        "税务局@example.org",
        "税务 <tax@example.org>",
        "a@b.org,c@d.org",
        "a@b.org\n",
        "a..b@c.org",
        "a@b..org",
    ],
)
def test_only_a_plain_address_is_a_mailbox(address: str) -> None:
    with pytest.raises(ValidationError):
        Office.model_validate(TAX | {"mailbox": address})


@pytest.mark.parametrize(
    "changes",
    [{"mailbox": None}, {"members": ("town",)}, {"units": "none"}, {"label_zh": "税务局\nBcc: x"}, {"phone": "1"}],
)
def test_an_office_is_whole_and_has_nothing_else(changes: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Office.model_validate(TAX | changes)


ON_DUTY = (
    {"user": "own", "office": "town", "roles": ("operator",), "mailbox": "own@example.org"},
    {"user": "plain", "office": "tax", "roles": ("operator", "viewer"), "until": ON},
    {"user": "grouped", "office": "towns", "roles": ("operator",)},
    {"user": "looking", "office": "town", "roles": ("viewer",), "mailbox": "looking@example.org"},
)


def test_operators_get_alerts_at_their_own_mailbox_or_that_of_the_office() -> None:
    found = directory(officials=ON_DUTY)
    mailboxes = {"official/own": "own@example.org", "official/plain": "tax@example.org"}
    assert found.operators("one-2020", ON) == mailboxes
    assert found.operators("one-2020", date(2026, 12, 2)) == {"official/own": "own@example.org"}
    assert {recipient: found.mailbox_of(recipient, "one-2020") for recipient in mailboxes} == mailboxes
    assert found.mailbox_of("official/nobody", "one-2020") is None
    assert found.members_of("official/own", "one-2020") == ()


def test_mails_about_a_unit_go_to_the_offices_of_the_unit() -> None:
    town, other = (TOWN | {"office": code, "units": (f"tw-{code}",)} for code in ("first", "second"))
    hall = TOWN | {"office": "hall", "units": "all"}
    group = {"office": "towns", "label_zh": "各镇", "members": ("first", "second", "hall")}
    found = directory(offices=(town, other, hall, group), officials=())
    assert found.receivers_of("towns@tw-first", "one-2020") == ("first",)
    assert found.receivers_of("towns@tw-third", "one-2020") == ("hall",), "who sees all units, if nobody else has it"
    assert found.receivers_of("second@tw-second", "one-2020") == ("second",), "an office that is no group"
    assert found.receivers_of("second@tw-first", "one-2020") == found.receivers_of("nobody@tw-first", "one-2020") == ()
    assert found.receivers_of("towns", "one-2020") == ("first", "second", "hall")
