"""Expected results against an account: what differs, in words, with the rule behind it."""

import uuid
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tests.support.packs.entries import dongan, entry
from transforms.policy.cases.account import Account
from transforms.policy.cases.compare import changed_values, differences
from transforms.policy.cases.model import Case, CaseText, ExpectationText

PACK = dongan()
ACCOUNT = Account(
    person_key=uuid.UUID(int=1), plan_year=2020, status="enrolled", unit_name="白牙市镇", category="destitute",
    rule_id="DA-09", clause="六", quote="全额资助", tier="standard", tier_enjoyed="standard", due_fen=0, paid_fen=0,
    reimbursable_fen=0, refundable_fen=0, fiscal_fen=None, reward_fen=None, payers=["medical_aid", "fiscal"],
    payer_fen=[24000, 1050], settled_on=date(2019, 9, 1), coverage_from=date(2020, 1, 1), coverage_rule_id="DA-05",
    coverage_clause="四", coverage_quote="次月", waiting_months=None, full_benefit_from=None, waiting_rule_id=None,
    waiting_clause=None, waiting_quote=None, consecutive_years=None, household_incomplete=False, flags=["late", "over"],
)  # fmt: skip


def unmet(*expect: dict[str, Any], account: Account | None = ACCOUNT) -> list[str]:
    """Return the differences between the expectations and the account of 2020, as text."""
    text = entry(CaseText, sentence="特困人员全额资助", requirements=("DA-09",), as_of=date(2020, 2, 1))
    case = Case(text, tuple(entry(ExpectationText, **difference) for difference in expect), "one.yaml", 1)
    return [difference.text() for difference in differences(case, {2020: account} if account else {}, PACK)]


@pytest.mark.parametrize(
    "expect",
    [
        {"status": "enrolled", "enrolled": True, "due_yuan": 0, "category": "destitute"},
        {"payers": {"fiscal": "10.5", "medical_aid": 240}},
        {"flags": ("over",), "without_flags": ("wrong_year",)},
        {"waiting_months": None, "fiscal_yuan": None, "settled_on": date(2019, 9, 1)},
        {"plan_year": 2020, "unit": "白牙市镇", "household_incomplete": False},
    ],
)
def test_a_case_that_comes_out_has_no_difference(expect: dict[str, Any]) -> None:
    assert unmet(expect) == []


@pytest.mark.parametrize(
    ("expect", "text"),
    [
        ({"due_yuan": "120.5"}, "2020年度 应缴(元)：应为 120.50，实为 0。依据 DA-09（六）“全额资助”"),
        (
            {"payers": {"fiscal": 250}},
            "2020年度 代缴(元)：应为 fiscal 250，实为 fiscal 10.50、medical_aid 240。依据 DA-09（六）“全额资助”",
        ),
        ({"coverage_from": None}, "2020年度 待遇开始日：应为 未定（空），实为 2020-01-01。依据 DA-05（四）“次月”"),
        ({"waiting_months": 3}, "2020年度 等待期(月)：应为 3，实为 未定（空）。依据 无"),
        ({"enrolled": False}, "2020年度 已参保：应为 否，实为 是。依据 DA-09（六）“全额资助”"),
        (
            {"flags": ("over", "twice")},
            "2020年度 应有标记：应为 over、twice，实为 late、over。依据 DA-09（六）“全额资助”",
        ),
        ({"without_flags": ("late",)}, "2020年度 不应有标记：应为 late，实为 late、over。依据 DA-09（六）“全额资助”"),
        (
            {"payers": {}},
            "2020年度 代缴(元)：应为 无人代缴，实为 fiscal 10.50、medical_aid 240。依据 DA-09（六）“全额资助”",
        ),
    ],
)
def test_a_difference_names_year_value_and_rule(expect: dict[str, Any], text: str) -> None:
    assert unmet(expect) == [text]


def test_what_a_household_lacks_is_based_on_the_rule_of_households() -> None:
    (text,) = unmet({"household_incomplete": True})
    assert f"依据 {PACK.household.rule_id}（{PACK.household.clause}）" in text


def test_differences_follow_one_order_however_they_are_written() -> None:
    names = [text.split("：")[0] for text in unmet({"unit": "大庙口镇", "due_yuan": 1, "status": "owing"})]
    assert names == ["2020年度 参保状态", "2020年度 应缴(元)", "2020年度 所属单位"]


def test_an_account_that_is_missing_or_should_be() -> None:
    assert unmet({"status": None}, account=None) == []
    assert unmet({"due_yuan": 1}, account=None) == ["2020年度 参保状态：应为 （有账），实为 没有这一年度的账。依据 —"]
    assert unmet({"status": None}) == ["2020年度 参保状态：应为 未定（空），实为 enrolled。依据 DA-09（六）“全额资助”"]
    assert unmet({"plan_year": 2019, "status": None}) == []


def test_what_changed_between_two_accounts_is_named_once() -> None:
    after = replace(ACCOUNT, status="owing", due_fen=1200, flags=["late"])
    assert [difference.text() for difference in changed_values({2020: ACCOUNT}, {2020: after})] == [
        "2020年度 参保状态：enrolled → owing", "2020年度 应缴(元)：0 → 12", "2020年度 应有标记：late、over → late",
    ]  # fmt: skip
    assert changed_values({2020: ACCOUNT}, {2020: ACCOUNT}) == changed_values({}, {}) == []


def test_an_account_that_came_is_one_change_of_its_state() -> None:
    (came,) = changed_values({}, {2019: ACCOUNT})
    assert came.text() == "2019年度 参保状态：没有这一年度的账 → enrolled"
