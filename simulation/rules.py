"""Rule values of a campaign, written down a second time, independently of the product's policy packs.

Money is in whole fen. Dates are days in Asia/Shanghai. This package imports nothing of the product.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

UNKNOWN_PREFIX = "unknown:"
ORDINARY = "ordinary"


@dataclass(frozen=True)
class Subsidy:
    """Subsidy of one category. kind: full | amount | none (tracked only) | undefined. None = no condition."""

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
    """Start of benefits; the first rule that matches decides.

    `start_kind`: date | birth | days_after_payment | next_month.
    """

    start_kind: str
    phase: str | None = None
    continuing: bool | None = None
    born_in_plan_year: bool | None = None
    paid_within_days_of_birth: int | None = None
    start_on: date | None = None
    wait_days: int = 0


@dataclass(frozen=True)
class Rules:
    """Rules of one campaign.

    `price_fen`: (plan year, 'in_window' | 'late') -> fen; a missing entry is undefined. `subsidies`: in the order that
    breaks ties. `basis`: 'received' | 'collected'. `gained`: 'refundable' | 'kept'. `only_followed`: categories with a
    subsidy rule of which the notice does not ask that all enrol. `special_windows`: first and last day of each window
    in which special groups pay; empty where they pay with everybody. `refuses_late`: the notice names every reason to
    enter after the last window, so that money of a late payer without one is paid back.
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
    only_followed: tuple[str, ...] = ()
    special_windows: tuple[tuple[date, date], ...] = ()
    refuses_late: bool = False

    @property
    def standard_fen(self) -> int:
        """Individual contribution of the main plan year inside the window, in fen."""
        return self.price_fen[(self.plan_year, "in_window")]

    def order_of(self, category: str) -> int:
        """Return the position of a category in `subsidies`, from 0; an unknown category gets one after the last.

        Of two equal subsidies, the one with the lower position counts.
        """
        for position, subsidy in enumerate(self.subsidies):
            if subsidy.category == category:
                return position
        return len(self.subsidies)

    def is_tracked_only(self, category: str) -> bool:
        """Return whether the notice names the category and gives it no subsidy; False for an unknown category."""
        kinds = {s.kind for s in self.subsidies if s.category == category}
        return kinds == {"none"}

    def all_must_enrol(self, category: str) -> bool:
        """Return whether the notice asks that all members of the category enrol.

        False for an unknown category, one without a subsidy, and one of `only_followed`.
        """
        is_known = any(s.category == category for s in self.subsidies)
        return is_known and not self.is_tracked_only(category) and category not in self.only_followed
