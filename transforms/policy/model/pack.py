"""The whole pack: one notice as data, for the campaign of one place and year."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from transforms.policy.model.acknowledged import Acknowledgement
from transforms.policy.model.appraisal import Appraisal
from transforms.policy.model.base import BasisPoints, Cited, Code, Name, RequirementId, Rule, Strict, Text
from transforms.policy.model.conditions import PersonConditions
from transforms.policy.model.conduct import (
    Basis,
    CashLimit,
    Channel,
    Conduct,
    DocumentFields,
    Eligibility,
    Funding,
    HumanDuty,
    MidYearEntry,
    Posting,
    Role,
)
from transforms.policy.model.correction import Correction
from transforms.policy.model.coverage import CoverageRule, Reward, WaitingRule
from transforms.policy.model.places import TargetTable, UnitTree
from transforms.policy.model.prices import Price, Tier
from transforms.policy.model.schedule import Clock, Deadline, Publication, Recipient, Window
from transforms.policy.model.sources import Source
from transforms.policy.model.subsidies import Category, Combination, Payer, Several, Subsidy

AmountKind = Literal["stated", "undefined", "none"]
"""How far a pack states a category's amount: an amount, that it is open, or none (the category is only tracked)."""
PackCode = Annotated[str, Field(pattern=r"^[a-z]+-[0-9]{4}$")]


class Requirements(Strict):
    """The requirements that this pack answers: prefix-01 to prefix-count. The loader checks that each is cited."""

    prefix: Annotated[str, Field(pattern=r"^[A-Z]{2}$")] = Field(
        description="Two capital letters that begin every number of this notice."
    )
    count: Annotated[int, Field(ge=1, le=99)] = Field(
        description="How many statements the notice makes; each must be answered."
    )

    def ids(self) -> tuple[RequirementId, ...]:
        """List the number of every requirement of the notice, in order: `AB-01`, `AB-02`, …"""
        return tuple(f"{self.prefix}-{number:02d}" for number in range(1, self.count + 1))


class Notice(Rule):
    """The notice itself: its number and day (null if none is printed), its issuers and whether it is effective."""

    title: Name = Field(description="The title as printed.")
    number: Text | None = Field(description="The document number; null where none is printed.")
    issued_on: date | None = Field(description="The day under the notice; null where none is printed.")
    issuers_zh: Annotated[tuple[Text, ...], Field(min_length=1)] = Field(description="Who issued it.")
    status: Literal["draft", "in_force", "expired"] = Field(description="Whether it is a draft, effective or expired.")


class Campaign(Rule):
    """The plan year that is insured, the place, and the plan years that can be paid."""

    place_name: Name = Field(description="The county or city, as the notice names it.")
    unit_kind_label: Name = Field(description="What the units below it are called.")
    plan_year: Annotated[int, Field(ge=2000, le=2100)] = Field(
        description="The year that is insured, not the year of collection."
    )
    payable_plan_years: Annotated[tuple[int, ...], Field(min_length=1)] = Field(
        description="The plan years that can be paid during the windows; money for any other year is 'wrong year'."
    )
    special_form: Literal["coverage", "outcomes"] = Field(
        default="coverage",
        description="How the progress report shows special populations. `outcomes`: also in the form that offices "
        "publish, persons by outcome, the enrolled and the explained apart.",
    )
    follows: PackCode | None = Field(
        default=None,
        description="Code of the pack of the year before, of the same place; figures are compared with that campaign.",
    )


class DecisionDate(Rule):
    """The date of a payment that decides window and category: the day of receipt or the day of payment."""

    basis: Literal["received", "collected"] = Field(
        description="`received`: the day on which the money arrived; `collected`: the day on which the person paid."
    )


class GainedAfterPayment(Rule):
    """Whether money is paid back if a subsidy is recognised after the payment."""

    effect: Literal["refundable", "kept"] = Field(
        description="`refundable`: the difference is paid back; `kept`: it is not. A subsidy can state the opposite."
    )


class PayFirst(Rule):
    """Persons first recognised after this day (the day itself excluded) pay in full and are reimbursed."""

    after: date = Field(
        description="A person first recognised after this day pays in full; the day itself does not count."
    )


class OutsideOwnWindow(Rule):
    """Treatment of money that a person of a special group pays outside the windows of the special groups.

    Left out: it is accepted and flagged. The general public may always pay in the special groups' window.
    """

    effect: Literal["accepted", "refused"] = Field(
        description="`accepted`: it counts, and the person is flagged; `refused`: it is refundable and settles nothing."
    )


class RecognisedAfterWindow(Rule):
    """Treatment of a person who is recognised in a category after the last window. Left out: `undefined`."""

    effect: Literal["undefined", "ordinary", "subsidised"] = Field(
        description="`undefined`: an official decides, until the person is off the list again; `ordinary`: no effect "
        "on this plan year; `subsidised`: the category's subsidy, as in the windows."
    )


class EmployeeInsurance(Rule):
    """Where employee insurance excludes a person (null: anywhere), and whether the person counts as covered."""

    region: Text | None = Field(description="Only insurance in this region excludes; null: anywhere.")
    counts_as_covered: bool = Field(description="Whether such people count as covered in the enrolment rate.")


class Goal(Rule):
    """A rate to reach, in basis points (10000 is 100 %), of a named denominator if it is a rate of one."""

    goal_bp: BasisPoints = Field(description="The rate to reach; 9500 is 95 %.")
    denominator: Text | None = Field(
        default=None, description="What it is a rate of, in the notice's words; the figure comes with the targets."
    )


class Goals(Strict):
    """The goals that the notice states; null for a goal that it does not state."""

    completion: Goal | None = Field(description="Enrolled persons of the target.")
    enrolment: Goal | None = Field(description="Enrolled persons of a denominator.")
    special: Goal | None = Field(description="Enrolled members of the categories of which all must enrol.")


class Household(Rule):
    """Whether a household must enrol as a whole, and the categories whose members are excused from it."""

    whole: bool = Field(description="Whether all members of a household must enrol.")
    excused: tuple[Code, ...] = Field(default=(), description="Categories whose members may be missing.")


class Pack(Strict):
    """One notice as data. Created only by the loader, which also checks what lies between the sections."""

    pack_code: PackCode
    requirements: Requirements
    notice: Notice
    campaign: Campaign
    decision_date: DecisionDate
    gained_after_payment: GainedAfterPayment
    pay_first: PayFirst | None
    outside_own_window: OutsideOwnWindow | None = None
    recognised_after_window: RecognisedAfterWindow | None = None
    employee_insurance: EmployeeInsurance
    goals: Goals
    household: Household
    units: UnitTree
    targets: Annotated[tuple[TargetTable, ...], Field(min_length=1)]
    windows: Annotated[tuple[Window, ...], Field(min_length=1)]
    tiers: tuple[Tier, ...] = ()
    prices: Annotated[tuple[Price, ...], Field(min_length=1)]
    funding: Funding | None
    payers: tuple[Payer, ...]
    categories: Annotated[tuple[Category, ...], Field(min_length=1)]
    subsidies: Annotated[tuple[Subsidy, ...], Field(min_length=1)]
    several: Several | None = None
    combinations: tuple[Combination, ...] = ()
    coverage: tuple[CoverageRule, ...]
    waiting: tuple[WaitingRule, ...] = ()
    reward: Reward | None = None
    sources: Annotated[tuple[Source, ...], Field(min_length=1)]
    recipients: Annotated[tuple[Recipient, ...], Field(min_length=1)]
    publications: Annotated[tuple[Publication, ...], Field(min_length=1)]
    deadlines: tuple[Deadline, ...] = ()
    clocks: tuple[Clock, ...] = ()
    roles: tuple[Role, ...] = ()
    channels: tuple[Channel, ...] = ()
    cash_limits: tuple[CashLimit, ...] = ()
    document_fields: tuple[DocumentFields, ...] = ()
    postings: tuple[Posting, ...] = ()
    eligibility: tuple[Eligibility, ...] = ()
    mid_year: tuple[MidYearEntry, ...] = ()
    conduct: tuple[Conduct, ...] = ()
    appraisal: Appraisal | None = None
    basis: Basis
    human_duties: tuple[HumanDuty, ...] = ()
    correction: Correction | None = None
    acknowledged: tuple[Acknowledgement, ...] = ()

    @property
    def starts_on(self) -> date:
        """The first day of the campaign, which is that of the earliest window."""
        return min(window.starts_on for window in self.windows)

    @property
    def ends_on(self) -> date:
        """The last day of the campaign, which is that of the latest window."""
        return max(window.ends_on for window in self.windows)

    @property
    def standard(self) -> Price:
        """The price of an ordinary person inside the windows, for the campaign's plan year and the default tier.

        It is the price rule: amount or undefined, conditions, citation. Raises LookupError if the pack has no such
        price.
        """
        return find_standard_price(self.campaign, self.prices, self.tiers)

    @property
    def target_table(self) -> TargetTable:
        """The one target table of the pack that progress is measured by (`is_measured`).

        It has its code, who set it, version, status, measure, source, the printed total, and one row per unit with its
        figure.
        """
        return next(table for table in self.targets if table.is_measured)

    @property
    def repair_years(self) -> tuple[int, ...]:
        """The past plan years, ascending, that can be paid afterwards to shorten a waiting period.

        Empty if the pack has no waiting rule that permits a repair.
        """
        years = [rule.counts_from_year for rule in self.waiting if rule.repair is not None]
        payable = self.campaign.payable_plan_years
        return (
            tuple(year for year in range(min(years), self.campaign.plan_year) if year not in payable) if years else ()
        )

    @property
    def late_reason_words(self) -> dict[str, str]:
        """Map words and code of each reason for late entry to its code; empty if no list of reasons is complete.

        Only a list that does not end in 等 (`list_is_open: false`) can refuse other late payers.
        """
        return {
            word: code
            for entry in self.mid_year
            if not entry.list_is_open
            for code, words in entry.reasons.items()
            for word in (code, *words)
        }

    @property
    def proof_reasons(self) -> frozenset[str]:
        """The codes of those reasons for late entry that need a proof, of complete lists (`list_is_open: false`)."""
        needed = (entry for entry in self.mid_year if entry.proof_needed and not entry.list_is_open)
        return frozenset(code for entry in needed for code in entry.reasons)

    @property
    def content(self) -> str:
        """The content as JSON with sorted keys, stored for each version; `Pack.model_validate_json` reads it back.

        Acknowledged warnings are left out: they change no result, and must not cause a new assessment of everybody.
        """
        content = self.model_dump(mode="json", exclude={"acknowledged"})
        return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))

    @property
    def version(self) -> str:
        """The sha256 (hex) of `content`; comments, layout and acknowledged warnings do not change it."""
        return hashlib.sha256(self.content.encode()).hexdigest()

    def unit_names(self) -> dict[str, str]:
        """Map every name and alias of every unit, the root included, to its unit_id."""
        return {name: unit.unit_id for unit in self.units.all() for name in (unit.name, *unit.aliases)}

    def source(self, source: str) -> Source:
        """Return the source with that code (`roll`, `tax`). Raises KeyError if the pack has no such source.

        A `Source` has kind, sender, layout, list modes, the words of its categories, due days or days of a feed, the
        contact, and the limits above which a list is held.
        """
        for entry in self.sources:
            if entry.source == source:
                return entry
        raise KeyError(source)

    def amount_kind(self, category: str) -> AmountKind:
        """Return what the pack states about a category's amount: `stated`, `undefined` or `none`.

        `stated` if any subsidy rule of the category gives an amount; else `undefined` if any leaves it open; else
        `none`: the category is only tracked.
        """
        kinds = {subsidy.kind for subsidy in self.subsidies if subsidy.category == category}
        if kinds <= {"none"}:
            return "none"
        return "undefined" if kinds <= {"none", "undefined"} else "stated"

    def must_all_enrol(self, category: Category) -> bool:
        """Decide whether the notice asks that all members of the category enrol.

        `category`: one of the pack's categories. Its `all_must_enrol` counts; if that is None, the answer is yes unless
        the category is only tracked (all its subsidy rules have `kind: none`).
        """
        stated = category.all_must_enrol
        return self.amount_kind(category.category) != "none" if stated is None else stated

    def rules(self) -> Iterator[Rule]:
        """Iterate over every rule of the pack, in the order of the sections.

        A rule is an entry with a `rule_id` and a citation: for example a price, a subsidy, a source or a publication.
        """
        return (cited for _, cited in find_citations(self) if isinstance(cited, Rule))


def list_tier_codes(tiers: tuple[Tier, ...]) -> tuple[str, ...]:
    """List the codes of the tiers, the default tier (the pack's first) first; only `standard` if there are none."""
    return tuple(tier.tier for tier in tiers) or ("standard",)


def find_standard_price(campaign: Campaign, prices: tuple[Price, ...], tiers: tuple[Tier, ...] = ()) -> Price:
    """Find the price that an ordinary person pays inside the windows, for the campaign's plan year and default tier.

    Returns the price rule (amount or undefined, conditions, citation). It is the first price without conditions on the
    person, else the first with conditions. `tiers` empty: the default tier is `standard`. Raises LookupError if no
    price of that year and tier holds inside the windows.
    """
    tier = list_tier_codes(tiers)[0]
    in_window = [
        price
        for price in prices
        if price.plan_year == campaign.plan_year and price.tier == tier and price.when.phase != "late"
    ]
    if not in_window:
        raise LookupError("no in-window price for the plan year")
    return next((price for price in in_window if price.when in (_ANYONE, _ANYONE_IN_WINDOW)), in_window[0])


_ANYONE, _ANYONE_IN_WINDOW = PersonConditions(), PersonConditions(phase="in_window")


def find_citations(value: object, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], Cited]]:
    """Iterate over every citation inside a model or tuple (`value`), outermost first, `value` itself included.

    A citation is a statement of the notice with its clause, quote and requirement ids. Each comes with its path (field
    names, keys, positions): `path`, the place of `value`, and the way from there.
    """
    if isinstance(value, Cited):
        yield path, value
    if isinstance(value, BaseModel):
        for name, part in value:
            yield from find_citations(part, (*path, name))
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from find_citations(item, (*path, index))
