"""Tiers of contribution and the price of each plan year."""

from __future__ import annotations

from pydantic import Field

from transforms.policy.model.base import Amount, Code, Fen, Rule, Text
from transforms.policy.model.conditions import (
    PersonConditions,
    PlanYear,
)


class Tier(Rule):
    """One of several levels of contribution to choose from; the first of the pack is the default."""

    tier: Code = Field(description="Our code of the tier.")
    label_zh: Text = Field(description="The tier in the notice's words.")


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
