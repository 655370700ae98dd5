"""A plan year is a year, or the period that is the whole of one; other periods are told."""

from __future__ import annotations

import pytest

from transforms.intake.values.plan_years import parse_plan_year, plan_year_of


@pytest.mark.parametrize(
    "text",
    ["2020", "2020年", "2020年度", "２０２０", "202001-202012", "202001–202012", "202001 至 202012", "202001~202012",
     "2020-01-01至2020-12-31", "2020.1-2020.12", "2020年1月—2020年12月", "2020-01-2020-12", "20200101--20201231"],
)  # fmt: skip
def test_years_and_periods_of_a_whole_year_are_the_year(text: str) -> None:
    assert parse_plan_year(text) == (2020, None)


@pytest.mark.parametrize(
    "text", ["202001", "2020-01-01", "202001-202006", "202001-202112", "201907-202006", "202006-202012", "2020-2021"]
)
def test_other_periods_are_no_plan_year(text: str) -> None:
    assert parse_plan_year(text) == (None, "plan_year_period")


@pytest.mark.parametrize(
    "text", ["", " ", "明年", "②0②0", "20 20", "202012-202001", "1-2", "202013", "20", "去年至今年"]
)
def test_other_texts_are_unknown(text: str) -> None:
    assert parse_plan_year(text) == (None, "plan_year_unknown")


@pytest.mark.parametrize(
    ("first", "last"),
    [("202001", "202012"), ("2020-01-01", "2020-12-31"), ("2020年1月", "2020年12月"), ("20200101", "202012"),
     ("2020-01-01 00:00:00", "2020-12-31 00:00:00"), ("2020", "2020")],
)  # fmt: skip
def test_first_and_last_month_give_the_year(first: str, last: str) -> None:
    assert plan_year_of("", first, last) == (2020, None)
    assert plan_year_of("2020", first, last) == (2020, None)
    assert plan_year_of("2021", first, last) == (None, "plan_year_differs")


def test_a_part_of_a_year_needs_the_year_itself() -> None:
    assert plan_year_of("", "202006", "202012") == (None, "plan_year_period")
    assert plan_year_of("2020", "202006", "202012") == (2020, None)
    assert plan_year_of("2020", "201911", "202012") == (None, "plan_year_differs")


def test_half_a_period_is_no_period() -> None:
    assert plan_year_of("", "202001", "") == (None, "plan_year_unknown")
    assert plan_year_of("", "", "") == (None, "plan_year_unknown")
    assert plan_year_of("2020", "202001", "") == (None, "plan_year_differs")
    assert plan_year_of("2020", "", "") == (2020, None)
    assert plan_year_of("", "202012", "202001") == (None, "plan_year_unknown")
