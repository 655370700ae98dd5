"""Sums of a report: they add up account by account, and balance or do not."""

from dataclasses import fields, replace

import pytest

from transforms.report.progress.content import ACCOUNTS, Coverage, Line, Money
from transforms.text.ratio import percent

MONEY = Money(100, 20, 90, 5, 15, 10)


def test_sums_are_added_account_by_account() -> None:
    assert MONEY.plus(Money(1, 2, 3, 4, 5, 6)) == Money(101, 22, 93, 9, 20, 16)
    assert MONEY.plus(Money()) == MONEY
    assert Coverage() == Coverage(0, 0) and Coverage(3, 2).plus(Coverage()) == Coverage(3, 2)


@pytest.mark.parametrize("account", ACCOUNTS)
def test_an_account_is_found_by_its_name(account: str) -> None:
    assert MONEY.account_fen(f"{account}_fen") == getattr(MONEY, f"{account}_fen")
    with pytest.raises(KeyError):
        MONEY.account_fen(account)


def test_every_account_is_a_field_of_the_sum() -> None:
    assert [field.name for field in fields(Money)] == [f"{account}_fen" for account in ACCOUNTS]


def test_what_came_in_equals_what_it_is_posted_to() -> None:
    assert MONEY.balances and Money().balances
    for field in fields(Money):
        assert not replace(MONEY, **{field.name: getattr(MONEY, field.name) + 1}).balances


def test_a_rate_without_members_is_unknown_and_not_0() -> None:
    assert (percent(Coverage(0, 0).rate), percent(Coverage(3, 0).rate), percent(Coverage(3, 2).rate)) == (
        "—", "0.00%", "66.67%",
    )  # fmt: skip
    assert Coverage(3, 2).plus(Coverage(5, 1)) == Coverage(8, 3)


@pytest.mark.parametrize("goal", ["misses_completion", "misses_enrolment", "misses_special"])
def test_a_line_misses_something_if_it_misses_any_goal(goal: str) -> None:
    assert not Line("甲镇").misses_something
    assert replace(Line("甲镇"), **{goal: True}).misses_something


def test_a_rate_is_judged_by_the_members_whose_amount_is_known() -> None:
    assert Coverage(20, 3, 17, 9).plus(Coverage(1, 0, 1, 1)) == Coverage(21, 3, 18, 10)
    assert percent(Coverage(20, 3, 16, 9).judged_rate) == "75.00%"
    assert percent(Coverage(20, 3, 17, 9).judged_rate) == "100.00%"
    assert Coverage(20, 0, 20, 9).judged_rate is None
