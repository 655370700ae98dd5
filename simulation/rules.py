"""Plain rule values of a campaign, written down a second time, apart from the policy packs of the product.

Money is whole fen. Dates are days in Asia/Shanghai. Nothing of the product is imported here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

UNKNOWN_PREFIX = "unknown:"
ORDINARY = "ordinary"


@dataclass(frozen=True)
class Subsidy:
    """What one category gets. kind: full | amount | none (tracked only) | undefined. None = no such condition."""

    category: str
    kind: str
    amount_fen: int = 0
    payer: str = ""
    min_age: int | None = None
    max_age: int | None = None
    min_grade: int | None = None
    max_grade: int | None = None
    hukou_local: bool | None = None
    unless_category: str | None = None


@dataclass(frozen=True)
class Coverage:
    """When benefits begin; the first match decides. start_kind: date | birth | days_after_payment | next_month."""

    start_kind: str
    phase: str | None = None
    continuing: bool | None = None
    born_in_plan_year: bool | None = None
    paid_within_days_of_birth: int | None = None
    start_on: date | None = None
    wait_days: int = 0


@dataclass(frozen=True)
class Rules:
    """One campaign. price_fen: (plan year, 'in_window' | 'late') -> fen; a missing entry is undefined.

    subsidies are in the order that breaks ties. basis: 'received' | 'collected'. gained: 'refundable' | 'kept'.
    """

    pack_code: str
    plan_year: int
    payable_years: tuple[int, ...]
    starts_on: date
    ends_on: date
    price_fen: Mapping[tuple[int, str], int]
    basis: str
    gained: str
    subsidies: tuple[Subsidy, ...]
    coverage: tuple[Coverage, ...] = ()
    pay_first_after: date | None = None
    employee_region: str | None = None

    @property
    def standard_fen(self) -> int:
        """The individual contribution of the main plan year inside the window."""
        return self.price_fen[(self.plan_year, "in_window")]

    def order_of(self, category: str) -> int:
        """Place of a category in the tie order; categories the place does not know come last."""
        for position, subsidy in enumerate(self.subsidies):
            if subsidy.category == category:
                return position
        return len(self.subsidies)

    def is_tracked_only(self, category: str) -> bool:
        kinds = {s.kind for s in self.subsidies if s.category == category}
        return kinds == {"none"}
