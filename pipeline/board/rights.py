"""Which units of which packs a reader of the board may see: the rule of `mart_office`, for the user of a web page."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import Connection

from transforms.board.render import PAGES
from transforms.directory.rights import NO_UNIT, PREFIX
from warehouse.statements import Query


@dataclass(frozen=True)
class Reader:
    """A user who has logged in. An administrator sees every unit of every pack, in the directory or not."""

    user: str
    is_administrator: bool = False

    @property
    def role_name(self) -> str:
        """Name of the role that the directory's rights have for this user."""
        return f"{PREFIX}{self.user}"


@dataclass(frozen=True)
class OwnUnit:
    """Row of board/own_unit: a unit whose figures an official may see."""

    pack_code: str
    unit_id: str


@dataclass(frozen=True)
class PackWithFiles:
    """Row of board/own_recipient: a pack in which an official may fetch files, and whether persons may be seen."""

    pack_code: str
    sees_persons: bool


@dataclass(frozen=True)
class Rights:
    """Units that a reader may see, per pack (None: all units), and packs whose files the reader may fetch.

    `packs_with_persons`: packs in which the reader looks persons of the own units up, as a caseworker.
    """

    units_of_pack: dict[str, frozenset[str] | None]
    packs_with_files: tuple[str, ...]
    packs_with_persons: tuple[str, ...] = ()

    @property
    def packs(self) -> tuple[str, ...]:
        """The packs of which the reader may see something, in order."""
        return tuple(self.units_of_pack)

    def packs_of(self, page: str) -> tuple[str, ...]:
        """Return the packs of which the reader may see the page, in order."""
        return {"downloads": self.packs_with_files, "why": self.packs_with_persons}.get(page, self.packs)

    def pages(self, pack_code: str) -> tuple[str, ...]:
        """Return the pages that the reader may see of a pack, in the order of the navigation."""
        some_units = self.units_of_pack.get(pack_code) is not None
        return tuple(
            page for page in PAGES if pack_code in self.packs_of(page) and not (page in OF_ALL_UNITS and some_units)
        )


OF_ALL_UNITS = ("arrivals", "approvals")
"""Pages about deliveries, which belong to no unit."""
OWN_UNITS = Query("board/own_unit", OwnUnit)
PACKS_WITH_FILES = Query("board/own_recipient", PackWithFiles)


def read_rights(conn: Connection, reader: Reader, packs: tuple[str, ...], on: dt.date) -> Rights:
    """Return what a reader may see on the day `on`, of the given packs, in their order.

    The units are those that `campaign directory rights` wrote for the official. Who has the persons of no known unit
    has the whole tree.
    """
    if reader.is_administrator:
        return Rights(dict.fromkeys(packs), packs)
    by_pack: dict[str, set[str]] = {}
    for row in OWN_UNITS.all(conn, role_name=reader.role_name, as_of=on):
        by_pack.setdefault(row.pack_code, set()).add(row.unit_id)
    own = PACKS_WITH_FILES.all(conn, role_name=reader.role_name, as_of=on)
    with_files = {row.pack_code for row in own}
    with_persons = {row.pack_code for row in own if row.sees_persons} & by_pack.keys()
    return Rights(
        {code: None if NO_UNIT in by_pack[code] else frozenset(by_pack[code]) for code in packs if code in by_pack},
        tuple(code for code in packs if code in with_files),
        tuple(code for code in packs if code in with_persons),
    )
