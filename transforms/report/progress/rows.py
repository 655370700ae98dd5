"""Rows that a progress report is made from, as the statements return them. Mappings, because a manifest keeps them."""

from __future__ import annotations

from typing import NotRequired, TypedDict


class CampaignRow(TypedDict):
    """Row of publish/read/campaign, and the total that the notice prints (persons; None = none, or not known).

    `special_form`: how special populations are shown; missing in manifests before there was a choice.
    """

    campaign_id: int
    pack_code: str
    title: str
    place_name: str
    unit_kind_label: str
    plan_year: int
    pack_version: str
    pack_status: str
    completion_goal_bp: int | None
    enrolment_goal_bp: int | None
    enrolment_denominator: str | None
    special_goal_bp: int | None
    employee_counts_as_covered: bool
    special_form: NotRequired[str]
    printed_total: int | None


class UnitRow(TypedDict):
    """Row of publish/read/unit: one unit of the campaign's tree."""

    unit_id: str
    name: str
    parent_unit_id: str | None
    sort_order: int
    is_progress_unit: bool


class TargetRow(TypedDict):
    """Row of publish/read/target: the figure of one unit and measure; persons is None if the notice left it blank."""

    unit_id: str
    measure: str
    persons: int | None
    status: str
    source: str
    origin: str


class CategoryRow(TypedDict):
    """Row of publish/read/category: `amount_kind` is stated, undefined or none (the category is only tracked)."""

    category: str
    label_zh: str
    amount_kind: str
    all_must_enrol: bool


class PayerRow(TypedDict):
    """Row of publish/read/payer."""

    payer: str
    label_zh: str


class MoneyRow(TypedDict):
    """Sums in fen. received + fund = contribution + refundable + reimbursable + suspense."""

    received_fen: int
    fund_fen: int
    contribution_fen: int
    refundable_fen: int
    reimbursable_fen: int
    suspense_fen: int


class ProgressRow(MoneyRow):
    """Row of publish/read/progress: sums by plan year, unit, category and payer."""

    plan_year: int
    unit_id: str
    category: str
    payer: str
    enrolled_persons: int


class EffectRow(ProgressRow):
    """Row of publish/corrections/policy_effect: changes of the sums, by a correction of the pack or by other causes."""

    is_policy: bool


class CoverageRow(TypedDict):
    """Row of publish/read/coverage: living members, the enrolled, and those whose amount is undefined.

    Category '' counts a person once over the categories of which all must enrol; `ordinary` are persons on no list.
    """

    unit_id: str
    category: str
    member_persons: int
    enrolled_persons: int
    undefined_persons: int
    undefined_paid_persons: int


class OutcomeRow(TypedDict):
    """Row of publish/read/outcome: living members of special populations by unit and outcome, each person once.

    `outcome`: enrolled, a code of UNINSURED_REASON_LABELS, or unanswered.
    """

    unit_id: str
    outcome: str
    persons: int
