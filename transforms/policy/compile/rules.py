"""Compiles prices, subsidies, coverage and waiting into rows: conditions, amounts, and the days on which rules turn."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from transforms.policy.model.conditions import DayConditions, PersonConditions
from transforms.policy.model.pack import Pack, list_tier_codes

Row = dict[str, Any]

_DAY = timedelta(days=1)
_STATED_TIES = 100  # stated orders are below it; other rules follow
_MOST_RULES = 1000  # of one pack: among equal orders the rules' own order decides, so the numbers of a pack differ


def years_before(day: date, years: int) -> date:
    """The same day so many years earlier; 29 February becomes 28 February in a year without it."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def born_range(when: PersonConditions) -> tuple[date | None, date | None]:
    """The first and last birth date that meet the age condition (both ages included), None where it is open."""
    if when.age_on is None:
        return None, None
    first = None if when.max_age is None else years_before(when.age_on, when.max_age + 1) + _DAY
    last = None if when.min_age is None else years_before(when.age_on, when.min_age)
    return first, last


def birth_marks(pack: Pack) -> list[date]:
    """Birth dates from which on an age condition of a price, coverage or waiting rule holds, or no longer holds."""
    marks = set()
    for when in _person_conditions(pack):
        first, last = born_range(when)
        marks |= {mark for mark in (first, last and last + _DAY) if mark is not None}
    return sorted(marks)


def newborn_from(pack: Pack) -> date | None:
    """Born before this day, all are judged alike by rules that look at the birth itself; None without such rules."""
    days = [date(one.counts_from_year, 1, 1) for one in pack.waiting]
    for when in _person_conditions(pack):
        if when.born_in_plan_year is not None:
            days.append(date(min(pack.campaign.payable_plan_years), 1, 1))
        if when.within_days_of_birth is not None:
            days.append(pack.starts_on - timedelta(days=when.within_days_of_birth))
        if when.within_months_of_birth is not None:
            days.append(pack.starts_on - timedelta(days=31 * (when.within_months_of_birth + 1)))
    return min(days, default=None)


def _person_conditions(pack: Pack) -> Iterator[PersonConditions]:
    for rules in (pack.prices, pack.coverage, pack.waiting):
        yield from (rule.when for rule in rules)


def turn_dates(pack: Pack) -> list[Row]:
    """Days inside the campaign on which a price or subsidy rule begins, or has just ended."""
    whens: list[DayConditions] = [*(one.when for one in pack.prices), *(one.when for one in pack.subsidies)]
    turns = ((when.valid_from, when.valid_to and when.valid_to + _DAY) for when in whens)
    days = {day for pair in turns for day in pair if day is not None}
    return [{"on_date": day} for day in sorted(days) if pack.starts_on <= day <= pack.ends_on]


def tiers(pack: Pack) -> list[Row]:
    labels = {one.tier: one.label_zh for one in pack.tiers}
    return [
        {"tier": tier, "label_zh": labels.get(tier, pack.notice.title), "sort_order": order}
        for order, tier in enumerate(list_tier_codes(pack.tiers), start=1)
    ]


def person_rules(pack: Pack) -> list[Row]:
    """When each price, coverage and waiting rule holds; `sort_order` is the pack's order within its kind."""
    rows = [
        _person_rule("price", order, one.rule_id, one.when) | {"plan_year": one.plan_year, "tier": one.tier}
        for order, one in enumerate(pack.prices, start=1)
    ]
    rows += [_person_rule("coverage", order, one.rule_id, one.when) for order, one in enumerate(pack.coverage, start=1)]
    rows += [_person_rule("waiting", order, one.rule_id, one.when) for order, one in enumerate(pack.waiting, start=1)]
    return rows


def _person_rule(kind: str, order: int, rule_id: str, when: PersonConditions) -> Row:
    born_from, born_to = born_range(when)
    return {
        "rule_id": rule_id,
        "rule_kind": kind,
        "sort_order": order,
        "plan_year": None,
        "tier": None,
        **_day_conditions(when),
        "born_from": born_from,
        "born_to": born_to,
        "hukou_local": when.hukou_local,
        "continuing": when.continuing,
        "born_in_plan_year": when.born_in_plan_year,
        "within_days_of_birth": when.within_days_of_birth,
        "within_months_of_birth": when.within_months_of_birth,
    }


def _day_conditions(when: DayConditions) -> Row:
    return {
        "valid_from": when.valid_from,
        "valid_to": when.valid_to,
        "phase": when.phase,
        "with_any": None if when.with_any is None else list(when.with_any),
        "unless_any": None if when.unless_any is None else list(when.unless_any),
    }


def prices(pack: Pack) -> list[Row]:
    return [
        {
            "rule_id": one.rule_id, "plan_year": one.plan_year, "tier": one.tier, "price_fen": one.price.fen,
            "fiscal_fen": one.fiscal_fen,
        }
        for one in pack.prices
    ]  # fmt: skip


def subsidies(pack: Pack) -> list[Row]:
    return [
        {
            "rule_id": one.rule_id,
            "category": one.category,
            "sort_order": order,
            **_day_conditions(one.when),
            "min_age": one.when.min_age,
            "max_age": one.when.max_age,
            "age_on": one.when.age_on,
            "min_grade": one.when.min_grade,
            "max_grade": one.when.max_grade,
            "subclasses": None if one.when.subclasses is None else list(one.when.subclasses),
            "hukou_local": one.when.hukou_local,
            "recognised_from": one.when.recognised_from,
            "recognised_to": one.when.recognised_to,
            "subsidy_kind": one.kind,
            "tie_order": (_STATED_TIES if one.tie_order is None else one.tie_order) * _MOST_RULES + order,
            "is_on_top": one.on_top,
            "is_reimbursed": one.paid == "reimbursed",
            "gained": one.gained or pack.gained_after_payment.effect,
            "despite_employee_insurance": one.despite_employee_insurance,
            "enjoys_tier": one.enjoys_tier,
        }
        for order, one in enumerate(pack.subsidies, start=1)
    ]


def subsidy_parts(pack: Pack) -> list[Row]:
    return [
        {
            "rule_id": one.rule_id, "part_no": number, "payer": part.payer, "amount_fen": part.amount_fen,
            "share_bp": part.share_bp, "rounding": part.rounding, "is_rest": part.rest is not None,
        }
        for one in pack.subsidies
        for number, part in enumerate(one.all_parts(), start=1)
    ]  # fmt: skip


def combinations(pack: Pack) -> list[Row]:
    return [
        {"rule_id": one.rule_id, "sort_order": order, "categories": list(one.of), "counts": one.counts}
        for order, one in enumerate(pack.combinations, start=1)
    ]


def coverage_starts(pack: Pack) -> list[Row]:
    return [
        {"rule_id": one.rule_id, "start_no": number, **start.model_dump()}
        for one in pack.coverage
        for number, start in enumerate(one.starts, start=1)
    ]


def waiting(pack: Pack) -> list[Row]:
    return [
        {
            "rule_id": one.rule_id,
            "min_missed_years": one.min_missed_years,
            "counts_from_year": one.counts_from_year,
            "fixed_months": one.fixed_months,
            "months_per_missed_year": one.months_per_missed_year,
            "first_missed_year_counts": one.first_missed_year_counts,
            "repair_price_fen": one.repair.price_fen if one.repair else None,
            "long_gap_years": one.repair.long_gap_years if one.repair else None,
            "floor_months": one.repair.floor_months if one.repair else None,
        }
        for one in pack.waiting
    ]
