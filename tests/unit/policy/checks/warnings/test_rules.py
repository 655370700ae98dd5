"""Warnings about rules that never hold, tiers in a wrong order, and a history that nobody sends."""

from datetime import date, timedelta
from typing import Any

import pytest

from tests.support.packs.entries import dongan, entry, sections
from transforms.policy.checks.warnings import rules
from transforms.policy.model.coverage import CoverageRule, Reward, Start, WaitingRule
from transforms.policy.model.prices import Price, Tier

CAMPAIGN, WINDOWS = dongan().campaign, dongan().windows
END = date(2019, 12, 31)
YEAR_END = date(2020, 12, 31)
DAY = timedelta(days=1)


def price(fen: int = 25000, **values: Any) -> Price:
    """Make a price of the plan year."""
    return entry(Price, **{"plan_year": 2020, "price": {"fen": fen}} | values)


def waiting(missed: int = 0, **when: Any) -> WaitingRule:
    """Make a rule of three months for persons who missed so many years."""
    return entry(
        WaitingRule, when=when, min_missed_years=missed, counts_from_year=2018, fixed_months=3,
        months_per_missed_year=1, first_missed_year_counts=True,
    )  # fmt: skip


LATE, LOCAL_LATE = {"phase": "late"}, {"phase": "late", "hukou_local": True}


@pytest.mark.parametrize(
    ("first", "second", "is_idle"),
    [
        (price(), price(when=LATE), True),
        (price(when=LATE), price(when=LOCAL_LATE), True),
        (price(when=LATE), price(when=LATE), True),
        (price(when=LOCAL_LATE), price(when=LATE), False),
        (price(when=LATE), price(when={"phase": "in_window"}), False),
        (price(), price(plan_year=2019), False),
        (price(), price(tier="high"), False),
    ],
)
def test_the_wider_price_comes_last(first: Price, second: Price, is_idle: bool) -> None:
    findings = list(rules.prices_out_of_reach(sections(prices=(first, second))))
    assert [(finding.path, finding.code) for finding in findings] == [(("prices", 1), "doubt.out_of_reach")] * is_idle


def test_the_wider_coverage_comes_last() -> None:
    first, second = (entry(CoverageRule, starts=(Start(base="payment"),), when=when) for when in ({}, LATE))
    assert [finding.path for finding in rules.coverage_out_of_reach(sections(coverage=(first, second)))] == [
        ("coverage", 1)
    ]
    assert list(rules.coverage_out_of_reach(sections(coverage=(second, first)))) == []


@pytest.mark.parametrize(("missed", "is_idle"), [((0, 2), True), ((2, 2), True), ((2, 0), False), ((2, 1), False)])
def test_more_missed_years_are_the_narrower_condition(missed: tuple[int, int], is_idle: bool) -> None:
    findings = list(rules.waiting_out_of_reach(sections(waiting=tuple(map(waiting, missed)))))
    assert [finding.path for finding in findings] == [("waiting", 1)] * is_idle


@pytest.mark.parametrize(
    ("when", "field"),
    [
        ({"valid_from": YEAR_END}, None),
        ({"valid_from": YEAR_END + DAY}, "valid_from"),
        ({"valid_from": END, "phase": "in_window"}, None),
        ({"valid_from": END + DAY, "phase": "in_window"}, "valid_from"),
        ({"valid_to": END + DAY, "phase": "late"}, None),
        ({"valid_to": END, "phase": "late"}, "valid_to"),
        ({"valid_to": END, "phase": "in_window"}, None),
    ],
)
def test_a_rule_holds_on_some_day(when: dict[str, Any], field: str | None) -> None:
    part = sections(windows=WINDOWS, campaign=CAMPAIGN, prices=(price(when=when),))
    assert [finding.path for finding in rules.rules_that_hold_on_no_day(part)] == (
        [("prices", 0, "when", field)] if field else []
    )


@pytest.mark.parametrize(("second", "is_below"), [(30000, False), (25000, False), (24999, True)])
def test_the_first_tier_is_the_lowest(second: int, is_below: bool) -> None:
    tiers = tuple(entry(Tier, tier=code, label_zh=code) for code in ("low", "high"))
    prices = price(25000, tier="low"), price(second, tier="high")
    findings = list(rules.tiers_below_the_default(sections(tiers=tiers, prices=prices, campaign=CAMPAIGN)))
    assert [finding.path for finding in findings] == [("tiers", 1)] * is_below
    assert not is_below or findings[0].expected_zh == "本档249.99元，低于默认档250元"
    without = sections(tiers=tiers, prices=prices[:1], campaign=CAMPAIGN)
    assert list(rules.tiers_below_the_default(without)) == []


def test_past_years_are_sent_if_a_rule_needs_them() -> None:
    sources = dongan().sources
    history = sources[0].model_copy(update={"source": "history"})
    reward = entry(Reward, after_years=4, fen_per_year=100000)
    for sent, count in ((sources, 1), ((*sources, history), 0)):
        assert len(list(rules.waiting_without_history(sections(waiting=(waiting(),), sources=sent)))) == count
        assert len(list(rules.reward_without_history(sections(reward=reward, sources=sent)))) == count
    assert list(rules.waiting_without_history(sections(waiting=(), sources=sources))) == []
    assert list(rules.reward_without_history(sections(reward=None, sources=sources))) == []
