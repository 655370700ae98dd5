"""Make the lines of due lists in the ledger, and read them again in blocks, so that no list is ever whole in memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from sqlalchemy import Connection

from pipeline.runtime import locks, planner
from transforms.identity.keyring import Keyring
from transforms.report.due_list.compose import check_totals
from transforms.report.due_list.content import Header, Line, LineRow, Total
from warehouse import statements
from warehouse.statements import Query

HEADER = Query("publish/due_list/list", Header)
BLOCK_LINES = 5_000
"""Lines in memory at a time: about 1.4 KB each with their identity."""
Item = TypeVar("Item")


@dataclass(frozen=True)
class LastList:
    """Row of publish/due_list/last_list: the newest list of a campaign, and what may be charged by all lists."""

    list_no: int
    has_categories: bool
    is_closing: bool
    chargeable_persons: int
    chargeable_fen: int


@dataclass(frozen=True)
class Change:
    """Row of publish/due_list/change: what may be charged from the compared persons, before a list and with it."""

    before_persons: int
    before_fen: int
    persons: int
    fen: int


LAST_LIST = Query("publish/due_list/last_list", LastList)
CHANGE = Query("publish/due_list/change", Change)
COMPARED_TOTAL = Query("publish/due_list/compared_total", Total)
OWED_TOTAL = Query("publish/due_list/owed_total", Total)


def make_list(conn: Connection, campaign_id: int, as_of: date, has_categories: bool) -> None:
    """Write the next list, as of a day, with its lines, unless there is one; call it in a transaction of its own.

    Assessments wait until the transaction ends: lines and sums state one assessment. Persons whose result changed since
    the list before are compared; all are for the first list, for the list that closes the campaign, and if categories
    are shown or hidden from now on. A list as of the last day of the last window withdraws all who are still to be
    charged, and no later list charges anybody. Raises
    DueListImbalanceError if the lines do not add up to what persons owe. `has_categories`: the tax bureau gets them.
    """
    locks.take(conn, locks.Lock.ASSESS)
    if HEADER.first(conn, campaign_id=campaign_id, as_of=as_of):
        return
    of_campaign = {"campaign_id": campaign_id}
    last = LAST_LIST.first(conn, **of_campaign)
    is_closed = bool(statements.run(conn, "publish/due_list/is_closed", **of_campaign, as_of=as_of).scalar_one())
    basis = (has_categories, is_closed)
    has_all = last is None or (last.has_categories, last.is_closing) != basis
    list_no = last.list_no + 1 if last else 1
    statements.script(conn, "TRUNCATE staging.post_charge")
    params = {**of_campaign, "has_all": has_all, "has_categories": has_categories, "is_closed": is_closed}
    compared = statements.run(conn, "publish/due_list/compare", **params).rowcount
    planner.refresh_work_tables(conn, compared, compared, "staging.post_charge")
    statements.run(conn, "publish/due_list/insert_line", **of_campaign, list_no=list_no)
    change = CHANGE.single(conn, **of_campaign)
    chargeable = Total(
        (last.chargeable_persons if last else 0) + change.persons - change.before_persons,
        (last.chargeable_fen if last else 0) + change.fen - change.before_fen,
    )
    check_totals(list_no, COMPARED_TOTAL.single(conn, **of_campaign), Total(change.persons, change.fen))
    if has_all:
        check_totals(list_no, chargeable, OWED_TOTAL.single(conn, **of_campaign, is_closed=is_closed))
    statements.run(
        conn,
        "publish/due_list/insert_list",
        **of_campaign,
        list_no=list_no,
        as_of=as_of,
        has_categories=has_categories,
        is_closing=is_closed,
        chargeable_persons=chargeable.persons,
        chargeable_fen=chargeable.fen,
    )
    statements.run(conn, "publish/due_list/finish_queue", **of_campaign)


@dataclass(frozen=True)
class LedgerLines:
    """The lines of a list, read from the ledger in blocks each time that they are gone through. Identities are ciphers.

    `conn`: its transaction must last as long as the lines are read.
    """

    conn: Connection
    campaign_id: int
    list_no: int

    def __iter__(self) -> Iterator[LineRow]:
        """Yield the lines in the order of the list."""
        of_list = {"campaign_id": self.campaign_id, "list_no": self.list_no}
        for block in statements.stream(self.conn, "publish/due_list/line", BLOCK_LINES, **of_list):
            if block[0]._fields != LineRow._fields:
                raise TypeError("publish/due_list/line: the columns are not those of LineRow")
            yield from map(LineRow._make, block)


@dataclass(frozen=True)
class OpenedLines:
    """Lines with names and whole numbers, opened in blocks each time that they are gone through."""

    lines: Iterable[Line]
    keyring: Keyring

    def __iter__(self) -> Iterator[Line]:
        """Yield the lines in their order."""
        for block in _blocks(self.lines):
            names = self.keyring.decrypt(line.row.name_cipher for line in block)
            numbers = self.keyring.decrypt(line.row.number_cipher for line in block)
            for line, name, number in zip(block, names, numbers, strict=True):
                yield line._replace(name=name or "", number=number or "")


def _blocks(items: Iterable[Item]) -> Iterator[Sequence[Item]]:
    """Yield the items in blocks of BLOCK_LINES, the last perhaps smaller."""
    block: list[Item] = []
    for item in items:
        block.append(item)
        if len(block) == BLOCK_LINES:
            yield block
            block = []
    if block:
        yield block
