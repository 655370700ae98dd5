"""The formula of an appraisal: what is scored by a rate has a scale, and only a category's rate has a category."""

import pytest

from tests.support.packs.entries import entry, refusal_of
from transforms.policy.model.appraisal import AppraisalItem, Awards, PartialPoints, WorkMoney

ITEM = {"item": "A1", "label_zh": "参保率", "points": 30, "measure": "enrolment_rate", "full_at_bp": 9500}


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"measure": "cases", "full_at_bp": None, "case_deduction": 2},
        {"measure": "category_rate", "category": "destitute"},
    ],
)
def test_an_item_is_scored_by_a_rate_or_by_cases(values: dict[str, object]) -> None:
    assert entry(AppraisalItem, **ITEM | values).points == 30


@pytest.mark.parametrize("values", [{"full_at_bp": None}, {"measure": "cases"}])
def test_a_rate_and_only_a_rate_has_the_value_of_full_points(values: dict[str, object]) -> None:
    assert refusal_of(AppraisalItem, **ITEM | values) == "items scored by a rate give full_at_bp"


@pytest.mark.parametrize("values", [{"measure": "category_rate"}, {"category": "destitute"}])
def test_a_category_goes_with_its_rate_only(values: dict[str, object]) -> None:
    assert refusal_of(AppraisalItem, **ITEM | values) == "category goes with category_rate only"


@pytest.mark.parametrize("values", [{"item": "1"}, {"points": 101}, {"points": -1}, {"measure": "mood"}])
def test_an_item_has_a_letter_and_0_to_100_points(values: dict[str, object]) -> None:
    assert refusal_of(AppraisalItem, **ITEM | values)


def test_parts_of_a_point_are_read_with_a_reason() -> None:
    assert refusal_of(PartialPoints, rounding="truncate", floor=0) == "Field required"
    assert entry(PartialPoints, rounding="pro_rata", floor=0, inferred="通知未写明").floor == 0


def test_a_place_and_a_sum_that_reward_nobody_are_refused() -> None:
    awards = {"top_needs_task_complete": True, "last_is_named_if_incomplete": True, "last_loses_awards": False}
    assert refusal_of(Awards, top_places=0, **awards) == "Input should be greater than or equal to 1"
    money = {"only_if_task_complete": True, "full_score": 100, "bonus_fen_per_point": 1, "deduction_fen_per_point": 1}
    assert refusal_of(WorkMoney, base_fen_per_person=0, **money) == "Input should be greater than 0"
