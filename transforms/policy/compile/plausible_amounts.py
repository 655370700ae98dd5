"""Compute which amounts a person, or the funds for a person, may owe under a pack; the gate compares with them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import combinations

from transforms.policy.compile.part_amounts import base_prices_fen
from transforms.policy.model.pack import Pack
from transforms.policy.model.subsidy_amounts import subsidy_fen


def plausible_amounts_fen(pack: Pack) -> frozenset[int]:
    """Return every amount above 0 fen that any person may owe for a payable plan year on any day.

    These are the prices, each also less every possible subsidy (one that decides, plus any paid on top of it), and the
    prices of repairing a missed year.
    """
    amounts = {rule.repair.price_fen for rule in pack.waiting if rule.repair is not None}
    years = {*pack.campaign.payable_plan_years, *pack.repair_years}
    for rule in pack.prices:
        price_fen = rule.price.fen
        if price_fen is None or rule.plan_year not in years:
            continue
        amounts.add(price_fen)
        if rule.plan_year == pack.campaign.plan_year:
            amounts |= {price_fen - given_fen for given_fen in _possible_subsidies_fen(pack)}
    return frozenset(fen for fen in amounts if fen > 0)


def claimable_amounts_fen(pack: Pack) -> frozenset[int]:
    """Return every amount above 0 fen that all funds together may owe for one person in the campaign's plan year."""
    return frozenset(fen for fen in _possible_subsidies_fen(pack) if fen > 0)


def _possible_subsidies_fen(pack: Pack) -> set[int]:
    """Return every total of subsidies: none or one that decides, plus any set of those paid on top, up to the price."""
    totals = set()
    for price_fen in base_prices_fen(pack):
        deciding = {0, *_amounts_fen(pack, price_fen, on_top=False)}
        for extra_fen in _subset_sums(set(_amounts_fen(pack, price_fen, on_top=True))):
            totals |= {min(fen + extra_fen, price_fen) for fen in deciding}
    return totals


def _amounts_fen(pack: Pack, price_fen: int, *, on_top: bool) -> Iterator[int]:
    for subsidy in pack.subsidies:
        fen = subsidy_fen(subsidy, price_fen) if subsidy.pays and subsidy.on_top == on_top else None
        if fen is not None:
            yield fen


def _subset_sums(amounts: Collection[int]) -> set[int]:
    """Return the sum of every subset of the amounts, the empty one included."""
    return {sum(subset) for size in range(len(amounts) + 1) for subset in combinations(amounts, size)}
