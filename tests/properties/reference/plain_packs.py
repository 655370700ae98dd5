"""Made-up packs without what lets a further category raise what a person owes; `may_raise` says what that is."""

from __future__ import annotations

from tests.properties.reference import made_up_packs
from tests.properties.reference.pack_sections import Section

LISTS = ("with_any", "unless_any")


def may_raise(pack: Section) -> bool:
    """Whether the pack itself says that one more category can make a person owe more.

    Combinations, an order of categories, a list that ends a subsidy or chooses a price, an undefined amount,
    paying first; and a cheaper tier, which nobody has whose subsidy is above its price.
    """
    rules = [*pack["prices"], *pack["subsidies"]]
    return bool(
        pack["combinations"] or pack["pay_first"] or len(pack.get("tiers") or ()) > 1
        or (pack.get("several") or {}).get("method") == "order"
        or any(name in (one.get("when") or {}) for one in rules for name in LISTS)
        or any(one["kind"] == "undefined" or one.get("paid") == "reimbursed" for one in pack["subsidies"])
    )  # fmt: skip


def make(seed: int) -> Section:
    """The made-up pack of the seed with all that taken out: what was undefined is only tracked."""
    pack = made_up_packs.make(seed)
    first = pack["tiers"][0]["tier"] if pack.get("tiers") else None
    prices = [_plain(one) for one in pack["prices"] if first is None or one["tier"] == first]
    subsidies = [_plain(one) for one in pack["subsidies"]]
    kept = {name: section for name, section in pack.items() if name not in ("tiers", "several")}
    return kept | {"combinations": [], "pay_first": None, "prices": prices, "subsidies": subsidies}


def _plain(rule: Section) -> Section:
    dropped = ("tier", "paid", "enjoys_tier")
    plain = {name: value for name, value in rule.items() if name not in dropped}
    plain["when"] = {name: value for name, value in (rule.get("when") or {}).items() if name not in LISTS}
    if rule.get("kind") == "undefined":
        said = ("rule_id", "requirement_ids", "clause", "quote", "category", "when", "reason")
        plain = {name: plain[name] for name in said} | {"kind": "none"}
    return plain
