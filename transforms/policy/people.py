"""Who pays what: prices and tiers, categories, subsidies and their payers, coverage, waiting, continuity."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, model_validator

from transforms.policy.base import Amount, BasisPoints, Code, Fen, Rule, Strict, Text, refusal

Phase = Literal["in_window", "late"]
Rounding = Literal["half_up", "down", "up"]
Age = Annotated[int, Field(ge=0, le=130)]
Grade = Annotated[int, Field(ge=1, le=9)]
Days = Annotated[int, Field(ge=0, le=366)]
Months = Annotated[int, Field(ge=0, le=60)]
Years = Annotated[int, Field(ge=0, le=60)]
PlanYear = Annotated[int, Field(ge=2000, le=2100)]
Codes = Annotated[tuple[Code, ...], Field(min_length=1)]


class Payer(Rule):
    """A fund that pays for persons, as the notice names it."""

    payer: Code
    label_zh: Text


class Category(Rule):
    """A category that this place knows; the order in the pack is the order of printing.

    Whatever a sender attests is a category, subsidised or not: a student, a permit holder, a reason to enter late,
    a newborn whose parents are insured. Conditions name it in `with_any` and `unless_any`.
    """

    category: Code
    label_zh: Text


class Tier(Rule):
    """One of several levels of contribution to choose from; the first of the pack is the default."""

    tier: Code
    label_zh: Text


def _ordered(pairs: tuple[tuple[date | int | None, date | int | None], ...]) -> None:
    for low, high in pairs:
        if low is not None and high is not None and low > high:  # type: ignore[operator]
            raise refusal("下限不得大于上限", "the lower end is not above the upper end")


class DayConditions(Strict):
    """What must hold on the day that decides; what is left out does not matter. All bounds belong to their range."""

    valid_from: date | None = None
    valid_to: date | None = None
    phase: Phase | None = None
    with_any: Codes | None = None
    unless_any: Codes | None = None

    @model_validator(mode="after")
    def _days_are_ordered(self) -> DayConditions:
        _ordered(((self.valid_from, self.valid_to),))
        return self


class Conditions(DayConditions):
    """When a subsidy rule holds: what the list says of the person, and the day that decides.

    Age is taken on `age_on`, else on the cut-off date of the first list that names the person in the category.
    """

    min_age: Age | None = None
    max_age: Age | None = None
    age_on: date | None = None
    min_grade: Grade | None = None
    max_grade: Grade | None = None
    subclasses: Annotated[tuple[Text, ...], Field(min_length=1)] | None = None
    hukou_local: bool | None = None
    recognised_from: date | None = None
    recognised_to: date | None = None

    @model_validator(mode="after")
    def _ranges_are_ordered(self) -> Conditions:
        _ordered(
            (
                (self.min_age, self.max_age),
                (self.min_grade, self.max_grade),
                (self.recognised_from, self.recognised_to),
            )
        )
        if self.age_on is not None and self.min_age is None and self.max_age is None:
            raise refusal("给出 age_on 时应给出年龄", "age_on goes with an age")
        return self


class PersonConditions(DayConditions):
    """When a price, coverage or waiting rule holds for a person and a day of payment.

    Days and months of birth are counted from the birth to the day of payment.
    """

    min_age: Age | None = None
    max_age: Age | None = None
    age_on: date | None = None
    hukou_local: bool | None = None
    continuing: bool | None = None
    born_in_plan_year: bool | None = None
    within_days_of_birth: Days | None = None
    within_months_of_birth: Months | None = None

    @model_validator(mode="after")
    def _ranges_are_ordered(self) -> PersonConditions:
        _ordered(((self.min_age, self.max_age),))
        if (self.age_on is None) != (self.min_age is None and self.max_age is None):
            raise refusal("年龄条件与 age_on 应同时给出", "an age and age_on are given together")
        return self


class Part(Strict):
    """What one payer pays of a subsidy: an amount, a share of the price, or all that the parts before it leave."""

    payer: Code
    amount_fen: Fen | None = None
    share_bp: BasisPoints | None = None
    rounding: Rounding | None = None
    rest: Literal[True] | None = None

    @model_validator(mode="after")
    def _is_one_of_three(self) -> Part:
        if sum(one is not None for one in (self.amount_fen, self.share_bp, self.rest)) != 1:
            raise refusal("amount_fen、share_bp、rest 三者取一", "give one of amount_fen, share_bp, rest")
        if (self.share_bp is None) != (self.rounding is None):
            raise refusal("share_bp 与 rounding 应同时给出", "share_bp and rounding are given together")
        return self


class Subsidy(Rule):
    """What a category gets: all of the price, an amount, a share, parts of several payers, nothing (tracked), or undefined.

    `personal_fen` is what the notice says the person pays; the loader checks that both make the standard.
    `on_top`: it is added to the subsidy that counts. `paid: reimbursed`: the person pays in full and gets it back.
    `gained`: whether it gives money back when recognised after payment (else as the pack says).
    """

    category: Code
    when: Conditions = Conditions()
    kind: Literal["full", "amount", "share", "parts", "none", "undefined"]
    amount_fen: Fen | None = None
    share_bp: BasisPoints | None = None
    rounding: Rounding | None = None
    parts: Annotated[tuple[Part, ...], Field(min_length=2)] | None = None
    personal_fen: Annotated[int, Field(ge=0)] | None = None
    payer: Code | None = None
    tie_order: Annotated[int, Field(ge=1, le=99)] | None = None
    on_top: bool = False
    paid: Literal["deducted", "reimbursed"] = "deducted"
    gained: Literal["refundable", "kept"] | None = None
    despite_employee_insurance: bool = False
    enjoys_tier: Code | None = None
    reason: Text | None = None

    @property
    def pays(self) -> bool:
        """Whether the rule gives an amount."""
        return self.kind not in ("none", "undefined")

    def all_parts(self) -> tuple[Part, ...]:
        """What each payer pays, in order; a rule with one payer is one part."""
        if self.parts is not None:
            return self.parts
        if self.payer is None or not self.pays:
            return ()
        rest: Literal[True] | None = True if self.kind == "full" else None
        return (Part(payer=self.payer, amount_fen=self.amount_fen, share_bp=self.share_bp, rounding=self.rounding, rest=rest),)

    @model_validator(mode="after")
    def _kind_has_its_values(self) -> Subsidy:
        given = {
            name
            for name in ("amount_fen", "share_bp", "rounding", "parts", "payer", "reason")
            if getattr(self, name) is not None
        }
        needed = {
            "full": {"payer"}, "amount": {"payer", "amount_fen"}, "share": {"payer", "share_bp", "rounding"},
            "parts": {"parts"},
        }  # fmt: skip
        wanted = needed.get(self.kind, {"reason"})
        if not wanted <= given <= wanted | {"reason"}:
            names = "、".join(sorted(wanted))
            raise refusal(f"资助方式 {self.kind} 应且只应给出 {names}", f"kind {self.kind} takes exactly {names}")
        return self

    @model_validator(mode="after")
    def _nothing_is_tracked_on_top(self) -> Subsidy:
        idle = self.on_top or self.paid != "deducted" or self.gained or self.despite_employee_insurance
        if self.kind == "none" and (idle or self.enjoys_tier or self.tie_order):
            raise refusal("kind 为 none 的类别不参与计算", "a tracked category takes no part in the calculation")
        return self


class Combination(Rule):
    """Of these categories together only one counts; the others fall out."""

    of: Annotated[tuple[Code, ...], Field(min_length=2)]
    counts: Code

    @model_validator(mode="after")
    def _counts_is_among_them(self) -> Combination:
        if self.counts not in self.of or len(set(self.of)) != len(self.of):
            raise refusal("counts 应在 of 之内且 of 不重复", "counts is one of `of`, and `of` repeats nothing")
        return self


class Several(Rule):
    """How a person in several categories is decided: by the largest subsidy, or by an order of categories."""

    method: Literal["largest", "order"]
    order: Codes | None = None

    @model_validator(mode="after")
    def _order_goes_with_method(self) -> Several:
        if (self.method == "order") != (self.order is not None):
            raise refusal("method 为 order 时且仅此时给出 order", "order goes with method order only")
        return self


class Price(Rule):
    """What one person pays for one plan year and tier when the rule holds, before any subsidy; the first that holds counts.

    `fiscal_fen` is the general fiscal share beside it, where the notice gives it.
    """

    plan_year: PlanYear
    tier: Code = "standard"
    when: PersonConditions = PersonConditions()
    price: Amount
    fiscal_fen: Fen | None = None


class Start(Strict):
    """One way to reckon a first day: from `base`, plus months, plus days, then perhaps the first day of that month."""

    base: Literal["payment", "received", "birth", "date"]
    start_on: date | None = None
    add_months: Months = 0
    add_days: Days = 0
    month_start: bool = False

    @model_validator(mode="after")
    def _date_is_given(self) -> Start:
        if (self.base == "date") != (self.start_on is not None):
            raise refusal("base 为 date 时且仅此时给出 start_on", "start_on goes with base date only")
        return self


class CoverageRule(Rule):
    """When benefits begin for payments that match; the first rule that holds decides, the latest of its starts counts."""

    when: PersonConditions = PersonConditions()
    starts: Annotated[tuple[Start, ...], Field(min_length=1, max_length=3)]

    @model_validator(mode="after")
    def _birth_is_limited(self) -> CoverageRule:
        limits = (self.when.within_days_of_birth, self.when.within_months_of_birth, self.when.born_in_plan_year or None)
        if any(one.base == "birth" for one in self.starts) and all(limit is None for limit in limits):
            raise refusal("自出生起享受待遇应限定新生儿", "coverage from birth is for newborns: say until when")
        return self


class Repair(Strict):
    """Paying missed years shortens the waiting, one month for each year, down to a floor after a long gap."""

    price_fen: Fen
    long_gap_years: Annotated[int, Field(ge=1, le=60)] | None = None
    floor_months: Months | None = None

    @model_validator(mode="after")
    def _floor_goes_with_gap(self) -> Repair:
        if (self.long_gap_years is None) != (self.floor_months is None):
            raise refusal("long_gap_years 与 floor_months 应同时给出", "long_gap_years and floor_months go together")
        return self


class WaitingRule(Rule):
    """Months between coverage start and full benefits (待遇等待期); the first rule that holds decides. Needs the history."""

    when: PersonConditions = PersonConditions()
    min_missed_years: Years = 0
    counts_from_year: PlanYear
    fixed_months: Months
    months_per_missed_year: Months
    first_missed_year_counts: bool
    repair: Repair | None = None


class Reward(Rule):
    """What consecutive years raise the ceiling of benefits by (连续参保激励). Needs the history."""

    after_years: Years
    fen_per_year: Fen
    most_fen: Fen | None = None
