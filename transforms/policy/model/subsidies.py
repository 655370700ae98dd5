"""Categories of persons, the subsidies they receive, the funds that pay, and the choice between subsidies."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from transforms.policy.model.base import BasisPoints, Code, Fen, Name, Phrase, Rule, Text, refusal
from transforms.policy.model.conditions import (
    Codes,
    Conditions,
)

Rounding = Literal["half_up", "down", "up"]


class Payer(Rule):
    """A fund that pays for persons, as the notice names it."""

    payer: Code = Field(description="Our code of the fund.")
    label_zh: Name = Field(description="The fund in the notice's words.")


class Category(Rule):
    """A category that this place knows. The order in the pack is the order of printing.

    Every fact that a sender attests is a category, subsidised or not: a student, a permit holder, a reason to enter
    late, a newborn of insured parents. Conditions name categories in `with_any` and `unless_any`.
    """

    category: Code = Field(description="The identifier; see the glossary.")
    label_zh: Name = Field(description="The category in the notice's words.")
    all_must_enrol: bool | None = Field(
        default=None,
        description=(
            "Whether the notice asks that all of them enrol: the total of special populations counts only such"
            " categories. Left out: yes, unless the category is only tracked."
        ),
    )


class Part(Phrase):
    """Part of a subsidy that one payer pays: an amount, a share of the price, or all that the earlier parts leave."""

    payer: Code = Field(description="The fund that pays it.")
    amount_fen: Fen | None = Field(default=None, description="A fixed amount.")
    share_bp: BasisPoints | None = Field(
        default=None, description="A share of the price of the default tier; 5000 is half."
    )
    rounding: Rounding | None = Field(default=None, description="How the share is rounded to the fen.")
    rest: Literal[True] | None = Field(
        default=None, description="`true`: all that the earlier parts leave of the price."
    )

    @model_validator(mode="after")
    def _is_one_of_three(self) -> Part:
        if sum(value is not None for value in (self.amount_fen, self.share_bp, self.rest)) != 1:
            raise refusal("amount_fen、share_bp、rest 三者取一", "give one of amount_fen, share_bp, rest")
        if (self.share_bp is None) != (self.rounding is None):
            raise refusal("share_bp 与 rounding 应同时给出", "share_bp and rounding are given together")
        return self


class Subsidy(Rule):
    """Subsidy of a category: all of the price, an amount, a share, parts of several payers, nothing, or an open amount.

    `personal_fen` is what the person pays as the notice states it; the loader checks that both make the standard.
    `on_top`: it is added to the subsidy that counts. `paid: reimbursed`: the person pays in full and gets it back.
    `gained`: whether money is paid back if it is recognised after payment (null: as the pack states).
    """

    category: Code = Field(description="The category that gets it.")
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
    payer: Code | None = Field(default=None, description="The fund that pays, if there is only one.")
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
        description="Whether money is paid back if it is recognised after payment; null: as the pack states.",
    )
    despite_employee_insurance: bool = Field(
        default=False, description="`true`: it is due although the person is insured as an employee."
    )
    enjoys_tier: Code | None = Field(
        default=None, description="The tier of benefits that the person enjoys, whatever tier is paid."
    )
    reason: Text | None = Field(default=None, description="Why nothing is given, or why the amount is open.")

    @property
    def pays(self) -> bool:
        """Whether the rule gives an amount: its kind is neither `none` nor `undefined`."""
        return self.kind not in ("none", "undefined")

    def all_parts(self) -> tuple[Part, ...]:
        """List the part of each payer, in the order of paying; a rule with one payer has one part.

        A part states the payer and an amount, a share of the price, or the rest. Empty if the rule gives no amount.
        """
        if self.parts is not None:
            return self.parts
        if self.payer is None or not self.pays:
            return ()
        # Not validated again: the validator of this model has checked the values.
        return (
            Part.model_construct(
                payer=self.payer,
                amount_fen=self.amount_fen,
                share_bp=self.share_bp,
                rounding=self.rounding,
                rest=True if self.kind == "full" else None,
            ),
        )

    @model_validator(mode="after")
    def _kind_has_its_values(self) -> Subsidy:
        fields = ("amount_fen", "share_bp", "rounding", "parts", "payer", "reason")
        given = {name for name, value in self if name in fields and value is not None}
        needed = {
            "full": {"payer"},
            "amount": {"payer", "amount_fen"},
            "share": {"payer", "share_bp", "rounding"},
            "parts": {"parts"},
        }
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
    """Of these categories together only one counts; the other categories have no effect."""

    of: Annotated[tuple[Code, ...], Field(min_length=2)] = Field(description="The categories that meet.")
    counts: Code = Field(description="The category among them that counts.")

    @model_validator(mode="after")
    def _counts_is_among_them(self) -> Combination:
        if self.counts not in self.of or len(set(self.of)) != len(self.of):
            raise refusal("counts 应在 of 之内且 of 不重复", "counts is one of `of`, and `of` repeats nothing")
        return self


class Several(Rule):
    """How a person in several categories is judged: by the largest subsidy, or by an order of categories."""

    method: Literal["largest", "order"] = Field(
        description="`largest`: the largest subsidy counts; `order`: the first category of the order."
    )
    order: Codes | None = Field(default=None, description="The categories, the first that counts first.")

    @model_validator(mode="after")
    def _order_goes_with_method(self) -> Several:
        if (self.method == "order") != (self.order is not None):
            raise refusal("method 为 order 时且仅此时给出 order", "order goes with method order only")
        return self
