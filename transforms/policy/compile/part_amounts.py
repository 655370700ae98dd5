"""Compile the shares of prices: the only place where a share becomes fen. SQL looks the amounts up."""

from __future__ import annotations

from typing import Any

from transforms.policy.model.pack import Pack, list_tier_codes
from transforms.policy.model.subsidy_amounts import part_fen

Row = dict[str, Any]


def base_prices_fen(pack: Pack) -> list[int]:
    """Return the prices that subsidies can pay a part of, in whole fen, ascending.

    These are the defined prices of the default tier in the campaign's plan year; prices of other tiers and years are
    never subsidised.
    """
    default_tier, plan_year = list_tier_codes(pack.tiers)[0], pack.campaign.plan_year
    prices = {rule.price.fen for rule in pack.prices if rule.tier == default_tier and rule.plan_year == plan_year}
    return sorted(fen for fen in prices if fen is not None)


def subsidy_part_amounts(pack: Pack) -> list[Row]:
    """Compute the rows of `policy.subsidy_part_amount`: the fen that each payer's part of a subsidy pays of each price.

    One row per rule, part (counted from 1) and price of `base_prices_fen`, without `campaign_id`. The amount is not yet
    limited to what the parts before it leave of the price. A row maps each column to its value.
    """
    prices = base_prices_fen(pack)
    return [
        {"rule_id": subsidy.rule_id, "part_no": number, "price_fen": price_fen, "fen": part_fen(part, price_fen)}
        for subsidy in pack.subsidies
        for number, part in enumerate(subsidy.all_parts(), start=1)
        for price_fen in prices
    ]
