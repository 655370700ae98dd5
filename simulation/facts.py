"""Facts about one simulated person: stories write them, lists print them, the truth reads them."""

from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple


class Roll(NamedTuple):
    """The person's row on the roll."""

    unit: str
    hukou_local: bool
    insured_last_year: bool


class ListRow(NamedTuple):
    """One row of one department's list. op: add | end | death.

    `effective_on`: day from which the row applies. `printed_on`: the recognised date as printed, None = left blank.
    `grade` and `hukou_local` are None where the list has no such column or leaves it blank.
    """

    source: str
    category: str
    label: str
    op: str
    effective_on: date
    printed_on: date | None
    cut_off_on: date
    grade: int | None
    hukou_local: bool | None
    unit: str | None


class Receipt(NamedTuple):
    """One receipt of the tax bureau. `receipt_no` gives the order within a day."""

    receipt_no: int
    plan_year: int
    amount_fen: int
    collected_on: date
    received_on: date
    channel: str
    unit: str | None


class Employment(NamedTuple):
    """One interval of employee insurance as one list states it, both days included.

    `insured_to` None = still insured. `cut_off_on`: the cut-off of the list.
    """

    region: str
    insured_from: date
    insured_to: date | None
    cut_off_on: date


class LateReason(NamedTuple):
    """One row of a list of reasons for late entry. op: add | end. `word`: the reason as printed."""

    op: str
    word: str
    cut_off_on: date


@dataclass
class Person:
    """One simulated person; `index` is the position in the arrays of the population."""

    index: int
    birth_on: date
    roll: Roll | None
    rows: list[ListRow] = field(default_factory=list)
    receipts: list[Receipt] = field(default_factory=list)
    employments: list[Employment] = field(default_factory=list)
    late_reasons: list[LateReason] = field(default_factory=list)
    story: str = "ordinary"
