"""Conditions become rows: ages as birth dates, days on which rules turn, and who is looked at one by one."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.packs.entries import dongan, entry
from transforms.policy import Pack
from transforms.policy.compile.rules import (
    birth_marks,
    born_range,
    combinations,
    newborn_from,
    person_rules,
    prices,
    subsidies,
    subsidy_parts,
    tiers,
    turn_dates,
    waiting,
    years_before,
)
from transforms.policy.model.conditions import Conditions, PersonConditions
from transforms.policy.model.coverage import CoverageRule, Start, WaitingRule
from transforms.policy.model.prices import Price, Tier
from transforms.policy.model.subsidies import Combination, Subsidy

AGE_DAY = date(2020, 2, 29)


def pack(**changed: Any) -> Pack:
    """Copy Dong'an's pack (1 September to 31 December 2019, plan year 2020) with other sections."""
    return dongan().model_copy(update=changed)


def price(**when: Any) -> Price:
    """Make a price of 2020 under these conditions."""
    return entry(Price, plan_year=2020, price={"fen": 25000}, when=PersonConditions(**when))


def full(**values: Any) -> Subsidy:
    """Make a subsidy of the whole price."""
    return entry(Subsidy, **{"category": "destitute", "kind": "full", "payer": "fiscal"} | values)


@pytest.mark.parametrize(
    ("day", "years", "before"),
    [
        (date(2020, 2, 29), 1, date(2019, 2, 28)),
        (date(2020, 2, 29), 4, date(2016, 2, 29)),
        (date(2019, 3, 1), 3, date(2016, 3, 1)),
        (date(2020, 5, 6), 0, date(2020, 5, 6)),
    ],
)
def test_a_leap_day_becomes_28_february(day: date, years: int, before: date) -> None:
    assert years_before(day, years) == before


def full_years(born_on: date, day: date) -> int:
    """Count birthdays, the simple way."""
    return day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))


@given(
    born_on=st.dates(date(1900, 1, 1), date(2019, 12, 31)),
    day=st.dates(date(2020, 1, 1), date(2024, 12, 31)).filter(lambda day: (day.month, day.day) != (2, 29)),
    ages=st.tuples(st.integers(0, 90), st.integers(0, 90)).map(sorted),
)
def test_a_birth_date_is_in_the_range_exactly_if_the_age_is(born_on: date, day: date, ages: list[int]) -> None:
    first, last = born_range(PersonConditions(min_age=ages[0], max_age=ages[1], age_on=day))
    assert first is not None and last is not None
    assert (first <= born_on <= last) == (ages[0] <= full_years(born_on, day) <= ages[1])


def test_an_open_end_of_an_age_is_an_open_end_of_the_birth_dates() -> None:
    assert born_range(PersonConditions(min_age=60, age_on=date(2019, 12, 31))) == (None, date(1959, 12, 31))
    assert born_range(PersonConditions(max_age=17, age_on=date(2019, 12, 31))) == (date(2002, 1, 1), None)
    assert born_range(PersonConditions()) == (None, None)


def test_marks_are_the_birth_dates_at_which_an_age_begins_or_ends() -> None:
    day = date(2019, 12, 31)
    old, young = price(min_age=60, age_on=day), price(max_age=17, age_on=day)
    assert birth_marks(pack(prices=(young, old, old), coverage=(), waiting=())) == [date(1960, 1, 1), date(2002, 1, 1)]
    assert birth_marks(pack(prices=(price(),), coverage=(), waiting=())) == []


WAITING = {"counts_from_year": 2018, "fixed_months": 3, "months_per_missed_year": 1, "first_missed_year_counts": True}


@pytest.mark.parametrize(
    ("when", "first"),
    [
        ({}, None),
        ({"born_in_plan_year": True}, date(2019, 1, 1)),  # 2019 is the first payable plan year
        ({"born_in_plan_year": False}, date(2019, 1, 1)),
        ({"within_days_of_birth": 90}, date(2019, 6, 3)),
        ({"within_months_of_birth": 3}, date(2019, 4, 30)),  # four months of 31 days before 1 September
    ],
)
def test_a_newborn_is_a_person_that_a_rule_about_births_can_reach(when: dict[str, Any], first: date | None) -> None:
    assert newborn_from(pack(prices=(price(**when),), coverage=(), waiting=())) == first


def test_years_that_count_as_missed_matter_to_whoever_is_born_in_them() -> None:
    rule = entry(WaitingRule, **WAITING)
    births = entry(CoverageRule, starts=(Start(base="birth"),), when={"within_days_of_birth": 90})
    assert newborn_from(pack(prices=(price(),), coverage=(births,), waiting=(rule,))) == date(2018, 1, 1)


@pytest.mark.parametrize(
    ("when", "days"),
    [
        ({"valid_from": date(2019, 9, 1)}, [date(2019, 9, 1)]),
        ({"valid_from": date(2019, 8, 31)}, []),
        ({"valid_to": date(2019, 12, 30)}, [date(2019, 12, 31)]),
        ({"valid_to": date(2019, 12, 31)}, []),
        ({"valid_from": date(2019, 10, 1), "valid_to": date(2019, 10, 31)}, [date(2019, 10, 1), date(2019, 11, 1)]),
        ({}, []),
    ],
)
def test_a_rule_turns_on_its_first_day_and_on_the_day_after_its_last(when: dict[str, Any], days: list[date]) -> None:
    for changed in (
        pack(prices=(price(**when),), subsidies=()),
        pack(prices=(), subsidies=(full(when=Conditions(**when)),)),
    ):
        assert [row["on_date"] for row in turn_dates(changed)] == days


def test_one_day_on_which_two_rules_turn_is_one_row() -> None:
    halves = (full(when=Conditions(valid_to=date(2019, 10, 31))), full(when=Conditions(valid_from=date(2019, 11, 1))))
    assert turn_dates(pack(prices=(), subsidies=halves)) == [{"on_date": date(2019, 11, 1)}]


def test_tiers_are_numbered_and_a_pack_without_tiers_has_one_under_the_title() -> None:
    low, high = (entry(Tier, tier=tier, label_zh=label) for tier, label in (("low", "一档"), ("high", "二档")))
    assert tiers(pack(tiers=(low, high))) == [
        {"tier": "low", "label_zh": "一档", "sort_order": 1}, {"tier": "high", "label_zh": "二档", "sort_order": 2},
    ]  # fmt: skip
    (only,) = tiers(pack(tiers=()))
    assert (only["tier"], only["label_zh"]) == ("standard", dongan().notice.title)


def test_person_rules_are_counted_within_their_kind_and_only_prices_have_year_and_tier() -> None:
    coverage = entry(CoverageRule, starts=(Start(base="payment"),))
    rows = person_rules(
        pack(prices=(price(), price(phase="late")), coverage=(coverage,), waiting=(entry(WaitingRule, **WAITING),))
    )
    assert [(row["rule_kind"], row["sort_order"], row["plan_year"], row["tier"], row["phase"]) for row in rows] == [
        ("price", 1, 2020, "standard", None),
        ("price", 2, 2020, "standard", "late"),
        ("coverage", 1, None, None, None),
        ("waiting", 1, None, None, None),
    ]


def test_an_undefined_price_is_no_number_and_a_free_one_is_0() -> None:
    free, undefined = (entry(Price, plan_year=2020, price=amount) for amount in ({"fen": 0}, {"undefined": "不明"}))
    assert [row["price_fen"] for row in prices(pack(prices=(free, undefined)))] == [0, None]


def test_stated_orders_of_ties_come_first_and_equal_orders_follow_the_pack() -> None:
    rules = (full(), full(tie_order=2), full(tie_order=1), full(tie_order=1))
    orders = [row["tie_order"] for row in subsidies(pack(subsidies=rules))]
    assert sorted(range(4), key=orders.__getitem__) == [2, 3, 1, 0] and len(set(orders)) == 4


def test_a_subsidy_is_refundable_as_the_pack_states_unless_it_states_the_opposite() -> None:
    rules = (full(), full(gained="refundable"))
    assert dongan().gained_after_payment.effect == "kept"
    assert [row["gained"] for row in subsidies(pack(subsidies=rules))] == ["kept", "refundable"]


def test_parts_are_numbered_in_the_order_of_paying() -> None:
    rule = full(
        kind="parts", payer=None, parts=({"payer": "fiscal", "amount_fen": 100}, {"payer": "medical_aid", "rest": True})
    )
    tracked = full(kind="none", payer=None, reason="只登记")
    rows = subsidy_parts(pack(subsidies=(tracked, rule, full())))
    assert [(row["part_no"], row["payer"], row["amount_fen"], row["is_rest"]) for row in rows] == [
        (1, "fiscal", 100, False), (2, "medical_aid", None, True), (1, "fiscal", None, True),
    ]  # fmt: skip


def test_combinations_keep_their_order_and_waiting_without_repair_has_no_price() -> None:
    rules = tuple(entry(Combination, of=("a", "b"), counts=counts) for counts in ("b", "a"))
    assert [(row["sort_order"], row["counts"]) for row in combinations(pack(combinations=rules))] == [
        (1, "b"),
        (2, "a"),
    ]
    repair = {"price_fen": 40000, "long_gap_years": 4, "floor_months": 6}
    rows = waiting(pack(waiting=(entry(WaitingRule, **WAITING), entry(WaitingRule, **WAITING, repair=repair))))
    assert [(row["repair_price_fen"], row["long_gap_years"], row["floor_months"]) for row in rows] == [
        (None, None, None), (40000, 4, 6),
    ]  # fmt: skip
