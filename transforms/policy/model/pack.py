"""The whole pack of one notice: what a campaign in one place and year is."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from transforms.policy.model.acknowledged import Acknowledgement
from transforms.policy.model.appraisal import Appraisal
from transforms.policy.model.base import BasisPoints, Cited, Code, RequirementId, Rule, Strict, Text
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

PackCode = Annotated[str, Field(pattern=r"^[a-z]+-[0-9]{4}$")]


class Requirements(Strict):
    """The requirements that this pack answers: prefix-01 to prefix-count; the loader checks that each is cited."""

    prefix: Annotated[str, Field(pattern=r"^[A-Z]{2}$")] = Field(
        description="Two capital letters that begin every number of this notice."
    )
    count: Annotated[int, Field(ge=1, le=99)] = Field(
        description="How many statements the notice makes; each must be answered."
    )

    def ids(self) -> tuple[RequirementId, ...]:
        """Every requirement of the notice."""
        return tuple(f"{self.prefix}-{number:02d}" for number in range(1, self.count + 1))


class Notice(Rule):
    """The notice itself: its number and day (null where it prints none), issuers and standing."""

    title: Text = Field(description="The title as printed.")
    number: Text | None = Field(description="The document number; null where none is printed.")
    issued_on: date | None = Field(description="The day under the notice; null where none is printed.")
    issuers_zh: Annotated[tuple[Text, ...], Field(min_length=1)] = Field(description="Who issued it.")
    status: Literal["draft", "in_force", "expired"] = Field(
        description="Whether it is a draft, in force or has expired."
    )


class Campaign(Rule):
    """The plan year that is insured and how dates and changes are judged."""

    place_name: Text = Field(description="The county or city, as the notice names it.")
    unit_kind_label: Text = Field(description="What the units below it are called.")
    plan_year: Annotated[int, Field(ge=2000, le=2100)] = Field(
        description="The year that is insured, not the year of collection."
    )
    payable_plan_years: Annotated[tuple[int, ...], Field(min_length=1)] = Field(
        description="The plan years that may be paid during the windows; money for another is 'wrong year'."
    )


class DecisionDate(Rule):
    """Which date of a payment decides window and identity."""

    basis: Literal["received", "collected"] = Field(
        description="`received`: the day the money arrived; `collected`: the day the person paid."
    )


class GainedAfterPayment(Rule):
    """Whether a subsidy recognised after settlement gives money back."""

    effect: Literal["refundable", "kept"] = Field(
        description="`refundable`: the difference is given back; `kept`: it is not. A subsidy may say otherwise."
    )


class PayFirst(Rule):
    """Persons first recognised after this day (the day itself not included) pay in full and are reimbursed."""

    after: date = Field(
        description="Whoever is first recognised after this day pays in full; the day itself does not count."
    )


class EmployeeInsurance(Rule):
    """The region in which employee insurance excludes (null: anywhere), and whether such people count as covered."""

    region: Text | None = Field(description="Only insurance in this region excludes; null: anywhere.")
    counts_as_covered: bool = Field(description="Whether such people count as covered in the enrolment rate.")


class Goal(Rule):
    """A rate to reach, in basis points (10000 = 100 %), of a named denominator where it is a rate of one."""

    goal_bp: BasisPoints = Field(description="The rate to reach; 9500 is 95 %.")
    denominator: Text | None = Field(
        default=None, description="What it is a rate of, in the notice's words; the figure comes with the targets."
    )


class Goals(Strict):
    """The goals the notice states; null where it states none."""

    completion: Goal | None = Field(description="Enrolled persons of the target.")
    enrolment: Goal | None = Field(description="Enrolled persons of a denominator.")
    special: Goal | None = Field(description="Enrolled members of the special groups.")


class Household(Rule):
    """Whether a household must enrol as a whole, and the categories whose members are excused from it."""

    whole: bool = Field(description="Whether all members of a household must enrol.")
    excused: tuple[Code, ...] = Field(default=(), description="Categories whose members may be missing.")


class Pack(Strict):
    """One notice as data. Made by the loader only, which also checks what lies between the sections."""

    pack_code: PackCode
    requirements: Requirements
    notice: Notice
    campaign: Campaign
    decision_date: DecisionDate
    gained_after_payment: GainedAfterPayment
    pay_first: PayFirst | None
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
        """The first day of the earliest window."""
        return min(window.starts_on for window in self.windows)

    @property
    def ends_on(self) -> date:
        """The last day of the latest window."""
        return max(window.ends_on for window in self.windows)

    @property
    def standard(self) -> Price:
        """The first price of the plan year and the default tier: what an ordinary person pays."""
        return find_standard_price(self.campaign, self.prices, self.tiers)

    @property
    def target_table(self) -> TargetTable:
        """The table that progress is measured by."""
        return next(table for table in self.targets if table.is_measured)

    @property
    def repair_years(self) -> tuple[int, ...]:
        """Plan years before this one whose payment shortens a waiting period."""
        years = [rule.counts_from_year for rule in self.waiting if rule.repair is not None]
        payable = self.campaign.payable_plan_years
        return (
            tuple(year for year in range(min(years), self.campaign.plan_year) if year not in payable) if years else ()
        )

    @property
    def content(self) -> str:
        """The canonical content as JSON; `Pack.model_validate_json` reads it back. What is kept of a version.

        Without what is acknowledged: that changes no result, and must not make everybody be assessed again.
        """
        said = self.model_dump(mode="json", exclude={"acknowledged"})
        return json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":"))

    @property
    def version(self) -> str:
        """sha256 of the canonical content; comments, layout and acknowledged warnings do not change it."""
        return hashlib.sha256(self.content.encode()).hexdigest()

    def unit_names(self) -> dict[str, str]:
        """Every name and alias of every unit, the root included -> unit_id."""
        return {name: unit.unit_id for unit in self.units.all() for name in (unit.name, *unit.aliases)}

    def source(self, source: str) -> Source:
        """The source of that short name; KeyError when this place has none."""
        for one in self.sources:
            if one.source == source:
                return one
        raise KeyError(source)

    def rules(self) -> Iterator[Rule]:
        """Every rule of the pack, in the order of the sections."""
        return (cited for _, cited in find_citations(self) if isinstance(cited, Rule))


def list_tier_codes(tiers: tuple[Tier, ...]) -> tuple[str, ...]:
    """The tiers from the default one on; a pack that names none has one."""
    return tuple(one.tier for one in tiers) or ("standard",)


def find_standard_price(campaign: Campaign, prices: tuple[Price, ...], tiers: tuple[Tier, ...] = ()) -> Price:
    """The standard: the first price of the main plan year and default tier that holds in the window and asks nothing
    of the person, else the first that holds in the window; LookupError when there is none."""
    tier = list_tier_codes(tiers)[0]
    in_window = [
        one for one in prices
        if one.plan_year == campaign.plan_year and one.tier == tier and one.when.phase != "late"
    ]  # fmt: skip
    if not in_window:
        raise LookupError("no in-window price for the plan year")
    return next((one for one in in_window if one.when in (_ANYONE, _ANYONE_IN_WINDOW)), in_window[0])


_ANYONE, _ANYONE_IN_WINDOW = PersonConditions(), PersonConditions(phase="in_window")


def find_citations(value: object, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], Cited]]:
    """Everything cited inside a model or tuple, with its path below `path`, outermost first."""
    if isinstance(value, Cited):
        yield path, value
    if isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from find_citations(getattr(value, name), (*path, name))
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from find_citations(item, (*path, index))
