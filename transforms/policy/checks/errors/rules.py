"""Errors between rules: unknown names, and two rules of a category that hold for one person on one day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import combinations as pairs
from typing import TypeVar

from transforms.policy.checks.errors.names import unknown_name
from transforms.policy.model.conditions import Conditions, DayConditions
from transforms.policy.model.coverage import CoverageRule, WaitingRule
from transforms.policy.model.pack import DecisionDate, Household, OutsideOwnWindow, list_tier_codes
from transforms.policy.model.prices import Price, Tier
from transforms.policy.model.schedule import Window
from transforms.policy.model.subsidies import Category, Combination, Payer, Several, Subsidy
from transforms.strict_yaml.problems import Finding

Path = tuple[str | int, ...]
Bound = TypeVar("Bound", int, date)


def conditions_name_categories(
    categories: tuple[Category, ...],
    prices: tuple[Price, ...],
    subsidies: tuple[Subsidy, ...],
    coverage: tuple[CoverageRule, ...],
    waiting: tuple[WaitingRule, ...],
) -> Iterator[Finding]:
    """Yield an error for each unknown category in the conditions `with_any` and `unless_any` of a rule.

    The arguments are sections of the pack. A finding states the place in the pack, the fault and the remedy, in Chinese
    and English.
    """
    known = {category.category for category in categories}
    whens: dict[str, list[DayConditions]] = {
        "prices": [rule.when for rule in prices],
        "subsidies": [rule.when for rule in subsidies],
        "coverage": [rule.when for rule in coverage],
        "waiting": [rule.when for rule in waiting],
    }
    for section, conditions in whens.items():
        for index, when in enumerate(conditions):
            yield from _unknown_in(when, (section, index, "when"), known)


def _unknown_in(when: DayConditions, path: Path, known: set[str]) -> Iterator[Finding]:
    for name, codes in (("with_any", when.with_any), ("unless_any", when.unless_any)):
        for place, category in enumerate(codes or ()):
            if category not in known:
                yield unknown_name((*path, name, place), category, " categories ", "categories")


def parts_name_payers(subsidies: tuple[Subsidy, ...], payers: tuple[Payer, ...]) -> Iterator[Finding]:
    """Yield an error for each unknown payer of a subsidy's parts, and for a part `rest` that is not the last part.

    The arguments are sections of the pack. A finding states the place in the pack, the fault and the remedy, in Chinese
    and English.
    """
    known = {payer.payer for payer in payers}
    for index, subsidy in enumerate(subsidies):
        for place, part in enumerate(subsidy.parts or ()):
            if part.payer not in known:
                yield unknown_name(("subsidies", index, "parts", place, "payer"), part.payer, " payers ", "payers")
            if part.rest and place < len(subsidy.parts or ()) - 1:
                yield Finding(
                    ("subsidies", index, "parts", place),
                    "pack.rest",
                    "承担剩余部分的出资方应排在最后",
                    "调整先后",
                    "the payer of the rest comes last",
                    "put it last",
                )


def tiers_are_known(
    tiers: tuple[Tier, ...], prices: tuple[Price, ...], subsidies: tuple[Subsidy, ...]
) -> Iterator[Finding]:
    """Yield an error for each tier listed twice, and for each tier of a price or subsidy that is not listed.

    A pack that lists no tiers has the tier `standard`. The arguments are sections of the pack. A finding states the
    place in the pack, the fault and the remedy, in Chinese and English.
    """
    codes = list_tier_codes(tiers)
    for index, code in enumerate(codes):
        if code in codes[:index]:
            yield Finding(
                ("tiers", index, "tier"),
                "pack.repeated_name",
                f"{code} 只能使用一次",
                "改为不同的名称",
                f"{code} is used once",
                "give it another name",
            )
    for index, price in enumerate(prices):
        if price.tier not in codes:
            yield unknown_name(("prices", index, "tier"), price.tier, " tiers ", "tiers")
    for index, subsidy in enumerate(subsidies):
        if subsidy.enjoys_tier is not None and subsidy.enjoys_tier not in codes:
            yield unknown_name(("subsidies", index, "enjoys_tier"), subsidy.enjoys_tier, " tiers ", "tiers")


def decisions_name_categories(
    categories: tuple[Category, ...],
    subsidies: tuple[Subsidy, ...],
    several: Several | None,
    combinations: tuple[Combination, ...],
    household: Household,
) -> Iterator[Finding]:
    """Yield an error for each unknown category in `several.order`, the combinations and `household.excused`.

    If an order of categories decides, also for each category that the order lacks. Categories whose rules are all of
    kind `none` or paid on top need no place in it. The arguments are sections of the pack. A finding states the place
    in the pack, the fault and the remedy, in Chinese and English.
    """
    known = {category.category for category in categories}
    named: list[tuple[Path, str]] = [
        (("household", "excused", place), category) for place, category in enumerate(household.excused)
    ]
    for index, combination in enumerate(combinations):
        named += [(("combinations", index, "of", place), category) for place, category in enumerate(combination.of)]
    order = several.order if several is not None and several.order is not None else ()
    named += [(("several", "order", place), category) for place, category in enumerate(order)]
    for path, category in named:
        if category not in known:
            yield unknown_name(path, category, " categories ", "categories")
    if several is None or several.method != "order":
        return
    taking_part = dict.fromkeys(rule.category for rule in subsidies if rule.kind != "none" and not rule.on_top)
    for category in taking_part:
        if category not in order:
            yield Finding(
                ("several", "order"),
                "pack.order",
                f"先后次序中应有类别 {category}",
                "补入 order",
                f"the category {category} has a place in the order",
                "add it to order",
            )


def tails_need_receipt_dates(windows: tuple[Window, ...], decision_date: DecisionDate) -> Iterator[Finding]:
    """Yield an error for each window with `tail_until`, if the day of payment decides and not the day of receipt.

    `tail_until` lets money that is paid inside the window and received by that day count in the window: it has no
    effect if the day of payment decides. The arguments are sections of the pack. A finding states the place in the
    pack, the fault and the remedy, in Chinese and English.
    """
    for index, window in enumerate(windows):
        if window.tail_until is not None and decision_date.basis != "received":
            yield Finding(
                ("windows", index, "tail_until"),
                "pack.tail",
                "按缴费人缴费日认定时不需 tail_until",
                "删除 tail_until",
                "tail_until goes with decision_date.basis received",
                "delete tail_until",
            )


def own_window_exists(windows: tuple[Window, ...], outside: OutsideOwnWindow | None) -> Iterator[Finding]:
    """Yield an error if the pack states `outside_own_window`, although no window is for special groups only.

    The arguments are sections of the pack. A finding states the place in the pack, the fault and the remedy, in Chinese
    and English.
    """
    if outside is not None and all(window.group != "special" for window in windows):
        yield Finding(
            ("outside_own_window",),
            "pack.own_window",
            "没有特殊人群的缴费期，不需 outside_own_window",
            "删除 outside_own_window，或把特殊人群的缴费期写成 group: special",
            "outside_own_window goes with a window of the group special",
            "delete outside_own_window, or give a window the group special",
        )


def conditions_do_not_overlap(subsidies: tuple[Subsidy, ...]) -> Iterator[Finding]:
    """Yield an error for each pair of subsidy rules of one category that can both hold for one person on one day.

    A rule paid on top is compared only with other rules paid on top: it may hold together with a rule that is not. The
    argument is a section of the pack. A finding states the place in the pack, the fault and the remedy, in Chinese and
    English.
    """
    for (_, first), (place, second) in pairs(enumerate(subsidies), 2):
        are_compared = (first.category, first.on_top) == (second.category, second.on_top)
        if are_compared and _both_can_hold(first.when, second.when):
            yield Finding(
                ("subsidies", place),
                "pack.overlap",
                f"同一类别的条件与 {first.rule_id} 重叠",
                "收窄其中一条的条件",
                f"conditions apart from those of {first.rule_id}",
                "narrow the conditions of one of them",
            )


def _both_can_hold(a: Conditions, b: Conditions) -> bool:
    ages_compare = a.age_on == b.age_on
    return (
        (not ages_compare or ranges_overlap((a.min_age, a.max_age), (b.min_age, b.max_age)))
        and ranges_overlap((a.min_grade, a.max_grade), (b.min_grade, b.max_grade))
        and ranges_overlap((a.recognised_from, a.recognised_to), (b.recognised_from, b.recognised_to))
        and ranges_overlap((a.valid_from, a.valid_to), (b.valid_from, b.valid_to))
        and (a.subclasses is None or b.subclasses is None or bool(set(a.subclasses) & set(b.subclasses)))
        and (a.hukou_local is None or b.hukou_local is None or a.hukou_local == b.hukou_local)
        and (a.phase is None or b.phase is None or a.phase == b.phase)
        and not _excludes(a, b)
        and not _excludes(b, a)
    )


def ranges_overlap(a: tuple[Bound | None, Bound | None], b: tuple[Bound | None, Bound | None]) -> bool:
    """Decide whether two ranges (lowest, highest), both ends included, share a value; None is an open end."""
    lows = [low for low in (a[0], b[0]) if low is not None]
    highs = [high for high in (a[1], b[1]) if high is not None]
    return not lows or not highs or max(lows) <= min(highs)


def _excludes(a: Conditions, b: Conditions) -> bool:
    """Whether `b` forbids every category that `a` demands."""
    return a.with_any is not None and set(a.with_any) <= set(b.unless_any or ())
