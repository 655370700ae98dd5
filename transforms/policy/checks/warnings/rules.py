"""Doubts about rules: what can never be reached, what holds on no day of the campaign, tiers the wrong way round."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from datetime import date
from typing import Any

from transforms.policy.checks.warnings.calendar import campaign_span
from transforms.policy.model.conditions import DayConditions
from transforms.policy.model.coverage import WaitingRule
from transforms.policy.model.pack import find_standard_price
from transforms.policy.model.prices import Price
from transforms.policy.model.walk import models_in
from transforms.strict_yaml.problems import Finding, build_warning
from transforms.text.figures import date_zh, short_decimal

Sections = dict[str, Any]

HISTORY = "history"


def prices_out_of_reach(sections: Sections) -> Iterator[Finding]:
    """A price behind one of the same plan year and tier that holds wherever it could hold itself."""
    yield from _out_of_reach(sections, "prices")


def coverage_out_of_reach(sections: Sections) -> Iterator[Finding]:
    """A coverage rule behind one that holds wherever it could hold itself."""
    yield from _out_of_reach(sections, "coverage")


def waiting_out_of_reach(sections: Sections) -> Iterator[Finding]:
    """A waiting rule behind one that holds wherever it could hold itself."""
    yield from _out_of_reach(sections, "waiting")


def _out_of_reach(sections: Sections, section: str) -> Iterator[Finding]:
    rules = sections[section]
    for index, rule in enumerate(rules):
        before = next((one for one in rules[:index] if _alike(one) == _alike(rule) and _covers(one, rule)), None)
        if before is not None:
            yield build_warning(
                (section, index), "doubt.out_of_reach", f"前面的 {before.rule_id} 对这些人总是成立，这一条永远用不到",
                "把条件窄的一条移到前面，或删除这一条", f"{before.rule_id} before it always holds: it is never reached",
                "put the narrower rule first, or delete this one",
            )  # fmt: skip


def _alike(rule: Any) -> Hashable:
    return (rule.plan_year, rule.tier) if isinstance(rule, Price) else None


def _covers(first: Any, second: Any) -> bool:
    """Whether the first rule holds wherever the second one does: it asks for nothing that the second does not."""
    if isinstance(first, WaitingRule) and first.min_missed_years > second.min_missed_years:
        return False
    asked = {name: value for name, value in first.when if value is not None}
    return all(getattr(second.when, name) == value for name, value in asked.items())


def rules_that_hold_on_no_day(sections: Sections) -> Iterator[Finding]:
    """Conditions whose days lie after the plan year, or outside the phase that they ask for."""
    _, ends_on = campaign_span(sections)
    last = max(ends_on, date(sections["campaign"].plan_year, 12, 31))
    for path, when in models_in({name: sections[name] for name in sections if name != "windows"}):
        if not isinstance(when, DayConditions):
            continue
        field, day = "valid_from", when.valid_from
        is_idle = day is not None and day > (ends_on if when.phase == "in_window" else last)
        if when.phase == "late" and when.valid_to is not None and when.valid_to <= ends_on:
            field, day, is_idle = "valid_to", when.valid_to, True
        if is_idle and day is not None:
            yield build_warning(
                (*path, field), "doubt.holds_on_no_day",
                f"以{date_zh(day)}为界，缴费期内外没有一天符合（集中缴费期止于{date_zh(ends_on)}）",
                "看日期或 phase 是否写错", f"with {day} it holds on no day (the windows end on {ends_on})",
                "see whether the day or the phase is wrong",
            )  # fmt: skip


def tiers_below_the_default(sections: Sections) -> Iterator[Finding]:
    """A tier that costs less than the default one: the first of the pack should be the lowest."""
    campaign, prices, tiers = sections["campaign"], sections["prices"], sections["tiers"]
    found = [_standard_fen(campaign, prices, (one,)) for one in tiers]
    for index, fen in enumerate(found[1:], start=1):
        if fen is not None and found[0] is not None and fen < found[0]:
            yield build_warning(
                ("tiers", index), "doubt.tier_below_default",
                f"本档{short_decimal(fen)}元，低于默认档{short_decimal(found[0])}元",
                "把最低档写在最前面；通知另定默认档则不必改",
                f"it costs {short_decimal(fen)} yuan, less than the default tier's {short_decimal(found[0])}",
                "put the lowest tier first; leave it if the notice has another default",
            )  # fmt: skip


def _standard_fen(campaign: Any, prices: Any, tiers: Any) -> int | None:
    try:
        fen: int | None = find_standard_price(campaign, prices, tiers).price.fen
    except LookupError:
        return None
    return fen


def waiting_without_history(sections: Sections) -> Iterator[Finding]:
    """Waiting months that depend on missed years, where nobody sends the past years."""
    if any(one.source == HISTORY for one in sections["sources"]):
        return
    for index, _ in enumerate(sections["waiting"]):
        yield _no_history(("waiting", index), "等待期", "waiting months")
        return


def reward_without_history(sections: Sections) -> Iterator[Finding]:
    """A reward for consecutive years, where nobody sends the past years."""
    if sections["reward"] is not None and not any(one.source == HISTORY for one in sections["sources"]):
        yield _no_history(("reward",), "连续参保激励", "a reward")


def _no_history(path: tuple[str | int, ...], zh: str, en: str) -> Finding:
    return build_warning(
        path, "doubt.history_unsent", f"{zh}要看历年参保情况，而没有单位报送（history）：每个人都会标为缺历年记录",
        "在 sources 中加上 history，或确认暂不计算",
        f"{en} needs the past years, and no source sends the history: everybody will be flagged history_missing",
        "add the source history, or make sure that it is not to be computed yet",
    )  # fmt: skip
