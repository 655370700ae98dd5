"""Warnings about rules: rules that are never reached, that hold on no day of the campaign, tiers in the wrong order."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from datetime import date

from transforms.policy.checks.warnings.calendar import campaign_span
from transforms.policy.model.conditions import DayConditions
from transforms.policy.model.coverage import CoverageRule, WaitingRule
from transforms.policy.model.pack import Campaign, find_standard_price
from transforms.policy.model.prices import Price, Tier
from transforms.policy.model.sections import Sections
from transforms.policy.model.walk import models_in
from transforms.strict_yaml.problems import Finding, build_warning
from transforms.text.figures import date_zh, short_decimal

HISTORY = "history"
# Of the rules of one list, the first that holds for a person and day counts.
OrderedRule = Price | CoverageRule | WaitingRule


def prices_out_of_reach(sections: Sections) -> Iterator[Finding]:
    """Yield a warning for each price that is never used: an earlier price of its year and tier holds wherever it does.

    Of the prices of a plan year and tier, the first that holds counts. `sections`: section name -> its model; it must
    have `prices`. A finding states the place in the pack, the fault and the remedy, in Chinese and English.
    """
    yield from _out_of_reach("prices", sections["prices"])


def coverage_out_of_reach(sections: Sections) -> Iterator[Finding]:
    """Yield a warning for each coverage rule that is never used: an earlier rule holds wherever it does.

    Of the coverage rules, the first that holds counts. `sections`: section name -> its model; it must have `coverage`.
    A finding states the place in the pack, the fault and the remedy, in Chinese and English.
    """
    yield from _out_of_reach("coverage", sections["coverage"])


def waiting_out_of_reach(sections: Sections) -> Iterator[Finding]:
    """Yield a warning for each waiting rule that is never used: an earlier rule holds wherever it does.

    Of the waiting rules, the first that holds counts. `sections`: section name -> its model; it must have `waiting`. A
    finding states the place in the pack, the fault and the remedy, in Chinese and English.
    """
    yield from _out_of_reach("waiting", sections["waiting"])


def _out_of_reach(section: str, rules: Sequence[OrderedRule]) -> Iterator[Finding]:
    for index, rule in enumerate(rules):
        earlier = (first for first in rules[:index] if _group(first) == _group(rule) and _covers(first, rule))
        before = next(earlier, None)
        if before is not None:
            yield build_warning(
                (section, index),
                "doubt.out_of_reach",
                f"前面的 {before.rule_id} 对这些人总是成立，这一条永远用不到",
                "把条件窄的一条移到前面，或删除这一条",
                f"{before.rule_id} before it always holds: it is never reached",
                "put the narrower rule first, or delete this one",
            )


def _group(rule: OrderedRule) -> Hashable:
    """Prices of one plan year and tier compete; the rules of every other list all compete."""
    return (rule.plan_year, rule.tier) if isinstance(rule, Price) else None


def _covers(first: OrderedRule, second: OrderedRule) -> bool:
    """Whether the first rule holds wherever the second holds: the second has all of its conditions."""
    if isinstance(first, WaitingRule) and isinstance(second, WaitingRule) and _demands_more(first, second):
        return False
    demands = dict(second.when)
    return all(demands[name] == value for name, value in first.when if value is not None)


def _demands_more(first: WaitingRule, second: WaitingRule) -> bool:
    return first.min_missed_years > second.min_missed_years


def rules_that_hold_on_no_day(sections: Sections) -> Iterator[Finding]:
    """Yield a warning for each rule that can hold on no day: after the plan year, or outside the phase that it demands.

    Outside: a rule for the days inside the windows begins after the last window, or a rule for the days after the
    windows ends by their last day. `sections`: section name -> its model; it must have `windows` and `campaign`. A
    finding states the place in the pack, the fault and the remedy, in Chinese and English.
    """
    _, ends_on = campaign_span(sections)
    last = max(ends_on, date(sections["campaign"].plan_year, 12, 31))
    for path, when in models_in({name: section for name, section in sections.items() if name != "windows"}):
        if not isinstance(when, DayConditions):
            continue
        field, day = "valid_from", when.valid_from
        is_idle = day is not None and day > (ends_on if when.phase == "in_window" else last)
        if when.phase == "late" and when.valid_to is not None and when.valid_to <= ends_on:
            field, day, is_idle = "valid_to", when.valid_to, True
        if is_idle and day is not None:
            yield build_warning(
                (*path, field),
                "doubt.holds_on_no_day",
                f"以{date_zh(day)}为界，缴费期内外没有一天符合（集中缴费期止于{date_zh(ends_on)}）",
                "看日期或 phase 是否写错",
                f"with {day} it holds on no day (the windows end on {ends_on})",
                "see whether the day or the phase is wrong",
            )


def tiers_below_the_default(sections: Sections) -> Iterator[Finding]:
    """Yield a warning for each tier that costs less than the default tier, the first tier of the pack.

    `sections`: section name -> its model; it must have `tiers`, `prices` and `campaign`. A finding states the place in
    the pack, the fault and the remedy, in Chinese and English.
    """
    campaign, prices, tiers = sections["campaign"], sections["prices"], sections["tiers"]
    prices_fen = [_standard_fen(campaign, prices, (tier,)) for tier in tiers]
    default_fen = prices_fen[0] if prices_fen else None
    for index, fen in enumerate(prices_fen[1:], start=1):
        if fen is not None and default_fen is not None and fen < default_fen:
            yield build_warning(
                ("tiers", index),
                "doubt.tier_below_default",
                f"本档{short_decimal(fen)}元，低于默认档{short_decimal(default_fen)}元",
                "把最低档写在最前面；通知另定默认档则不必改",
                f"it costs {short_decimal(fen)} yuan, less than the default tier's {short_decimal(default_fen)}",
                "put the lowest tier first; leave it if the notice has another default",
            )


def _standard_fen(campaign: Campaign, prices: tuple[Price, ...], tiers: tuple[Tier, ...]) -> int | None:
    try:
        return find_standard_price(campaign, prices, tiers).price.fen
    except LookupError:
        return None


def late_subsidy_without_price(sections: Sections) -> Iterator[Finding]:
    """Yield a warning if persons recognised after the windows get a subsidy, but no price after the windows is stated.

    `sections`: section name -> its model; it must have `recognised_after_window`, `prices` and `campaign`. A finding
    states the place in the pack, the fault and the remedy, in Chinese and English.
    """
    late, campaign = sections["recognised_after_window"], sections["campaign"]
    if late is None or late.effect != "subsidised":
        return
    prices = [price for price in sections["prices"] if price.plan_year == campaign.plan_year]
    if all(price.when.phase == "in_window" or price.price.fen is None for price in prices):
        yield build_warning(
            ("recognised_after_window", "effect"),
            "doubt.late_subsidy_without_price",
            "集中缴费期后的缴费标准未定，其后认定的人资助金额仍是未定",
            "写明集中缴费期后的缴费标准，或把 effect 写成 undefined、ordinary",
            "no price after the windows is known: the subsidy of a person recognised later stays undefined",
            "state the price after the windows, or write effect undefined or ordinary",
        )


def waiting_without_history(sections: Sections) -> Iterator[Finding]:
    """Yield a warning if there are waiting rules, which depend on past years, but no source `history` sends these.

    `sections`: section name -> its model; it must have `waiting` and `sources`. A finding states the place in the pack,
    the fault and the remedy, in Chinese and English.
    """
    if sections["waiting"] and not _has_history(sections):
        yield _no_history(("waiting", 0), "等待期", "waiting months")


def reward_without_history(sections: Sections) -> Iterator[Finding]:
    """Yield a warning if consecutive years are rewarded, but no source `history` sends the past years.

    `sections`: section name -> its model; it must have `reward` and `sources`. A finding states the place in the pack,
    the fault and the remedy, in Chinese and English.
    """
    if sections["reward"] is not None and not _has_history(sections):
        yield _no_history(("reward",), "连续参保激励", "a reward")


def _has_history(sections: Sections) -> bool:
    return any(source.source == HISTORY for source in sections["sources"])


def _no_history(path: tuple[str | int, ...], zh: str, en: str) -> Finding:
    return build_warning(
        path,
        "doubt.history_unsent",
        f"{zh}要看历年参保情况，而没有单位报送（history）：每个人都会标为缺历年记录",
        "在 sources 中加上 history，或确认暂不计算",
        f"{en} needs the past years, and no source sends the history: everybody will be flagged history_missing",
        "add the source history, or make sure that it is not to be computed yet",
    )
