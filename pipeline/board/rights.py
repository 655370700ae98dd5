"""Which units of which packs a reader of the board may see: the rule of `mart_office`, for the user of a web page."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import Connection

from transforms.directory.rights import NO_UNIT, PREFIX
from warehouse.statements import Query


@dataclass(frozen=True)
class Reader:
    """A user who has logged in. An administrator sees every unit of every pack, in the directory or not."""

    user: str
    is_administrator: bool = False


@dataclass(frozen=True)
class OwnUnit:
    """Row of board/own_unit: a unit whose figures an official may see."""

    pack_code: str
    unit_id: str


@dataclass(frozen=True)
class Rights:
    """Units that a reader may see, per pack; None: all units."""

    units_of_pack: dict[str, frozenset[str] | None]

    @property
    def packs(self) -> tuple[str, ...]:
        """The packs of which the reader may see something, in order."""
        return tuple(self.units_of_pack)


OWN_UNITS = Query("board/own_unit", OwnUnit)


def read_rights(conn: Connection, reader: Reader, packs: tuple[str, ...], on: dt.date) -> Rights:
    """Return what a reader may see on the day `on`, of the given packs, in their order.

    The units are those that `campaign directory rights` wrote for the official. Who has the persons of no known unit
    has the whole tree.
    """
    if reader.is_administrator:
        return Rights(dict.fromkeys(packs))
    by_pack: dict[str, set[str]] = {}
    for row in OWN_UNITS.all(conn, role_name=f"{PREFIX}{reader.user}", as_of=on):
        by_pack.setdefault(row.pack_code, set()).add(row.unit_id)
    return Rights(
        {code: None if NO_UNIT in by_pack[code] else frozenset(by_pack[code]) for code in packs if code in by_pack}
    )
