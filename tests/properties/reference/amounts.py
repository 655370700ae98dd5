"""(5) What a subsidy rule gives, by whole fen only."""

from __future__ import annotations

from collections.abc import Iterable

from tests.properties.reference.content import Rule

Shares = tuple[tuple[str, int], ...]
FULL_BP = 10_000


def parts_of(rule: Rule) -> list[Rule]:
    """(5) What each payer pays, in order; a rule with one payer is one part."""
    if rule["kind"] == "parts":
        return list(rule["parts"])
    return [rule | {"rest": rule["kind"] == "full"}]


def part_fen(part: Rule, base: int, left: int) -> int:
    """(5) One part, capped by what is left of the base."""
    if part.get("rest"):
        return left
    if part.get("amount_fen") is not None:
        return min(left, part["amount_fen"])
    exact = base * part["share_bp"]
    up = {"down": 0, "half_up": FULL_BP // 2, "up": FULL_BP - 1}[part["rounding"]]
    return min(left, (exact + up) // FULL_BP)


def shares_of(rule: Rule, base: int, left: int) -> list[tuple[str, int]]:
    """(5) The parts of a rule on what is left of the base: shares are of the base, the rest is of what is left."""
    shares = []
    for part in parts_of(rule):
        fen = part_fen(part, base, left)
        shares.append((part["payer"], fen))
        left -= fen
    return shares


def added_up(shares: Iterable[tuple[str, int]]) -> Shares:
    """(6) Zeros left out, then equal payers added up where they first pay something. (Reading: in this order.)"""
    sums: dict[str, int] = {}
    for payer, fen in shares:
        if fen:
            sums[payer] = sums.get(payer, 0) + fen
    return tuple(sums.items())


def cut(shares: Shares, ceiling: int) -> Shares:
    """Reading: a subsidy gained later exceeds no price paid before; the payers pay in order until it is reached."""
    kept = []
    for payer, fen in shares:
        kept.append((payer, min(fen, ceiling)))
        ceiling -= kept[-1][1]
    return added_up(kept)


def total(shares: Shares) -> int:
    return sum(fen for _, fen in shares)
