"""Conditions of rules: ranges include both ends, an age and its day belong together."""

from datetime import date

import pytest

from tests.support.packs.entries import entry, refusal_of
from transforms.policy.model.conditions import Conditions, DayConditions, PersonConditions

DAY, NEXT = date(2019, 9, 1), date(2019, 9, 2)


@pytest.mark.parametrize(("low", "high"), [("min_age", "max_age"), ("min_grade", "max_grade")])
def test_a_range_of_one_number_is_a_range(low: str, high: str) -> None:
    assert getattr(entry(Conditions, **{low: 2, high: 2}), high) == 2
    assert refusal_of(Conditions, **{low: 3, high: 2}) == "the lower end is not above the upper end"


@pytest.mark.parametrize(
    ("model", "first", "last"),
    [
        (DayConditions, "valid_from", "valid_to"),
        (Conditions, "valid_from", "valid_to"),
        (PersonConditions, "valid_from", "valid_to"),
        (Conditions, "recognised_from", "recognised_to"),
    ],
)
def test_a_span_of_one_day_is_a_span(model: type[DayConditions], first: str, last: str) -> None:
    entry(model, **{first: DAY, last: DAY})
    assert refusal_of(model, **{first: NEXT, last: DAY}) == "the lower end is not above the upper end"


def test_a_list_takes_the_age_without_a_day_but_no_day_without_an_age() -> None:
    entry(Conditions, min_age=60)
    entry(Conditions, max_age=17, age_on=DAY)
    assert refusal_of(Conditions, age_on=DAY) == "age_on goes with an age"


@pytest.mark.parametrize("values", [{"min_age": 60}, {"max_age": 17}, {"age_on": DAY}])
def test_a_price_needs_the_day_of_an_age(values: dict[str, object]) -> None:
    assert refusal_of(PersonConditions, **values) == "an age and age_on are given together"
    entry(PersonConditions, **{"min_age": 1, "age_on": DAY} | values)


def test_ages_of_a_price_are_ordered() -> None:
    assert (
        refusal_of(PersonConditions, min_age=18, max_age=17, age_on=DAY) == "the lower end is not above the upper end"
    )


@pytest.mark.parametrize(
    "values",
    [{"with_any": ()}, {"unless_any": ()}, {"subclasses": ()}, {"min_age": 131}, {"max_grade": 10}, {"min_grade": 0}],
)
def test_a_condition_that_can_hold_for_nobody_is_refused(values: dict[str, object]) -> None:
    assert refusal_of(Conditions, **values)


def test_a_new_condition_demands_nothing() -> None:
    assert all(value is None for model in (Conditions(), PersonConditions()) for _, value in model)
