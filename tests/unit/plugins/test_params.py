"""Airflow's page asks for each parameter in Chinese and by its type; values of another type are refused."""

from __future__ import annotations

from typing import Any

import pytest
from airflow.sdk import Param
from airflow.sdk.exceptions import ParamValidationError
from campaign import params

ALL: dict[str, Param] = params.publishing() | params.deciding()


def test_every_parameter_has_a_chinese_title_and_description_and_may_stay_empty() -> None:
    assert set(ALL) == {"business_date", "force_reason", "publish_on", "correct", "delivery_id"}
    for param in ALL.values():
        assert any("一" <= character <= "龥" for character in param.schema["title"])
        assert param.description and param.resolve(value=None) is None
    assert ALL["business_date"].schema["format"] == "date"  # the page shows a calendar


@pytest.mark.parametrize(
    ("name", "value"),
    [("business_date", "2019-12-31"), ("publish_on", ["2019-12-16"]), ("correct", True), ("delivery_id", "a"),
     ("force_reason", "演练")],
)  # fmt: skip
def test_a_value_of_the_type_is_taken(name: str, value: Any) -> None:
    assert ALL[name].resolve(value=value) == value


@pytest.mark.parametrize(
    ("name", "value"),
    [("business_date", "31.12.2019"), ("business_date", 20191231), ("publish_on", "2019-12-16"),
     ("publish_on", ["soon"]), ("correct", "yes"), ("delivery_id", 7), ("force_reason", "x" * 1001)],
)  # fmt: skip
def test_a_value_of_another_type_is_refused(name: str, value: Any) -> None:
    with pytest.raises(ParamValidationError):
        ALL[name].resolve(value=value)
