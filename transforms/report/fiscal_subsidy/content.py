"""The content of a request for the fiscal subsidy, before it is a file: plain records, amounts in whole fen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple, TypedDict

from transforms.report.bulletin.content import LetterRow
from transforms.report.publication import Edition


class ShareRow(TypedDict):
    """Row of publish/fiscal_subsidy/share: subsidy of one level of government per enrolled person, in fen."""

    level_no: int
    level_label: str
    fen: int
    is_minimum: bool


class EnrolledRow(TypedDict):
    """Row of publish/fiscal_subsidy/enrolled: enrolled persons of a unit, with this request and with the one before."""

    unit_id: str
    persons: int
    before_persons: int


class RequestRow(TypedDict):
    """A numbered request, as its manifest keeps it.

    `known_no`: the assessment that it knows; None = the newest, when it is made. `before_no`, `before_as_of` (ISO text,
    None without a request before) and `before_shares`: assessment, last day and shares of the request before.
    """

    request_no: int
    known_no: int | None
    shares: list[ShareRow]
    before_no: int
    before_as_of: str | None
    before_shares: list[ShareRow]


class FrameRow(TypedDict):
    """The pack's part of a letter: offices and days of all requests, recipients' names, and the notice's number."""

    letters: list[LetterRow]
    recipients: dict[str, str]
    notice: str


class Line(NamedTuple):
    """A level or a unit: persons and subsidy of them, and what earlier requests asked for. `share_fen`: per person."""

    label: str
    share_fen: int
    persons: int
    subsidy_fen: int
    before_fen: int

    @property
    def fen(self) -> int:
        """Return what this request asks for, in fen; negative if earlier requests asked for more than is due."""
        return self.subsidy_fen - self.before_fen


@dataclass(frozen=True)
class SubsidyRequest:
    """One request. `levels` and `units` have equal sums; `units` are in the notice's order, '' = not known comes last.

    `rows`: the enrolled persons by unit of the ledger; `is_minimum`: the notice states 不低于.
    """

    pack_code: str
    place_name: str
    plan_year: int
    edition: Edition
    notice: str
    addressed_to: str
    letter: LetterRow
    request_no: int
    as_of: date
    before_as_of: date | None
    is_minimum: bool
    levels: tuple[Line, ...]
    units: tuple[Line, ...]
    rows: tuple[EnrolledRow, ...]

    @property
    def whole(self) -> Line:
        """Return the sums over all units."""
        return Line(
            "",
            sum(line.share_fen for line in self.levels),
            sum(line.persons for line in self.units),
            sum(line.subsidy_fen for line in self.units),
            sum(line.before_fen for line in self.units),
        )
