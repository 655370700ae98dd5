"""Compile prices, subsidies, coverage and waiting into rows: conditions, amounts, days on which rules begin or end."""

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
    """Return the day `years` years before `day`; 29 February becomes 28 February in a year without it."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def born_range(when: PersonConditions) -> tuple[date | None, date | None]:
    """Return the first and the last birth date (both included) that meet the age condition; None is no limit.

    `when`: the conditions of a price, coverage or waiting rule on the person and the day. Both are None if the
    condition states no day on which the age is counted.
    """
    if when.age_on is None:
        return None, None
    first = None if when.max_age is None else years_before(when.age_on, when.max_age + 1) + _DAY
    last = None if when.min_age is None else years_before(when.age_on, when.min_age)
    return first, last


def birth_marks(pack: Pack) -> list[date]:
    """Return the birth dates at which an age condition of a price, coverage or waiting rule begins or ceases to hold.

    Ascending, each once. Persons born between two neighbouring dates are equal to all these conditions.
    """
    marks = set()
    for when in _person_conditions(pack):
        first, last = born_range(when)
        marks |= {mark for mark in (first, last and last + _DAY) if mark is not None}
    return sorted(marks)


def newborn_from(pack: Pack) -> date | None:
    """Return the first day of birth that can matter to rules about newborns or missed years.

    All persons born before it are equal to these rules. None if the pack has no such rule.
    """
    days = [date(rule.counts_from_year, 1, 1) for rule in pack.waiting]
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
    """Compile the rows of `policy.turn_date`, without `campaign_id`: one per day, ascending.

    They are the days of the campaign on which a price or subsidy rule begins to hold, or ceased to hold the day before.
    A row maps each column to its value.
    """
    whens: list[DayConditions] = [*(rule.when for rule in pack.prices), *(rule.when for rule in pack.subsidies)]
    turns = ((when.valid_from, when.valid_to and when.valid_to + _DAY) for when in whens)
    days = {day for pair in turns for day in pair if day is not None}
    return [{"on_date": day} for day in sorted(days) if pack.starts_on <= day <= pack.ends_on]


def tiers(pack: Pack) -> list[Row]:
    """Compile the rows of `policy.tier`, without `campaign_id`: one per tier, the default tier first.

    A pack without tiers has one row, with the notice's title as label. A row maps each column to its value.
    """
    labels = {tier.tier: tier.label_zh for tier in pack.tiers}
    return [
        {"tier": tier, "label_zh": labels.get(tier, pack.notice.title), "sort_order": order}
        for order, tier in enumerate(list_tier_codes(pack.tiers), start=1)
    ]


def person_rules(pack: Pack) -> list[Row]:
    """Compile the rows of `policy.person_rule`, without `campaign_id`: the conditions of rules about persons.

    One row per price, coverage and waiting rule; `sort_order` counts from 1 within each kind, in the order of the pack.
    A row maps each column to its value.
    """
    rows = [
        _person_rule("price", order, rule.rule_id, rule.when) | {"plan_year": rule.plan_year, "tier": rule.tier}
        for order, rule in enumerate(pack.prices, start=1)
    ]
    rows += [
        _person_rule("coverage", order, rule.rule_id, rule.when) for order, rule in enumerate(pack.coverage, start=1)
    ]
    rows += [
        _person_rule("waiting", order, rule.rule_id, rule.when) for order, rule in enumerate(pack.waiting, start=1)
    ]
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
    """Compile the rows of `policy.price`, without `campaign_id`: one per price rule.

    `price_fen` is None if the notice leaves the price open. A row maps each column to its value.
    """
    return [
        {
            "rule_id": rule.rule_id,
            "plan_year": rule.plan_year,
            "tier": rule.tier,
            "price_fen": rule.price.fen,
            "fiscal_fen": rule.fiscal_fen,
        }
        for rule in pack.prices
    ]


def subsidies(pack: Pack) -> list[Row]:
    """Compile the rows of `policy.subsidy`, without `campaign_id`: one per subsidy rule, in the order of the pack.

    A row maps each column to its value: the rule's conditions, and its rank among equal subsidies (`tie_order`). The
    amounts are in the rows of `subsidy_parts`.
    """
    return [
        {
            "rule_id": rule.rule_id,
            "category": rule.category,
            "sort_order": order,
            **_day_conditions(rule.when),
            "min_age": rule.when.min_age,
            "max_age": rule.when.max_age,
            "age_on": rule.when.age_on,
            "min_grade": rule.when.min_grade,
            "max_grade": rule.when.max_grade,
            "subclasses": None if rule.when.subclasses is None else list(rule.when.subclasses),
            "hukou_local": rule.when.hukou_local,
            "recognised_from": rule.when.recognised_from,
            "recognised_to": rule.when.recognised_to,
            "subsidy_kind": rule.kind,
            "tie_order": (_STATED_TIES if rule.tie_order is None else rule.tie_order) * _MOST_RULES + order,
            "is_on_top": rule.on_top,
            "is_reimbursed": rule.paid == "reimbursed",
            "gained": rule.gained or pack.gained_after_payment.effect,
            "despite_employee_insurance": rule.despite_employee_insurance,
            "enjoys_tier": rule.enjoys_tier,
        }
        for order, rule in enumerate(pack.subsidies, start=1)
    ]


def subsidy_parts(pack: Pack) -> list[Row]:
    """Compile the rows of `policy.subsidy_part`, without `campaign_id`: one per payer of a subsidy rule.

    The payers are in the order of paying. A row states the payer's part as the notice does: an amount, a share of the
    price, or the rest. A row maps each column to its value.
    """
    return [
        {
            "rule_id": rule.rule_id,
            "part_no": number,
            "payer": part.payer,
            "amount_fen": part.amount_fen,
            "share_bp": part.share_bp,
            "rounding": part.rounding,
            "is_rest": part.rest is not None,
        }
        for rule in pack.subsidies
        for number, part in enumerate(rule.all_parts(), start=1)
    ]


def combinations(pack: Pack) -> list[Row]:
    """Compile the rows of `policy.combination`, without `campaign_id`, in the order of the pack.

    One row per set of categories of which only one counts (`counts`) if a person has all of them. A row maps each
    column to its value.
    """
    return [
        {"rule_id": rule.rule_id, "sort_order": order, "categories": list(rule.of), "counts": rule.counts}
        for order, rule in enumerate(pack.combinations, start=1)
    ]


def coverage_starts(pack: Pack) -> list[Row]:
    """Compile the rows of `policy.coverage_start`, without `campaign_id`.

    One row per coverage rule and way in which it computes the first day of benefits; of several, the latest day counts.
    A row maps each column to its value.
    """
    return [
        {"rule_id": rule.rule_id, "start_no": number, **start.model_dump()}
        for rule in pack.coverage
        for number, start in enumerate(rule.starts, start=1)
    ]


def waiting(pack: Pack) -> list[Row]:
    """Compile the rows of `policy.waiting`, without `campaign_id`: one per waiting rule, in the order of the pack.

    A row maps each column to its value: the months, which missed years count, and the price of repairing one (None if
    none can be repaired).
    """
    return [
        {
            "rule_id": rule.rule_id,
            "min_missed_years": rule.min_missed_years,
            "counts_from_year": rule.counts_from_year,
            "fixed_months": rule.fixed_months,
            "months_per_missed_year": rule.months_per_missed_year,
            "first_missed_year_counts": rule.first_missed_year_counts,
            "repair_price_fen": rule.repair.price_fen if rule.repair else None,
            "long_gap_years": rule.repair.long_gap_years if rule.repair else None,
            "floor_months": rule.repair.floor_months if rule.repair else None,
        }
        for rule in pack.waiting
    ]
