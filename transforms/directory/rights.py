"""Which units each official of the directory may read in the warehouse: rows for the views of `mart_office`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from transforms.directory.model import Directory, Official, Units
from transforms.policy import Pack

PREFIX = "official_"
NAME_BYTES = 63  # PostgreSQL cuts a longer name of a role, so that two officials could share it
READING_ROLES = frozenset({"viewer", "caseworker"})
NO_UNIT = ""  # persons and money of no known unit


@dataclass(frozen=True)
class OfficeReader:
    """An official who reads the figures of units of one pack. `until`: last day of the post, None without an end."""

    role_name: str
    pack_code: str
    sees_persons: bool
    units: tuple[str, ...]
    until: date | None


@dataclass(frozen=True)
class OfficeRecipient:
    """An official who may fetch files of one pack. `recipients`: codes of the own office and of groups with it.

    `sees_persons`: lists of persons as well. `until`: last day of the post, None without an end.
    """

    role_name: str
    pack_code: str
    office: str
    sees_persons: bool
    recipients: tuple[str, ...]
    until: date | None


class RoleNameTooLong(ValueError):  # noqa: N818 - the name states the fault
    """A log-in name is too long for a role of the database; the text names it and the limit."""


def office_readers(directory: Directory, pack: Pack, on: date) -> tuple[OfficeReader, ...]:
    """List the officials who may read figures of a pack on a day, in the order of the directory.

    An official reads with the role viewer or caseworker (who also reads rows about persons), while in post, and while
    the office has units of the pack. Raises RoleNameTooLong.
    """
    return tuple(_readers(directory, pack, on))


def office_recipients(directory: Directory, pack: Pack, on: date) -> tuple[OfficeRecipient, ...]:
    """List the officials who may fetch published files of a pack on a day, in the order of the directory.

    They have the role viewer or caseworker (who also fetches lists of persons), are in post, and their office is one of
    the pack; it needs no units. Raises RoleNameTooLong.
    """
    return tuple(
        OfficeRecipient(
            _role_name(official),
            pack.pack_code,
            official.office,
            "caseworker" in official.roles,
            directory.recipients_of(official.office, pack.pack_code),
            official.until,
        )
        for official in directory.officials
        if READING_ROLES & set(official.roles)
        and (official.until is None or on <= official.until)
        and directory.office_of(official.office, pack.pack_code)
    )


def _readers(directory: Directory, pack: Pack, on: date) -> Iterator[OfficeReader]:
    for official in directory.officials:
        units = _expand(directory.units_of(official.user, pack.pack_code, on), pack)
        if units and READING_ROLES & set(official.roles):
            sees_persons = "caseworker" in official.roles
            yield OfficeReader(_role_name(official), pack.pack_code, sees_persons, units, official.until)


def _expand(units: Units, pack: Pack) -> tuple[str, ...]:
    """Return the pack's units among those of an office; all of them, and none, if it has the root or all."""
    every = tuple(unit.unit_id for unit in pack.units.all())
    if units == "all" or pack.units.root.unit_id in units:
        return (*every, NO_UNIT)
    return tuple(unit for unit in every if unit in units)


def _role_name(official: Official) -> str:
    name = PREFIX + official.user
    if len(name.encode()) > NAME_BYTES:
        raise RoleNameTooLong(f"log-in name {official.user}: at most {NAME_BYTES - len(PREFIX)} characters")
    return name
