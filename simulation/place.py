"""A place as the simulation models it: rules, units, senders with their delivery days, frequency of each category."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from simulation.rules import Rules


@dataclass(frozen=True)
class Share:
    """One category on one sender's list: its printed label and the share of the population that has it."""

    category: str
    label: str
    share: float
    min_age: int = 0
    max_age: int = 120
    grades: tuple[int, ...] = ()


@dataclass(frozen=True)
class Sender:
    """A department. It delivers a full list at the first cut-off and change lists at the later ones."""

    source: str
    shares: tuple[Share, ...]
    cut_offs: tuple[date, ...]
    delivered_on: tuple[date, ...]
    date_form: str


@dataclass(frozen=True)
class Address:
    """Address of a county, as the senders' real systems print it. `code`: its division code (GB/T 2260), six digits.

    `regions`: region of employee insurance as the normal list names it -> as the national insurance platform does.
    """

    province: str
    city: str
    county: str
    code: str
    regions: Mapping[str, str]

    @property
    def text(self) -> str:
        """Province, city and county in one text."""
        return f"{self.province}{self.city}{self.county}"


@dataclass(frozen=True)
class Place:
    """A place with its campaign.

    `employee_cut_offs`, `employee_delivered`: of the comparison with employee insurance before the window, and of the
    one at its end.
    `units`: (printed name, persons of the target). `gap`: first and last of the days between two windows in which
    nobody is to pay. `business_date`: day of the last feed. `appraised_on`: day of the figures for the appraisal, the
    last delivery of all; None = the place has no appraisal. `late_entry_cut_offs`: of the towns' lists of reasons for
    late entry, with the days on which they arrive. `address`: None = the place has no files in the forms of
    real systems.
    """

    rules: Rules
    name: str
    units: tuple[tuple[str, int], ...]
    general_from: date
    general_to: date
    business_date: date
    newborns_until: date
    roll_cut_off: date
    roll_delivered: date
    employee_cut_offs: tuple[date, date]
    employee_delivered: tuple[date, date]
    senders: tuple[Sender, ...]
    employee_regions: tuple[str, ...]
    channels: tuple[str, ...]
    roll_by_unit: bool = False
    gap: tuple[date, date] | None = None
    appraised_on: date | None = None
    tax_date_form: str = "dash"
    unknown_labels: Mapping[str, str] = field(default_factory=dict)
    address: Address | None = None
    late_entry_cut_offs: tuple[date, ...] = ()
    late_entry_delivered: tuple[date, ...] = ()

    @property
    def ends_on(self) -> date:
        """Last day of the simulation: of the last feed, or of the figures for the appraisal."""
        return self.appraised_on or self.business_date

    @property
    def feeds_from(self) -> date:
        """Day of the first tax feed: two weeks before the window, because a story may pay early."""
        return self.rules.starts_on - timedelta(days=14)

    def sender(self, source: str) -> Sender:
        """Return the department with this source name, such as 'civil_affairs'.

        A `Sender` has the shares of persons by category, the cut-offs of its lists (the first is the full list), the
        days on which they are delivered, and the form of its dates. Raises StopIteration if the place has no such
        department.
        """
        return next(s for s in self.senders if s.source == source)
