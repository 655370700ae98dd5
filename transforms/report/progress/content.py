"""The content of a progress report, before it is a file: plain frozen records, whole numbers only."""

from __future__ import annotations

from dataclasses import dataclass, field

from transforms.report.outcomes.content import OutcomeTable
from transforms.report.publication import Period, View
from transforms.report.same_day.compare import Shown
from transforms.text.ratio import Ratio, ratio

ACCOUNTS = ("received", "fund", "contribution", "refundable", "reimbursable", "suspense")


@dataclass(frozen=True)
class Money:
    """Sums in fen. received + fund = contribution + refundable + reimbursable + suspense."""

    received_fen: int = 0
    fund_fen: int = 0
    contribution_fen: int = 0
    refundable_fen: int = 0
    reimbursable_fen: int = 0
    suspense_fen: int = 0

    def plus(self, other: Money) -> Money:
        """Return a new `Money` with the sum of each of the six accounts, in fen; neither is changed.

        The accounts: received, fund, contribution, refundable, reimbursable, suspense.
        """
        return Money(
            self.received_fen + other.received_fen,
            self.fund_fen + other.fund_fen,
            self.contribution_fen + other.contribution_fen,
            self.refundable_fen + other.refundable_fen,
            self.reimbursable_fen + other.reimbursable_fen,
            self.suspense_fen + other.suspense_fen,
        )

    def account_fen(self, account: str) -> int:
        """Return the fen of one account, named as in the ledger (`received_fen`). Raises KeyError for another name."""
        return {
            "received_fen": self.received_fen,
            "fund_fen": self.fund_fen,
            "contribution_fen": self.contribution_fen,
            "refundable_fen": self.refundable_fen,
            "reimbursable_fen": self.reimbursable_fen,
            "suspense_fen": self.suspense_fen,
        }[account]

    @property
    def balances(self) -> bool:
        """Return whether received + fund equals contribution + refundable + reimbursable + suspense."""
        out_fen = self.contribution_fen + self.refundable_fen + self.reimbursable_fen + self.suspense_fen
        return self.received_fen + self.fund_fen == out_fen


@dataclass(frozen=True)
class DataLine:
    """One row of the data sheet: (plan year, progress unit, category, payer), sums up to as_of."""

    plan_year: int
    unit_id: str
    unit_name: str
    category: str
    category_label: str
    payer: str
    payer_label: str
    enrolled_persons: int
    money: Money


@dataclass(frozen=True)
class Coverage:
    """Living members of special populations, persons: all, the enrolled, and those whose amount is undefined.

    `undefined_paid_persons` are those of `undefined_persons` who have paid. Nobody is both enrolled and undefined.
    """

    member_persons: int = 0
    enrolled_persons: int = 0
    undefined_persons: int = 0
    undefined_paid_persons: int = 0

    @property
    def rate(self) -> Ratio | None:
        """Return enrolled members divided by all living members, as an exact ratio; None without members.

        A `Ratio` keeps numerator and denominator, so that nothing is rounded.
        """
        return ratio(self.enrolled_persons, self.member_persons)

    @property
    def judged_rate(self) -> Ratio | None:
        """Return enrolled members divided by the members whose amount is known, as an exact ratio.

        None if the amount of nobody is known. Members with an undefined amount are left out, because a unit cannot
        enrol them.
        """
        return ratio(self.enrolled_persons, self.member_persons - self.undefined_persons)

    def plus(self, other: Coverage) -> Coverage:
        """Return the sum of each of the four counts; a person in both is counted twice. Neither is changed.

        The counts: living members, the enrolled, those whose amount is undefined, and those of the latter who have
        paid.
        """
        return Coverage(
            self.member_persons + other.member_persons,
            self.enrolled_persons + other.enrolled_persons,
            self.undefined_persons + other.undefined_persons,
            self.undefined_paid_persons + other.undefined_paid_persons,
        )


@dataclass(frozen=True)
class Line:
    """One printed row: a unit, the total, a category or a plan year. None = does not apply or is not known."""

    label: str
    target_persons: int | None = None
    enrolled_persons: int | None = None
    completion: Ratio | None = None
    rank: int | None = None
    enrolment: Ratio | None = None
    special: Coverage | None = None
    money: Money | None = None
    fund_fen_by_payer: dict[str, int] = field(default_factory=dict)
    misses_completion: bool = False
    misses_enrolment: bool = False
    misses_special: bool = False

    @property
    def misses_something(self) -> bool:
        """Return whether the line misses a goal of the notice: completion, enrolment or special populations."""
        return self.misses_completion or self.misses_enrolment or self.misses_special


@dataclass(frozen=True)
class Header:
    """Names and versions that a reader needs to judge the figures; texts come from the pack."""

    pack_code: str
    place_name: str
    unit_kind_label: str
    plan_year: int
    pack_version: str
    pack_status: str
    completion_goal_bp: int | None
    enrolment_goal_bp: int | None
    special_goal_bp: int | None
    target_stand: str
    denominator_name: str | None
    denominator_source: str | None


@dataclass(frozen=True)
class Report:
    """A whole progress report. `payers` maps payer to label in print order; `units` is in the notice's order.

    `categories`: the total of special populations and the categories that it counts; `tracked`: the other categories.
    `ordinary`: persons on no list whose amount is undefined; it has no members. `view`: units and figures that its
    recipient may see; the others are left out. `outcomes`: special populations in the form that offices publish.
    `signatures`: labels of the lines to be signed below the printed sheets.
    `same_day`: enrolled persons on the same day of the year before; None if the pack follows none.
    """

    slot: Period
    correction_no: int
    header: Header
    payers: dict[str, str]
    units: tuple[Line, ...]
    total: Line
    categories: tuple[Line, ...]
    tracked: tuple[Line, ...]
    ordinary: Coverage
    plan_years: tuple[Line, ...]
    notes: tuple[str, ...]
    data: tuple[DataLine, ...]
    view: View = field(default=View())
    outcomes: OutcomeTable | None = None
    signatures: tuple[str, ...] = ()
    same_day: Shown | None = None

    @property
    def main_figures(self) -> dict[str, int]:
        """Return the enrolled persons and the fen received of all units together, those that the view shows."""
        figures = {}
        if self.total.enrolled_persons is not None:
            figures["enrolled_persons"] = self.total.enrolled_persons
        if self.total.money is not None:
            figures["received_fen"] = self.total.money.received_fen
        return figures
