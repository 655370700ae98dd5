"""Amounts of subsidies in whole fen, by integer arithmetic only: the one rule for shares and for the person's share."""

from __future__ import annotations

from transforms.policy.model.subsidies import Part, Rounding, Subsidy

FULL_BP = 10_000


def share_of(price_fen: int, share_bp: int, rounding: Rounding) -> int:
    """Compute a share of a price (`price_fen`) in whole fen.

    `share_bp` is in basis points: 10000 is the whole price. `rounding`: what a part of a fen becomes: `half_up`, `down`
    or `up`.
    """
    whole, rest = divmod(price_fen * share_bp, FULL_BP)
    if rounding == "up":
        return whole + (rest > 0)
    if rounding == "half_up":
        return whole + (2 * rest >= FULL_BP)
    return whole


def part_fen(part: Part, price_fen: int) -> int:
    """Compute the fen that one payer pays of a price (`price_fen`) to which no other payer has contributed.

    `part`: a payer with a fixed amount, a share, or the rest. A fixed amount is returned unchanged, even if it exceeds
    the price; a share is rounded to fen as the part's `rounding` states; a `rest` part pays the whole price.
    """
    if part.amount_fen is not None:
        return part.amount_fen
    if part.share_bp is not None and part.rounding is not None:
        return share_of(price_fen, part.share_bp, part.rounding)
    return price_fen


def stated_fen(subsidy: Subsidy, price_fen: int) -> int | None:
    """Add up the parts of a subsidy of this price in fen, as the notice states them; the sum can exceed the price.

    A `rest` part fills up to the price. Returns None if the rule gives no amount (kind `none` or `undefined`).
    """
    if not subsidy.pays:
        return None
    total = 0
    for part in subsidy.all_parts():
        total = max(total, price_fen) if part.rest else total + part_fen(part, price_fen)
    return total


def subsidy_fen(subsidy: Subsidy, price_fen: int) -> int | None:
    """Compute the fen that all payers of a subsidy together pay of a price (`price_fen`), at most the price.

    Returns None if the rule gives no amount (kind `none` or `undefined`).
    """
    stated = stated_fen(subsidy, price_fen)
    return None if stated is None else min(stated, price_fen)


def personal_share_fen(subsidy: Subsidy, price_fen: int) -> int | None:
    """Compute the fen that the person pays of a price at first: the price less the subsidy, or all if it is reimbursed.

    Returns None if the subsidy's amount is undefined, or if it is paid on top of another that is not known here.
    """
    if subsidy.kind == "undefined" or subsidy.on_top:
        return None
    if subsidy.paid == "reimbursed":
        return price_fen
    return price_fen - (subsidy_fen(subsidy, price_fen) or 0)
