"""The content of a settlement, before it is a file: plain frozen records, amounts in whole fen."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple, TypedDict
from uuid import UUID

from transforms.report.bulletin.content import LetterRow
from transforms.report.publication import Edition

Change = Literal["added", "withdrawn", "changed"]


class LineRow(NamedTuple):
    """Row of publish/settlement/line: what one fund pays for one person in this batch; name and number are ciphers.

    One row per person, plan year, unit, category and fund. `before_fen`: the fund's sum in all batches before; `fen`:
    the difference of this batch, negative if the fund pays less; `person_fen`: the part of it that goes back to the
    person, who paid first (先缴后补).
    """

    person_key: UUID
    plan_year: int
    unit_id: str
    category: str
    payer: str
    before_fen: int
    fen: int
    person_fen: int
    number_cipher: bytes | None
    name_cipher: bytes | None


@dataclass(frozen=True)
class Batch:
    """Row of publish/settlement/batch: a numbered batch, and the end of the batch before it.

    The batch settles what the ledger states at `known_no` about days up to `as_of`, less what it stated at `before_no`
    about days up to `before_as_of` (None: there is no batch before).
    """

    batch_no: int
    known_no: int
    as_of: date
    before_no: int
    before_as_of: date | None


class FundTotalRow(TypedDict):
    """Row of publish/settlement/total: what the ledger's totals state for one fund, before the batch and with it."""

    payer: str
    before_fen: int
    settled_fen: int


@dataclass(frozen=True)
class SettlementFacts:
    """The ledger's part of a settlement: the batch, its lines, and the sum of each fund from the ledger's totals."""

    batch: Batch
    lines: list[LineRow]
    totals: list[FundTotalRow]


class FrameRow(TypedDict):
    """The pack's part of a letter: offices and days of all batches, recipients' names, and the notice's number."""

    letters: list[LetterRow]
    recipients: dict[str, str]
    notice: str


class Line(NamedTuple):
    """One line of a settlement: its row, the names of unit, category and fund, and the identity as it may be shown.

    `name` and `number` are '' until they are opened and masked. `unit_name`: the progress unit, '' = not known.
    """

    row: LineRow
    unit_name: str
    category_label: str
    payer_label: str
    name: str = ""
    number: str = ""

    @property
    def change(self) -> Change:
        """Return how the line changes what the fund pays: for a new person, for none any more, or another amount."""
        if self.row.before_fen == 0:
            return "added"
        return "withdrawn" if self.row.before_fen + self.row.fen == 0 else "changed"


class Total(NamedTuple):
    """Sums of lines: number of lines that are added, withdrawn and changed; fen of the batch, and back to persons."""

    fund: str
    label: str
    added: int
    withdrawn: int
    changed: int
    fen: int
    person_fen: int


@dataclass(frozen=True)
class Settlement:
    """One batch for one recipient. `lines` are ordered by fund, category, unit and person.

    `notice`: number of the notice, '' without one; `place_name`: with the unit, if the batch is of one; `addressed_to`:
    the office that gets the letter; `settled_fen`: label of each fund and its sum in all batches up to
    this one; `unit_names`: the progress units in the notice's order;
    `notes`: of a list that is made again.
    """

    pack_code: str
    place_name: str
    plan_year: int
    edition: Edition
    notice: str
    addressed_to: str
    letter: LetterRow
    unit_names: tuple[str, ...]
    batch: Batch
    lines: tuple[Line, ...]
    settled_fen: tuple[tuple[str, int], ...]
    notes: tuple[str, ...] = ()

    @property
    def whole(self) -> Total:
        """Return the sums of the whole batch."""
        return total("", "", self.lines)

    def by_fund(self) -> list[Total]:
        """Sum the lines by fund, in the order of the lines."""
        groups: dict[str, list[Line]] = {}
        for line in self.lines:
            groups.setdefault(line.payer_label, []).append(line)
        return [total(fund, "", lines) for fund, lines in groups.items()]

    def by_category(self) -> list[Total]:
        """Sum the lines by fund and category, in the order of the lines."""
        groups: dict[tuple[str, str], list[Line]] = {}
        for line in self.lines:
            groups.setdefault((line.payer_label, line.category_label), []).append(line)
        return [total(fund, category, lines) for (fund, category), lines in groups.items()]

    def by_unit(self) -> list[Total]:
        """Sum the lines of all funds by unit, in the notice's order; lines of no known unit come last, under ''."""
        groups: dict[str, list[Line]] = {name: [] for name in (*self.unit_names, "")}
        for line in self.lines:
            groups[line.unit_name].append(line)
        return [total("", name, lines) for name, lines in groups.items() if lines]


def total(fund: str, label: str, lines: Iterable[Line]) -> Total:
    """Sum lines under the names of a fund and of a category or unit."""
    lines = list(lines)
    changes = [line.change for line in lines]
    return Total(
        fund,
        label,
        changes.count("added"),
        changes.count("withdrawn"),
        changes.count("changed"),
        sum(line.row.fen for line in lines),
        sum(line.row.person_fen for line in lines),
    )
