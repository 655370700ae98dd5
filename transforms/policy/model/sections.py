"""The sections of a pack that could be read, by name: what the checks of a pack that is partly wrong work on."""

from __future__ import annotations

from typing import TypedDict

from transforms.policy.model.acknowledged import Acknowledgement
from transforms.policy.model.appraisal import Appraisal
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
from transforms.policy.model.pack import (
    Campaign,
    DecisionDate,
    EmployeeInsurance,
    GainedAfterPayment,
    Goals,
    Household,
    Notice,
    OutsideOwnWindow,
    PackCode,
    PayFirst,
    RecognisedAfterWindow,
    Requirements,
)
from transforms.policy.model.places import TargetTable, UnitTree
from transforms.policy.model.prices import Price, Tier
from transforms.policy.model.schedule import Clock, Deadline, Publication, Recipient, Window
from transforms.policy.model.sources import Source
from transforms.policy.model.subsidies import Category, Combination, Payer, Several, Subsidy


class Sections(TypedDict, total=False):
    """Section name -> its model. A section that is missing or wrong has no entry. The fields are those of `Pack`."""

    pack_code: PackCode
    requirements: Requirements
    notice: Notice
    campaign: Campaign
    decision_date: DecisionDate
    gained_after_payment: GainedAfterPayment
    pay_first: PayFirst | None
    outside_own_window: OutsideOwnWindow | None
    recognised_after_window: RecognisedAfterWindow | None
    employee_insurance: EmployeeInsurance
    goals: Goals
    household: Household
    units: UnitTree
    targets: tuple[TargetTable, ...]
    windows: tuple[Window, ...]
    tiers: tuple[Tier, ...]
    prices: tuple[Price, ...]
    funding: Funding | None
    payers: tuple[Payer, ...]
    categories: tuple[Category, ...]
    subsidies: tuple[Subsidy, ...]
    several: Several | None
    combinations: tuple[Combination, ...]
    coverage: tuple[CoverageRule, ...]
    waiting: tuple[WaitingRule, ...]
    reward: Reward | None
    sources: tuple[Source, ...]
    recipients: tuple[Recipient, ...]
    publications: tuple[Publication, ...]
    deadlines: tuple[Deadline, ...]
    clocks: tuple[Clock, ...]
    roles: tuple[Role, ...]
    channels: tuple[Channel, ...]
    cash_limits: tuple[CashLimit, ...]
    document_fields: tuple[DocumentFields, ...]
    postings: tuple[Posting, ...]
    eligibility: tuple[Eligibility, ...]
    mid_year: tuple[MidYearEntry, ...]
    conduct: tuple[Conduct, ...]
    appraisal: Appraisal | None
    basis: Basis
    human_duties: tuple[HumanDuty, ...]
    correction: Correction | None
    acknowledged: tuple[Acknowledgement, ...]
