"""Conditions and rules of persons as one phrase: 60周岁以上，本地户籍; 缴费次月首日; 固定3个月，每断缴一年加1个月."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from pydantic import BaseModel

from transforms.policy.model.conditions import Conditions, DayConditions, PersonConditions
from transforms.policy.model.coverage import Repair, Reward, Start, WaitingRule
from transforms.policy.model.subsidies import Combination, Several
from transforms.policy.words.labels import word_label
from transforms.text.figures import date_zh, yuan_zh

NameOf = Callable[[str, str], str]  # field, code -> label
ANYBODY = "不限条件"


def rule_zh(model: BaseModel, name_of: NameOf) -> str | None:
    """Return the Chinese phrase of a model that has a phrase of its own (conditions, waiting …); None for other models.

    `name_of`: (field, code) -> Chinese label.
    """
    for kind, say in _SAY.items():
        if isinstance(model, kind):
            return say(model, name_of)
    return None


def conditions_zh(when: DayConditions, name_of: NameOf) -> str:
    """Describe the conditions of a rule (`when`) in Chinese: 60至69周岁，本地户籍. No conditions are 不限条件.

    `name_of`: (field, code) -> Chinese label.
    """
    terms = [*_on_the_day(when, name_of)]
    if isinstance(when, (Conditions, PersonConditions)):
        terms += _of_person(when)
    if isinstance(when, PersonConditions):
        terms += _of_roll(when)
    if isinstance(when, Conditions):
        terms += _of_list(when)
    return "，".join(terms) or ANYBODY


def _on_the_day(when: DayConditions, name_of: NameOf) -> Iterator[str]:
    if when.phase is not None:
        yield word_label("phase", when.phase)
    yield from _span(when.valid_from, when.valid_to, "")
    for codes, before, after in ((when.with_any, "同时属于", "之一"), (when.unless_any, "不属于", "")):
        if codes:
            names = "、".join(name_of("category", code) for code in codes)
            yield f"{before}{names}{after if len(codes) > 1 else ''}"


def _span(first: date | None, last: date | None, suffix: str) -> Iterator[str]:
    if first is not None and last is not None:
        yield f"{date_zh(first)}至{date_zh(last)}{suffix}"
    elif first is not None:
        yield f"{date_zh(first)}起{suffix}"
    elif last is not None:
        yield f"{date_zh(last)}止{suffix}"


def _of_person(when: Conditions | PersonConditions) -> Iterator[str]:
    ages = _range(when.min_age, when.max_age, "周岁")
    if ages:
        yield ages + (f"（{date_zh(when.age_on)}计算）" if when.age_on else "")
    if when.hukou_local is not None:
        yield "本地户籍" if when.hukou_local else "非本地户籍"


def _range(low: int | None, high: int | None, unit: str) -> str:
    if low is not None and high is not None:
        return f"{low}{unit}" if low == high else f"{low}至{high}{unit}"
    return f"{low}{unit}及以上" if low is not None else f"{high}{unit}及以下" if high is not None else ""


def _of_roll(when: PersonConditions) -> Iterator[str]:
    if when.continuing is not None:
        yield "上年已参保" if when.continuing else "上年未参保"
    if when.born_in_plan_year is not None:
        yield "当年出生" if when.born_in_plan_year else "非当年出生"
    if when.within_days_of_birth is not None:
        yield f"出生{when.within_days_of_birth}日内"
    if when.within_months_of_birth is not None:
        yield f"出生{when.within_months_of_birth}个月内"


def _of_list(when: Conditions) -> Iterator[str]:
    grades = _range(when.min_grade, when.max_grade, "级")
    if grades:
        yield grades
    if when.subclasses:
        yield f"子类{'、'.join(when.subclasses)}"
    yield from _span(when.recognised_from, when.recognised_to, "认定")


def start_zh(start: Start, _: NameOf) -> str:
    """Describe in Chinese how a first day of benefits is computed: 缴费日; 缴费次月首日; 入库日加90日.

    `start`: of a coverage rule. The second argument is not used; all functions of this module have equal parameters.
    """
    base = date_zh(start.start_on) if start.start_on else word_label("base", start.base)
    if start.month_start and not start.add_days and start.add_months in (0, 1):
        return f"{base.removesuffix('日') if start.start_on is None else base + '的'}{_MONTH[start.add_months]}首日"
    text = base
    text += f"加{start.add_months}个月" if start.add_months else ""
    text += f"加{start.add_days}日" if start.add_days else ""
    return text + ("，取当月首日" if start.month_start else "")


_MONTH = {0: "当月", 1: "次月"}


def repair_zh(repair: Repair, _: NameOf) -> str:
    """Describe in Chinese the price of repairing a missed year, and the months that remain after a long gap.

    `repair`: of a waiting rule. The second argument is not used; all functions of this module have equal parameters.
    """
    text = f"补缴每年{yuan_zh(repair.price_fen)}修复一年"
    if repair.long_gap_years is not None:
        text += f"，断缴{repair.long_gap_years}年及以上的至少{repair.floor_months}个月"
    return text


def waiting_zh(rule: WaitingRule, name_of: NameOf) -> str:
    """Describe a waiting rule in Chinese: its persons, its months, and how missed years count and are repaired.

    `name_of`: (field, code) -> Chinese label.
    """
    terms = [] if rule.when == PersonConditions() else [conditions_zh(rule.when, name_of)]
    terms += [f"断缴{rule.min_missed_years}年及以上"] if rule.min_missed_years else []
    terms += [f"固定{rule.fixed_months}个月"]
    if rule.months_per_missed_year:
        first = "" if rule.first_missed_year_counts else "（首年不计）"
        terms += [f"每断缴一年加{rule.months_per_missed_year}个月{first}"]
    terms += [f"{rule.counts_from_year}年以前不计断缴"]
    terms += [repair_zh(rule.repair, name_of)] if rule.repair else []
    return "，".join(terms)


def reward_zh(reward: Reward, _: NameOf) -> str:
    """Describe in Chinese by how much consecutive years raise the ceiling of benefits.

    `reward`: the pack's section. The second argument is not used; all functions of this module have equal parameters.
    """
    most = f"，至多{yuan_zh(reward.most_fen)}" if reward.most_fen is not None else ""
    return f"连续参保满{reward.after_years}年后每多一年{yuan_zh(reward.fen_per_year)}{most}"


def combination_zh(combination: Combination, name_of: NameOf) -> str:
    """Describe in Chinese which category counts if a person has all categories of the combination.

    `name_of`: (field, code) -> Chinese label.
    """
    of = "、".join(name_of("category", code) for code in combination.of)
    return f"{of}并存的按{name_of('category', combination.counts)}"


def several_zh(several: Several, name_of: NameOf) -> str:
    """Describe in Chinese which category counts for a person in several: 取资助最高的一项, or the first of an order.

    `name_of`: (field, code) -> Chinese label.
    """
    if several.order is None:
        return "取资助最高的一项"
    return f"按次序取第一项：{'、'.join(name_of('category', code) for code in several.order)}"


_SAY: dict[type[BaseModel], Callable[[Any, NameOf], str]] = {
    DayConditions: conditions_zh,
    Start: start_zh,
    Repair: repair_zh,
    WaitingRule: waiting_zh,
    Reward: reward_zh,
    Combination: combination_zh,
    Several: several_zh,
}
