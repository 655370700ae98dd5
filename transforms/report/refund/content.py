"""The content of a list of refunds, before it is a file: plain frozen records, amounts in whole fen."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple, TypedDict
from uuid import UUID

from transforms.report.publication import Edition

Change = Literal["added", "withdrawn", "changed"]


class LineRow(NamedTuple):
    """Row of publish/refund/line: a receipt that the batch lists or withdraws; name and number are ciphers.

    One row per receipt and unit. `before_fen`: listed by earlier batches and not refunded; `fen`: the difference of
    this batch, negative if money is withdrawn; `reason`: state of the receipt, with its words.
    """

    person_key: UUID
    receipt_no: str
    plan_year: int
    unit_id: str
    received_on: date
    reason: str
    reason_zh: str
    before_fen: int
    fen: int
    number_cipher: bytes | None
    name_cipher: bytes | None


@dataclass(frozen=True)
class Batch:
    """Row of publish/refund/batch: a numbered batch of refunds, with the assessment that it knew and its day."""

    batch_no: int
    known_no: int
    as_of: date
    listed_on: date


class UnitTotalRow(TypedDict):
    """Row of publish/refund/total: sums of one unit in fen.

    `listed_fen`, `confirmed_fen`: of all batches up to this batch; `refundable_fen`: of the ledger's totals.
    """

    unit_id: str
    listed_fen: int
    confirmed_fen: int
    refundable_fen: int


@dataclass(frozen=True)
class RefundFacts:
    """The ledger's part of a list of refunds: the batch, its lines, and the sums of units."""

    batch: Batch
    lines: list[LineRow]
    totals: list[UnitTotalRow]


class Line(NamedTuple):
    """One line of a list: its row, the name of the unit, and the identity as it may be shown.

    `name` and `number` are '' until they are opened and masked. `unit_name`: the progress unit, '' = not known.
    """

    row: LineRow
    unit_name: str
    name: str = ""
    number: str = ""

    @property
    def change(self) -> Change:
        """Return how the line changes what is to be refunded: a new receipt, none any more, or another amount."""
        if self.row.before_fen == 0:
            return "added"
        return "withdrawn" if self.row.before_fen + self.row.fen == 0 else "changed"


class Total(NamedTuple):
    """Sums of lines under a name: number of lines that are added, withdrawn and changed; fen of the batch."""

    label: str
    added: int
    withdrawn: int
    changed: int
    fen: int


@dataclass(frozen=True)
class Refunds:
    """One batch of refunds. `lines` are ordered by unit in the notice's order, reason, person and receipt.

    `place_name`: of the campaign; `unit_names`: the progress units in the notice's order; `listed_fen`,
    `confirmed_fen`: of all batches up to this batch; `notes`: of a list that is made again.
    """

    pack_code: str
    place_name: str
    plan_year: int
    edition: Edition
    unit_names: tuple[str, ...]
    batch: Batch
    lines: tuple[Line, ...]
    listed_fen: int
    confirmed_fen: int
    notes: tuple[str, ...] = ()

    @property
    def open_fen(self) -> int:
        """Return what is to be refunded with this batch: all batches less what the tax bureau has refunded."""
        return self.listed_fen - self.confirmed_fen

    @property
    def whole(self) -> Total:
        """Return the sums of the whole batch."""
        return total("", self.lines)

    def by_unit(self) -> list[Total]:
        """Sum the lines by unit, in the notice's order; lines of no known unit come last, under ''."""
        return self._by(lambda line: line.unit_name, (*self.unit_names, ""))

    def by_reason(self) -> list[Total]:
        """Sum the lines by reason, in the order of the reasons' codes."""
        reasons = sorted({(line.row.reason, line.row.reason_zh) for line in self.lines})
        return self._by(lambda line: line.row.reason_zh, [words for _, words in reasons])

    def _by(self, name_of: Callable[[Line], str], names: Iterable[str]) -> list[Total]:
        groups: dict[str, list[Line]] = {name: [] for name in names}
        for line in self.lines:
            groups[name_of(line)].append(line)
        return [total(name, lines) for name, lines in groups.items() if lines]


def total(label: str, lines: Iterable[Line]) -> Total:
    """Sum lines under the name of a unit or reason."""
    lines = list(lines)
    changes = [line.change for line in lines]
    return Total(
        label,
        changes.count("added"),
        changes.count("withdrawn"),
        changes.count("changed"),
        sum(line.row.fen for line in lines),
    )
