"""Tiers of contribution and the price of each plan year."""

from __future__ import annotations

from pydantic import Field

from transforms.policy.model.base import Amount, Code, Fen, Name, Rule
from transforms.policy.model.conditions import (
    PersonConditions,
    PlanYear,
)


class Tier(Rule):
    """One of several levels of contribution that a person chooses from; the first tier of the pack is the default."""

    tier: Code = Field(description="Our code of the tier.")
    label_zh: Name = Field(description="The tier in the notice's words.")


class Price(Rule):
    """The price of one plan year and tier for one person, before any subsidy. The first price that holds counts.

    `fiscal_fen` is the general fiscal share in addition to the price, if the notice states it.
    """

    plan_year: PlanYear = Field(description="The year that is insured.")
    tier: Code = Field(default="standard", description="The tier, where the pack has several.")
    when: PersonConditions = Field(default=PersonConditions(), description="The persons and days that it is for.")
    price: Amount = Field(description="What the person pays before any subsidy.")
    fiscal_fen: Fen | None = Field(
        default=None, description="The general fiscal share in addition to the price; it is reported, not collected."
    )
