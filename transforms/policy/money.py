"""Amounts of subsidies in whole fen, by integers only."""

from __future__ import annotations

from transforms.policy.people import Subsidy

FULL_BP = 10_000


def share_of(standard_fen: int, share_bp: int, rounding: str) -> int:
    """The share of a standard, rounded to the fen as the pack says; basis points over 10000."""
    whole, rest = divmod(standard_fen * share_bp, FULL_BP)
    if rounding == "up":
        return whole + (rest > 0)
    if rounding == "half_up":
        return whole + (2 * rest >= FULL_BP)
    return whole


def subsidy_fen(subsidy: Subsidy, standard_fen: int) -> int | None:
    """What the rule gives in fen; None for rules that give no amount."""
    if subsidy.kind == "full":
        return standard_fen
    if subsidy.kind == "share" and subsidy.share_bp is not None and subsidy.rounding is not None:
        return share_of(standard_fen, subsidy.share_bp, subsidy.rounding)
    return subsidy.amount_fen
