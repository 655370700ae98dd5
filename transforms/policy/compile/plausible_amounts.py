"""Which amounts somebody may owe by a pack: what the gate compares the amounts of payments with."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import combinations

from transforms.policy.model.pack import Pack, list_tier_codes
from transforms.policy.model.subsidy_amounts import subsidy_fen


def usual_amounts_fen(pack: Pack) -> frozenset[int]:
    """Every amount above 0 that one person may owe for a plan year that may be paid, in whole fen.

    The prices, each less what a subsidy gives, alone and with those paid on top of it; and what repairs a missed year.
    Which of them a person owes, and on which day, is not asked here.
    """
    found = {one.repair.price_fen for one in pack.waiting if one.repair is not None}
    years = {*pack.campaign.payable_plan_years, *pack.repair_years}
    for price in pack.prices:
        if price.price.fen is None or price.plan_year not in years:
            continue
        found.add(price.price.fen)
        if price.plan_year == pack.campaign.plan_year:
            found |= {price.price.fen - given for given in _given(pack)}
    return frozenset(fen for fen in found if fen > 0)


def _given(pack: Pack) -> set[int]:
    """What subsidies can come to: one that counts alone, or none, with any of those on top of it."""
    default = list_tier_codes(pack.tiers)[0]
    bases = {
        one.price.fen for one in pack.prices
        if one.price.fen is not None and one.tier == default and one.plan_year == pack.campaign.plan_year
    }  # fmt: skip
    found = set()
    for base in bases:
        alone = {0, *_amounts(pack, base, on_top=False)}
        for extra in _sums(set(_amounts(pack, base, on_top=True))):
            found |= {min(one + extra, base) for one in alone}
    return found


def _amounts(pack: Pack, base_fen: int, *, on_top: bool) -> Iterator[int]:
    for one in pack.subsidies:
        fen = subsidy_fen(one, base_fen) if one.pays and one.on_top == on_top else None
        if fen is not None:
            yield fen


def _sums(amounts: Collection[int]) -> set[int]:
    """The sum of any of them, none included."""
    return {sum(some) for size in range(len(amounts) + 1) for some in combinations(amounts, size)}
