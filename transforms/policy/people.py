"""Who is subsidised, by whom, and from when they are covered."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, model_validator

from transforms.policy.base import Amount, BasisPoints, Code, Fen, Rule, Strict, Text, refusal

Phase = Literal["in_window", "late"]
Age = Annotated[int, Field(ge=0, le=130)]
Grade = Annotated[int, Field(ge=1, le=9)]


class Payer(Rule):
    """A fund that pays for persons, as the notice names it."""

    payer: Code
    label_zh: Text


class Category(Rule):
    """A category that this place knows; the order in the pack is the order of printing."""

    category: Code
    label_zh: Text


class Conditions(Strict):
    """What must hold besides the category; what is left out does not matter. Ages and grades include both ends."""

    min_age: Age | None = None
    max_age: Age | None = None
    min_grade: Grade | None = None
    max_grade: Grade | None = None
    subclass: Text | None = None
    hukou_local: bool | None = None
    unless_category: Code | None = None

    @model_validator(mode="after")
    def _ranges_are_ordered(self) -> Conditions:
        for low, high in ((self.min_age, self.max_age), (self.min_grade, self.max_grade)):
            if low is not None and high is not None and low > high:
                raise refusal("下限不得大于上限", "the lower end is not above the upper end")
        return self


class Subsidy(Rule):
    """What a category gets: all of the standard, an amount, a share, nothing (tracked), or undefined.

    `personal_fen` is what the notice says the person pays; the loader checks that both make the standard.
    """

    category: Code
    when: Conditions = Conditions()
    kind: Literal["full", "amount", "share", "none", "undefined"]
    amount_fen: Fen | None = None
    share_bp: BasisPoints | None = None
    rounding: Literal["half_up", "down", "up"] | None = None
    personal_fen: Fen | None = None
    payer: Code | None = None
    tie_order: Annotated[int, Field(ge=1, le=99)] | None = None
    reason: Text | None = None

    @property
    def pays(self) -> bool:
        """Whether the rule gives an amount."""
        return self.kind in ("full", "amount", "share")

    @model_validator(mode="after")
    def _kind_has_its_values(self) -> Subsidy:
        given = {
            "amount_fen": self.amount_fen is not None,
            "share_bp": self.share_bp is not None,
            "rounding": self.rounding is not None,
            "payer": self.payer is not None,
            "reason": self.reason is not None,
        }
        needed = {"full": {"payer"}, "amount": {"payer", "amount_fen"}, "share": {"payer", "share_bp", "rounding"}}
        wanted = needed.get(self.kind, {"reason"})
        allowed = wanted | {"reason"}
        if not wanted <= {name for name, is_given in given.items() if is_given} <= allowed:
            names = "、".join(sorted(wanted))
            raise refusal(f"资助方式 {self.kind} 应且只应给出 {names}", f"kind {self.kind} takes exactly {names}")
        return self


class Price(Rule):
    """What one person pays for one plan year in one phase, before any subsidy."""

    plan_year: Annotated[int, Field(ge=2000, le=2100)]
    phase: Phase
    price: Amount


class CoverageRule(Rule):
    """When benefits begin for payments that match; the first rule of the pack that matches decides."""

    phase: Phase | None = None
    continuing: bool | None = None
    born_in_plan_year: bool | None = None
    paid_within_days_of_birth: Annotated[int, Field(ge=0, le=366)] | None = None
    start_kind: Literal["date", "birth", "days_after_payment", "next_month"]
    start_on: date | None = None
    wait_days: Annotated[int, Field(ge=0, le=366)] | None = None

    @model_validator(mode="after")
    def _start_has_its_value(self) -> CoverageRule:
        if (self.start_kind == "date") != (self.start_on is not None):
            raise refusal("start_kind 为 date 时且仅此时给出 start_on", "start_on goes with start_kind date only")
        if (self.start_kind == "days_after_payment") != (self.wait_days is not None):
            raise refusal(
                "start_kind 为 days_after_payment 时且仅此时给出 wait_days",
                "wait_days goes with start_kind days_after_payment only",
            )
        return self
