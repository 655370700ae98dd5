"""The model of a worked case: yuan as written, dates that fit, and expectations that say something."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic_core import PydanticCustomError

from tests.support.packs.entries import entry, refusal_of
from transforms.policy.cases.model import (
    CaseText,
    EmploymentText,
    ExpectationText,
    ListingText,
    MemberText,
    PaymentText,
    PersonText,
    parse_yuan,
)

DAY, NEXT = date(2019, 9, 1), date(2019, 9, 2)
CASE = {"sentence": "普通居民缴费", "requirements": ("DA-02",), "as_of": NEXT}


@pytest.mark.parametrize(
    ("written", "fen"), [(0, 0), (120, 12000), ("120.5", 12050), ("120.50", 12050), ("0.01", 1), ("7", 700)]
)
def test_yuan_become_fen(written: object, fen: int) -> None:
    assert parse_yuan(written) == fen


@pytest.mark.parametrize(
    "written", [-1, 120.5, True, None, "", "-1", "1.234", "01", "1,000", "１２０", "120.", ".5", " 5"]
)
def test_any_other_form_of_yuan_is_refused(written: object) -> None:
    with pytest.raises(PydanticCustomError):
        parse_yuan(written)


@given(st.integers(0, 10**10))
def test_every_sum_can_be_written(fen: int) -> None:
    assert parse_yuan(f"{fen // 100}.{fen % 100:02d}") == fen


def test_a_row_is_recognised_on_its_own_date_else_on_the_cut_off() -> None:
    assert entry(ListingText, category="poor", cut_off_on=DAY).effective_on == DAY
    assert entry(ListingText, category="poor", cut_off_on=NEXT, recognised_on=DAY).effective_on == DAY
    assert refusal_of(ListingText, category="poor") == "recognised_on or cut_off_on"


@pytest.mark.parametrize(
    ("category", "is_right"), [("poor", True), ("unknown:贫困人口", True), ("unknown:", False), ("贫困", False)]
)
def test_a_category_is_a_code_or_an_unknown_word_of_the_list(category: str, is_right: bool) -> None:
    if is_right:
        assert entry(ListingText, category=category, cut_off_on=DAY).category == category
    else:
        assert refusal_of(ListingText, category=category, cut_off_on=DAY)


def test_money_is_more_than_0_and_not_received_before_it_is_paid() -> None:
    assert entry(PaymentText, yuan="0.01", paid_on=DAY, received_on=DAY).yuan == 1
    assert refusal_of(PaymentText, yuan=0, paid_on=DAY) == "a payment is more than 0"
    text = refusal_of(PaymentText, yuan=1, paid_on=NEXT, received_on=DAY)
    assert text == "money is not received before it is paid"


def test_an_employment_is_written_from_and_to() -> None:
    employment = entry(EmploymentText, **{"from": DAY})
    assert (employment.from_on, employment.to_on) == (DAY, None)


def test_members_of_a_household_have_their_own_names_and_stand_on_the_roll() -> None:
    wife, son = {"who": "妻子"}, {"who": "儿子"}
    case = entry(CaseText, **CASE, household=(wife, son))
    assert [name for name, _ in case.lives()] == ["", "妻子", "儿子"]
    assert (
        refusal_of(CaseText, **CASE, household=(wife, wife)) == "each member of the household has a `who` of their own"
    )
    off = PersonText(on_roll=False)
    text = "households stand on the roll: on_roll is true for members"
    assert refusal_of(MemberText, **wife, person=off) == text
    assert refusal_of(CaseText, **CASE, household=(wife,), person=off) == text
    assert entry(CaseText, **CASE, person=off).household == ()


@pytest.mark.parametrize(
    "values", [{"sentence": "缴费"}, {"sentence": "somebody pays"}, {"requirements": ()}, {"ambiguity": 0}]
)
def test_a_case_is_a_chinese_sentence_about_a_requirement(values: dict[str, Any]) -> None:
    assert refusal_of(CaseText, **CASE | values)


@pytest.mark.parametrize("values", [{}, {"plan_year": 2020}])
def test_an_expectation_says_something(values: dict[str, Any]) -> None:
    assert refusal_of(ExpectationText, **values) == "at least one expected value"


def test_no_account_is_expected_alone() -> None:
    none = entry(ExpectationText, status=None, plan_year=2019)
    assert none.expects_no_account and none.values() == {"status": None}
    assert refusal_of(ExpectationText, status=None, due_yuan=1) == "status null is no account: nothing else is expected"
    assert not entry(ExpectationText, due_yuan=None).expects_no_account


def test_only_written_values_are_checked() -> None:
    expected = entry(ExpectationText, due_yuan="120.5", coverage_from=None, payers={"fiscal": 130})
    assert expected.values() == {"due_yuan": 12050, "coverage_from": None, "payers": {"fiscal": 13000}}
