"""When benefits begin: every way to compute the first day has the values that it needs, and no other."""

from datetime import date

import pytest

from tests.support.packs.entries import entry, refusal_of
from transforms.policy.model.coverage import CoverageRule, Repair, Start, WaitingRule

JANUARY = date(2020, 1, 1)


@pytest.mark.parametrize("values", [{"base": "date"}, {"base": "payment", "start_on": JANUARY}])
def test_a_date_goes_with_the_base_date_only(values: dict[str, object]) -> None:
    assert refusal_of(Start, **values) == "start_on goes with base date only"
    entry(Start, base="date", start_on=JANUARY)
    entry(Start, base="payment", add_months=1, month_start=True)


@pytest.mark.parametrize("values", [{"add_months": 61}, {"add_months": -1}, {"add_days": 367}, {"base": "arrival"}])
def test_a_start_is_not_before_its_base_and_at_most_a_few_years_after(values: dict[str, object]) -> None:
    assert refusal_of(Start, **{"base": "payment"} | values)


def test_coverage_from_birth_is_for_newborns_only() -> None:
    birth = (entry(Start, base="birth"),)
    assert refusal_of(CoverageRule, starts=birth) == "coverage from birth is for newborns: say until when"
    for when in ({"within_days_of_birth": 0}, {"within_months_of_birth": 3}, {"born_in_plan_year": True}):
        entry(CoverageRule, starts=birth, when=when)
    # a rule for everybody but newborns limits nothing
    assert refusal_of(CoverageRule, starts=birth, when={"born_in_plan_year": False})


def test_a_rule_has_one_to_three_starts() -> None:
    start = entry(Start, base="received")
    assert "at least 1 item" in refusal_of(CoverageRule, starts=())
    assert "at most 3 items" in refusal_of(CoverageRule, starts=(start,) * 4)
    assert len(entry(CoverageRule, starts=(start,) * 3).starts) == 3


@pytest.mark.parametrize("values", [{"long_gap_years": 4}, {"floor_months": 6}])
def test_a_floor_goes_with_a_long_gap(values: dict[str, int]) -> None:
    assert refusal_of(Repair, price_fen=40000, **values) == "long_gap_years and floor_months go together"


def test_a_waiting_rule_is_for_everybody_and_cannot_be_repaired_unless_it_says_so() -> None:
    rule = entry(
        WaitingRule, counts_from_year=2025, fixed_months=3, months_per_missed_year=1, first_missed_year_counts=False
    )
    assert (rule.min_missed_years, rule.repair) == (0, None)
    assert entry(Repair, price_fen=40000, long_gap_years=4, floor_months=6).floor_months == 6
