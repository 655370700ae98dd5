"""Who pays what: prices and tiers, categories, subsidies and their payers, coverage, waiting, continuity."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, model_validator

from transforms.policy.model.base import Amount, BasisPoints, Code, Fen, Phrase, Rule, Strict, Text, refusal

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

    payer: Code = Field(description="Our code of the fund.")
    label_zh: Text = Field(description="The fund in the notice's words.")


class Category(Rule):
    """A category that this place knows; the order in the pack is the order of printing.

    Whatever a sender attests is a category, subsidised or not: a student, a permit holder, a reason to enter late,
    a newborn whose parents are insured. Conditions name it in `with_any` and `unless_any`.
    """

    category: Code = Field(description="The identifier; see the glossary.")
    label_zh: Text = Field(description="The category in the notice's words.")


class Tier(Rule):
    """One of several levels of contribution to choose from; the first of the pack is the default."""

    tier: Code = Field(description="Our code of the tier.")
    label_zh: Text = Field(description="The tier in the notice's words.")


def _ordered(pairs: tuple[tuple[date | int | None, date | int | None], ...]) -> None:
    for low, high in pairs:
        if low is not None and high is not None and low > high:  # type: ignore[operator]
            raise refusal("下限不得大于上限", "the lower end is not above the upper end")


class DayConditions(Strict):
    """What must hold on the day that decides; what is left out does not matter. All bounds belong to their range."""

    valid_from: date | None = Field(default=None, description="Holds from this day on.")
    valid_to: date | None = Field(default=None, description="Holds up to this day.")
    phase: Phase | None = Field(default=None, description="Holds up to the last day of the windows, or after it.")
    with_any: Codes | None = Field(default=None, description="Holds for who is on one of these categories that day.")
    unless_any: Codes | None = Field(
        default=None, description="Does not hold for who is on one of these categories that day."
    )

    @model_validator(mode="after")
    def _days_are_ordered(self) -> DayConditions:
        _ordered(((self.valid_from, self.valid_to),))
        return self


class Conditions(DayConditions):
    """When a subsidy rule holds: what the list says of the person, and the day that decides.

    Age is taken on `age_on`, else on the cut-off date of the first list that names the person in the category.
    """

    min_age: Age | None = Field(default=None, description="At least so many full years.")
    max_age: Age | None = Field(default=None, description="At most so many full years.")
    age_on: date | None = Field(
        default=None,
        description="The day on which age is taken; else the cut-off of the first list that names the person.",
    )
    min_grade: Grade | None = Field(default=None, description="At least this grade.")
    max_grade: Grade | None = Field(default=None, description="At most this grade.")
    subclasses: Annotated[tuple[Text, ...], Field(min_length=1)] | None = Field(
        default=None, description="One of these sub-classes, as the list writes them."
    )
    hukou_local: bool | None = Field(
        default=None, description="Whether the person is of local hukou, by the list, else by the roll."
    )
    recognised_from: date | None = Field(default=None, description="Recognised on this day or later.")
    recognised_to: date | None = Field(default=None, description="Recognised on this day or earlier.")

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

    min_age: Age | None = Field(default=None, description="At least so many full years on `age_on`.")
    max_age: Age | None = Field(default=None, description="At most so many full years on `age_on`.")
    age_on: date | None = Field(default=None, description="The day on which age is taken.")
    hukou_local: bool | None = Field(default=None, description="Whether the roll says local hukou.")
    continuing: bool | None = Field(default=None, description="Whether the roll says insured last year; unknown is no.")
    born_in_plan_year: bool | None = Field(default=None, description="Whether the person was born in that plan year.")
    within_days_of_birth: Days | None = Field(default=None, description="Paid at most so many days after the birth.")
    within_months_of_birth: Months | None = Field(
        default=None, description="Paid at most so many calendar months after the birth."
    )

    @model_validator(mode="after")
    def _ranges_are_ordered(self) -> PersonConditions:
        _ordered(((self.min_age, self.max_age),))
        if (self.age_on is None) != (self.min_age is None and self.max_age is None):
            raise refusal("年龄条件与 age_on 应同时给出", "an age and age_on are given together")
        return self


class Part(Phrase):
    """What one payer pays of a subsidy: an amount, a share of the price, or all that the parts before it leave."""

    payer: Code = Field(description="Who pays it.")
    amount_fen: Fen | None = Field(default=None, description="A fixed amount.")
    share_bp: BasisPoints | None = Field(
        default=None, description="A share of the price of the default tier; 5000 is half."
    )
    rounding: Rounding | None = Field(default=None, description="How the share is rounded to the fen.")
    rest: Literal[True] | None = Field(
        default=None, description="`true`: all that the parts before it leave of the price."
    )

    @model_validator(mode="after")
    def _is_one_of_three(self) -> Part:
        if sum(one is not None for one in (self.amount_fen, self.share_bp, self.rest)) != 1:
            raise refusal("amount_fen、share_bp、rest 三者取一", "give one of amount_fen, share_bp, rest")
        if (self.share_bp is None) != (self.rounding is None):
            raise refusal("share_bp 与 rounding 应同时给出", "share_bp and rounding are given together")
        return self


class Subsidy(Rule):
    """What a category gets: all of the price, an amount, a share, parts of several payers, nothing, or undefined.

    `personal_fen` is what the notice says the person pays; the loader checks that both make the standard.
    `on_top`: it is added to the subsidy that counts. `paid: reimbursed`: the person pays in full and gets it back.
    `gained`: whether it gives money back when recognised after payment (else as the pack says).
    """

    category: Code = Field(description="Who gets it.")
    when: Conditions = Field(
        default=Conditions(),
        description="Further conditions; a membership that meets none of its category's rules has no effect.",
    )
    kind: Literal["full", "amount", "share", "parts", "none", "undefined"] = Field(
        description="How much: `full`, `amount`, `share`, `parts` of several payers, `none` (only tracked), or open."
    )
    amount_fen: Fen | None = Field(default=None, description="The amount, for kind `amount`.")
    share_bp: BasisPoints | None = Field(
        default=None, description="The share of the price of the default tier, for kind `share`."
    )
    rounding: Rounding | None = Field(default=None, description="How the share is rounded to the fen.")
    parts: Annotated[tuple[Part, ...], Field(min_length=2)] | None = Field(
        default=None, description="The payers in the order in which they pay, for kind `parts`."
    )
    personal_fen: Annotated[int, Field(ge=0)] | None = None
    payer: Code | None = Field(default=None, description="Who pays, where it is one.")
    tie_order: Annotated[int, Field(ge=1, le=99)] | None = Field(
        default=None, description="Which of equally large subsidies counts: the lower number."
    )
    on_top: bool = Field(default=False, description="`true`: it is added to the subsidy that counts, up to the price.")
    paid: Literal["deducted", "reimbursed"] = Field(
        default="deducted",
        description="`deducted`: the person pays the rest; `reimbursed`: the person pays all and gets it back.",
    )
    gained: Literal["refundable", "kept"] | None = Field(
        default=None,
        description="Whether money is given back when it is recognised after payment; else as the pack says.",
    )
    despite_employee_insurance: bool = Field(
        default=False, description="`true`: it is due though the person is insured as an employee."
    )
    enjoys_tier: Code | None = Field(
        default=None, description="The tier whose benefits the person enjoys, whatever is paid."
    )
    reason: Text | None = Field(default=None, description="Why nothing is given, or why the amount is open.")

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
        return (
            Part(
                payer=self.payer, amount_fen=self.amount_fen, share_bp=self.share_bp, rounding=self.rounding, rest=rest
            ),
        )

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

    of: Annotated[tuple[Code, ...], Field(min_length=2)] = Field(description="The categories that meet.")
    counts: Code = Field(description="The one of them that counts.")

    @model_validator(mode="after")
    def _counts_is_among_them(self) -> Combination:
        if self.counts not in self.of or len(set(self.of)) != len(self.of):
            raise refusal("counts 应在 of 之内且 of 不重复", "counts is one of `of`, and `of` repeats nothing")
        return self


class Several(Rule):
    """How a person in several categories is decided: by the largest subsidy, or by an order of categories."""

    method: Literal["largest", "order"] = Field(
        description="`largest`: the largest subsidy counts; `order`: the first category of the order."
    )
    order: Codes | None = Field(default=None, description="The categories, the first that counts first.")

    @model_validator(mode="after")
    def _order_goes_with_method(self) -> Several:
        if (self.method == "order") != (self.order is not None):
            raise refusal("method 为 order 时且仅此时给出 order", "order goes with method order only")
        return self


class Price(Rule):
    """What one person pays for one plan year and tier, before any subsidy; the first rule that holds counts.

    `fiscal_fen` is the general fiscal share beside it, where the notice gives it.
    """

    plan_year: PlanYear = Field(description="The year that is insured.")
    tier: Code = Field(default="standard", description="The tier, where the pack has several.")
    when: PersonConditions = Field(default=PersonConditions(), description="For whom and on which days.")
    price: Amount = Field(description="What the person pays before any subsidy.")
    fiscal_fen: Fen | None = Field(
        default=None, description="The general fiscal share beside it; it is told, not collected."
    )


class Start(Phrase):
    """One way to reckon a first day: from `base`, plus months, plus days, then perhaps the first day of that month."""

    base: Literal["payment", "received", "birth", "date"] = Field(
        description="Reckoned from the day of payment, of receipt, of birth, or a date."
    )
    start_on: date | None = Field(default=None, description="The date, for base `date`.")
    add_months: Months = Field(default=0, description="Plus so many calendar months.")
    add_days: Days = Field(default=0, description="Plus so many days.")
    month_start: bool = Field(default=False, description="`true`: then back to the first day of that month.")

    @model_validator(mode="after")
    def _date_is_given(self) -> Start:
        if (self.base == "date") != (self.start_on is not None):
            raise refusal("base 为 date 时且仅此时给出 start_on", "start_on goes with base date only")
        return self


class CoverageRule(Rule):
    """When benefits begin for payments that match: the first rule that holds, and the latest of its starts."""

    when: PersonConditions = Field(default=PersonConditions(), description="For whom and for which payments.")
    starts: Annotated[tuple[Start, ...], Field(min_length=1, max_length=3)] = Field(
        description="The ways to reckon the first day; the latest counts."
    )

    @model_validator(mode="after")
    def _birth_is_limited(self) -> CoverageRule:
        limits = (self.when.within_days_of_birth, self.when.within_months_of_birth, self.when.born_in_plan_year or None)
        if any(one.base == "birth" for one in self.starts) and all(limit is None for limit in limits):
            raise refusal("自出生起享受待遇应限定新生儿", "coverage from birth is for newborns: say until when")
        return self


class Repair(Strict):
    """Paying missed years shortens the waiting, one month for each year, down to a floor after a long gap."""

    price_fen: Fen = Field(description="What one missed year costs.")
    long_gap_years: Annotated[int, Field(ge=1, le=60)] | None = Field(
        default=None, description="From so many missed years on the floor holds."
    )
    floor_months: Months | None = Field(default=None, description="The least months that remain then.")

    @model_validator(mode="after")
    def _floor_goes_with_gap(self) -> Repair:
        if (self.long_gap_years is None) != (self.floor_months is None):
            raise refusal("long_gap_years 与 floor_months 应同时给出", "long_gap_years and floor_months go together")
        return self


class WaitingRule(Rule):
    """Months between coverage start and full benefits (待遇等待期): the first rule that holds. Needs the history."""

    when: PersonConditions = Field(default=PersonConditions(), description="For whom and for which payments.")
    min_missed_years: Years = Field(default=0, description="Holds for who missed at least so many years.")
    counts_from_year: PlanYear = Field(description="Years before this one are not counted as missed.")
    fixed_months: Months = Field(description="Months for everybody.")
    months_per_missed_year: Months = Field(description="Months for each missed year.")
    first_missed_year_counts: bool = Field(description="Whether the first missed year adds months.")
    repair: Repair | None = Field(default=None, description="Where missed years may be paid afterwards.")


class Reward(Rule):
    """What consecutive years raise the ceiling of benefits by (连续参保激励). Needs the history."""

    after_years: Years = Field(description="Consecutive years that give nothing yet.")
    fen_per_year: Fen = Field(description="What each further year gives.")
    most_fen: Fen | None = Field(default=None, description="The most that it can come to.")
