"""The content of a due list, before it is a file: plain frozen records, amounts in whole fen."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple
from uuid import UUID

from transforms.report.publication import Edition

Charge = Literal["charge", "paid", "free", "undefined", "out", "closed"]
"""What a line means: may be charged, or withdrawn as paid, without due, of open amount, excluded, after the windows."""


class LineRow(NamedTuple):
    """Row of publish/due_list/line: what may be charged from one person from now on; name and number are ciphers.

    One row per person and plan year. `due_fen`: 0 = withdrawn; `category`: '' = not shown.
    """

    person_key: UUID
    plan_year: int
    charge: Charge
    due_fen: int
    unit_id: str
    category: str
    document_kind: str
    number_cipher: bytes | None
    name_cipher: bytes | None


@dataclass(frozen=True)
class Header:
    """Row of publish/due_list/list: a numbered list and its sums.

    `known_no`, `assessed_on`: the assessment that it states, and the last day that was assessed then;
    `is_closing`: the windows are over, so that nobody may be charged by it; `persons`,
    `withdrawn`, `list_fen`: lines of the list, those that withdraw a person, and their sum; `chargeable_persons`,
    `chargeable_fen`: what may be charged by all lists up to this one; `before_sha256`: sha256 of the csv of the list
    before, '' for the first list.
    """

    list_no: int
    as_of: date
    known_no: int
    assessed_on: date
    is_closing: bool
    persons: int
    withdrawn: int
    list_fen: int
    chargeable_persons: int
    chargeable_fen: int
    before_sha256: str

    @property
    def is_whole(self) -> bool:
        """Return whether the list has everybody who may be charged: the first has, later ones have changes."""
        return self.list_no == 1

    @property
    def kind(self) -> Literal["whole", "changes", "closing"]:
        """Return the kind of the list, as its manifest states it."""
        if self.is_closing:
            return "closing"
        return "whole" if self.is_whole else "changes"


@dataclass(frozen=True)
class Total:
    """What may be charged from how many persons, each plan year counted; in fen."""

    persons: int
    fen: int


@dataclass(frozen=True)
class UnacknowledgedRow:
    """Row of publish/due_list/unacknowledged: an earlier list that the tax bureau has not acknowledged as it is.

    `differs_in`: what it loaded otherwise (persons, sum, sha256); '' = there is no acknowledgement.
    """

    list_no: int
    differs_in: str


@dataclass(frozen=True)
class DueListFacts:
    """The ledger's part of a due list: its header and its lines, which can be gone through again and again."""

    header: Header
    lines: Iterable[LineRow]


class Line(NamedTuple):
    """One line of a list: its row, the names of unit and category, and the identity.

    `name` and `number` are '' until they are opened. `unit_name`: the progress unit, '' = not known.
    """

    row: LineRow
    unit_name: str
    category_label: str
    name: str = ""
    number: str = ""


@dataclass(frozen=True)
class DueList:
    """One numbered list. `lines`: who is withdrawn first; they can be gone through again, and may not fit into memory.

    `is_acknowledged`: whether the tax bureau acknowledges lists; `notes`: sentences for the mail, about a list that is
    made again and about lists before it.
    """

    pack_code: str
    place_name: str
    plan_year: int
    edition: Edition
    header: Header
    lines: Iterable[Line]
    is_acknowledged: bool = False
    notes: tuple[str, ...] = ()
