"""Rules between each other: known names, and no two rules of a category for one person on one day."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.packs.entries import dongan, entry
from transforms.policy.checks.errors import rules
from transforms.policy.model.conditions import Conditions
from transforms.policy.model.pack import OutsideOwnWindow
from transforms.policy.model.prices import Price, Tier
from transforms.policy.model.schedule import Window
from transforms.policy.model.subsidies import Category, Combination, Payer, Several, Subsidy

POOR, OLD = (entry(Category, category=code, label_zh=code) for code in ("poor", "old"))
HOUSEHOLD = dongan().household


def full(**values: Any) -> Subsidy:
    """Make a subsidy of the whole price for the poor."""
    return entry(Subsidy, **{"category": "poor", "kind": "full", "payer": "fiscal"} | values)


def places_of(findings: Any) -> list[tuple[str, str]]:
    """Return (dotted path, code) of each finding."""
    return [(".".join(map(str, finding.path)), finding.code) for finding in findings]


def test_conditions_name_listed_categories() -> None:
    price = entry(Price, plan_year=2020, price={"fen": 1}, when={"unless_any": ("poor", "rich")})
    problems = places_of(
        rules.conditions_name_categories((POOR,), (price,), (full(when={"with_any": ("gone",)}),), (), ())
    )
    assert problems == [
        ("prices.0.when.unless_any.1", "pack.unknown_name"), ("subsidies.0.when.with_any.0", "pack.unknown_name"),
    ]  # fmt: skip


def test_parts_name_listed_funds_and_the_rest_comes_last() -> None:
    payers = (entry(Payer, payer="fiscal", label_zh="财政"),)
    rest, fixed = {"payer": "fiscal", "rest": True}, {"payer": "lottery", "amount_fen": 1}
    right = full(kind="parts", payer=None, parts=(fixed | {"payer": "fiscal"}, rest))
    wrong = full(kind="parts", payer=None, parts=(rest, fixed))
    assert places_of(rules.parts_name_payers((right, full()), payers)) == []
    assert places_of(rules.parts_name_payers((wrong,), payers)) == [
        ("subsidies.0.parts.0", "pack.rest"), ("subsidies.0.parts.1.payer", "pack.unknown_name"),
    ]  # fmt: skip


def test_tiers_are_listed_once_and_known() -> None:
    tiers = tuple(entry(Tier, tier=code, label_zh=code) for code in ("low", "high", "low"))
    prices = tuple(entry(Price, plan_year=2020, price={"fen": 1}, tier=code) for code in ("high", "standard"))
    assert places_of(rules.tiers_are_known(tiers, prices, (full(enjoys_tier="top"), full(enjoys_tier="high")))) == [
        ("tiers.2.tier", "pack.repeated_name"), ("prices.1.tier", "pack.unknown_name"),
        ("subsidies.0.enjoys_tier", "pack.unknown_name"),
    ]  # fmt: skip
    assert places_of(rules.tiers_are_known((), prices[1:], ())) == []


def test_decisions_name_listed_categories() -> None:
    combination = entry(Combination, of=("poor", "gone"), counts="poor")
    household = HOUSEHOLD.model_copy(update={"excused": ("soldier",)})
    problems = places_of(rules.decisions_name_categories((POOR,), (full(),), None, (combination,), household))
    assert problems == [("household.excused.0", "pack.unknown_name"), ("combinations.0.of.1", "pack.unknown_name")]


@pytest.mark.parametrize(
    ("other", "is_needed"),
    [
        ({}, True),
        ({"kind": "undefined", "payer": None, "reason": "不明"}, True),
        ({"kind": "none", "payer": None, "reason": "只登记"}, False),
        ({"on_top": True}, False),
    ],
)
def test_an_order_has_every_category_that_takes_part(other: dict[str, Any], is_needed: bool) -> None:
    several = entry(Several, method="order", order=("poor",))
    subsidies = full(), full(category="old", **other)
    problems = places_of(rules.decisions_name_categories((POOR, OLD), subsidies, several, (), HOUSEHOLD))
    assert problems == [("several.order", "pack.order")] * is_needed


def test_a_tail_needs_the_day_of_receipt() -> None:
    days = {"starts_on": date(2019, 9, 1), "ends_on": date(2019, 9, 30)}
    window = entry(Window, window_id="main", group="everyone", tail_until=date(2019, 10, 7), **days)
    collected = dongan().decision_date
    received = collected.model_copy(update={"basis": "received"})
    assert places_of(rules.tails_need_receipt_dates((window,), received)) == []
    assert places_of(rules.tails_need_receipt_dates((window,), collected)) == [("windows.0.tail_until", "pack.tail")]


def test_money_outside_the_own_window_needs_a_window_of_special_groups() -> None:
    days = {"starts_on": date(2019, 9, 1), "ends_on": date(2019, 9, 30)}
    special, everyone = (entry(Window, window_id=group, group=group, **days) for group in ("special", "everyone"))
    outside = entry(OutsideOwnWindow, effect="refused")
    assert places_of(rules.own_window_exists((special, everyone), outside)) == []
    assert places_of(rules.own_window_exists((everyone,), None)) == []
    assert places_of(rules.own_window_exists((everyone,), outside)) == [("outside_own_window", "pack.own_window")]


DAY = date(2019, 10, 31)
APART = [
    ({"max_age": 17}, {"min_age": 18}),
    ({"max_grade": 2}, {"min_grade": 3}),
    ({"valid_to": DAY}, {"valid_from": date(2019, 11, 1)}),
    ({"recognised_to": DAY}, {"recognised_from": date(2019, 11, 1)}),
    ({"subclasses": ("甲",)}, {"subclasses": ("乙", "丙")}),
    ({"hukou_local": True}, {"hukou_local": False}),
    ({"phase": "late"}, {"phase": "in_window"}),
    ({"with_any": ("old",)}, {"unless_any": ("old",)}),
]
TOGETHER = [
    ({}, {}),
    ({"max_age": 18}, {"min_age": 18}),
    ({"max_age": 17, "age_on": DAY}, {"min_age": 18, "age_on": date(2019, 12, 31)}),
    ({"valid_to": DAY}, {"valid_from": DAY}),
    ({"subclasses": ("甲", "乙")}, {"subclasses": ("乙",)}),
    ({"hukou_local": True}, {"phase": "late"}),
    ({"with_any": ("old", "young")}, {"unless_any": ("old",)}),
]


@pytest.mark.parametrize(("first", "second", "overlap"), [(*p, False) for p in APART] + [(*p, True) for p in TOGETHER])
def test_two_rules_of_a_category_never_hold_together(first: Any, second: Any, overlap: bool) -> None:
    for pair in ((first, second), (second, first)):
        subsidies = tuple(full(when=Conditions(**when)) for when in pair)
        assert places_of(rules.conditions_do_not_overlap(subsidies)) == [("subsidies.1", "pack.overlap")] * overlap


def test_rules_of_two_categories_or_on_top_are_not_compared() -> None:
    assert places_of(rules.conditions_do_not_overlap((full(), full(category="old"), full(on_top=True)))) == []


BOUND = st.none() | st.integers(0, 6)


@given(a=st.tuples(BOUND, BOUND), b=st.tuples(BOUND, BOUND))
def test_ranges_overlap_if_they_share_a_number(
    a: tuple[int | None, int | None], b: tuple[int | None, int | None]
) -> None:
    def has(bounds: tuple[int | None, int | None], number: int) -> bool:
        low, high = bounds
        return (low is None or low <= number) and (high is None or number <= high)

    if all(low is None or high is None or low <= high for low, high in (a, b)):
        assert rules.ranges_overlap(a, b) == any(has(a, n) and has(b, n) for n in range(-1, 8))
