"""Shares of prices in fen: of each defined price of the default tier in the plan year, and of no other."""

from typing import Any

from tests.support.packs.entries import dongan, entry
from transforms.policy import Pack
from transforms.policy.compile.part_amounts import base_prices_fen, subsidy_part_amounts
from transforms.policy.model.prices import Price, Tier
from transforms.policy.model.subsidies import Subsidy


def price(fen: int | None, **values: Any) -> Price:
    """Make a price of 2020; None is undefined."""
    amount = {"undefined": "不明"} if fen is None else {"fen": fen}
    return entry(Price, **{"plan_year": 2020, "price": amount} | values)


def pack(*prices: Price, **changed: Any) -> Pack:
    """Copy Dong'an's pack with these prices."""
    return dongan().model_copy(update={"prices": prices} | changed)


def test_a_share_is_taken_from_the_defined_prices_of_the_plan_year_once_each() -> None:
    late, last_year = price(300, when={"phase": "late"}), price(200, plan_year=2019)
    assert base_prices_fen(pack(price(300), price(100), late, price(None), last_year)) == [100, 300]


def test_a_share_is_never_taken_from_a_tier_that_is_chosen() -> None:
    tiers = tuple(entry(Tier, tier=tier, label_zh=tier) for tier in ("low", "high"))
    assert base_prices_fen(pack(price(100, tier="low"), price(300, tier="high"), tiers=tiers)) == [100]


def test_every_part_has_its_fen_for_every_price_not_capped_by_the_parts_before_it() -> None:
    parts = (
        {"payer": "fiscal", "share_bp": 3333, "rounding": "half_up"},
        {"payer": "medical_aid", "amount_fen": 20000},
        {"payer": "fiscal", "rest": True},
    )
    rule = entry(Subsidy, category="destitute", kind="parts", parts=parts)
    tracked = entry(Subsidy, category="student", kind="none", reason="只登记")
    rows = subsidy_part_amounts(pack(price(25000), price(10), subsidies=(tracked, rule)))
    # 33.33 % of 10 fen is 3.333, of 25000 fen 8332.5, which is rounded up
    assert [(row["part_no"], row["price_fen"], row["fen"]) for row in rows] == [
        (1, 10, 3), (1, 25000, 8333), (2, 10, 20000), (2, 25000, 20000), (3, 10, 10), (3, 25000, 25000),
    ]  # fmt: skip
