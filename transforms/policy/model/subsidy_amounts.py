"""Amounts of subsidies in whole fen, by integers only."""

from __future__ import annotations

from transforms.policy.model.subsidies import Part, Subsidy

FULL_BP = 10_000


def share_of(price_fen: int, share_bp: int, rounding: str) -> int:
    """The share of a price, rounded to the fen as the pack says; basis points over 10000."""
    whole, rest = divmod(price_fen * share_bp, FULL_BP)
    if rounding == "up":
        return whole + (rest > 0)
    if rounding == "half_up":
        return whole + (2 * rest >= FULL_BP)
    return whole


def part_fen(part: Part, price_fen: int) -> int:
    """What one payer would pay of a price if nothing had been paid before."""
    if part.amount_fen is not None:
        return part.amount_fen
    if part.share_bp is not None and part.rounding is not None:
        return share_of(price_fen, part.share_bp, part.rounding)
    return price_fen


def stated_fen(subsidy: Subsidy, price_fen: int) -> int | None:
    """What the parts of a rule come to, which can be more than the price; a rest fills up. None without an amount."""
    if not subsidy.pays:
        return None
    total = 0
    for part in subsidy.all_parts():
        total = max(total, price_fen) if part.rest else total + part_fen(part, price_fen)
    return total


def subsidy_fen(subsidy: Subsidy, price_fen: int) -> int | None:
    """What the rule gives of a price, never more than the price; None for rules that give no amount."""
    stated = stated_fen(subsidy, price_fen)
    return None if stated is None else min(stated, price_fen)
