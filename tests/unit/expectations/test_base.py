"""The expectations of the suites: bounds are included, blanks are missing only where they are null."""

from __future__ import annotations

from typing import Any

import pytest

from expectations.base import ExpectBetween, ExpectForm, ExpectInSet, ExpectLength, ExpectPresent
from tests.unit.expectations.one_expectation import unexpected

CASES: list[tuple[Any, list[object], list[object]]] = [
    (ExpectPresent(column="a"), ["x", "", None], [None]),
    (ExpectInSet(column="a", value_set=["x"]), ["x", "X", "", None], ["X", ""]),
    (ExpectBetween(column="a", min_value=1), [0, 1, 2], [0]),
    (ExpectBetween(column="a", min_value=1, max_value=2), [1, 2, 3], [3]),
    (ExpectForm(column="a", regex="^[A-Z]$"), ["A", "AB", "a", None], ["AB", "a"]),
    (ExpectLength(column="a", min_value=1, max_value=2), ["", "甲", "甲乙", "甲乙丙"], ["", "甲乙丙"]),
]


@pytest.mark.parametrize(("rule", "values", "wrong"), CASES, ids=lambda value: type(value).__name__)
def test_each_expectation_finds_what_it_is_for(rule: Any, values: list[object], wrong: list[object]) -> None:
    assert unexpected(rule, values) == wrong


def test_a_configuration_is_computed_once_and_is_that_of_great_expectations() -> None:
    rule = ExpectBetween(column="a", min_value=1, meta={"code": "x"}, severity="critical", mostly=0.5)
    assert rule.configuration is rule.configuration
    assert rule.configuration.kwargs["min_value"] == 1 and rule.configuration.kwargs["mostly"] == 0.5
    assert (rule.configuration.meta["code"], rule.configuration.severity) == ("x", "critical")
    assert rule.configuration.type == "expect_between"


def test_two_expectations_do_not_share_a_configuration() -> None:
    first, second = ExpectPresent(column="a"), ExpectPresent(column="b")
    assert (first.configuration.kwargs["column"], second.configuration.kwargs["column"]) == ("a", "b")
