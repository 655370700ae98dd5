"""A refused pack or layout fails an Airflow task without a retry, with its reasons."""

from __future__ import annotations

import pytest
from airflow.sdk.exceptions import AirflowFailException
from campaign.refusals import fail_on_refusal

from pipeline.policy.registry import LayoutError
from transforms.policy import PackError
from transforms.strict_yaml.problems import Problem


def test_a_layout_error_keeps_its_text() -> None:
    with pytest.raises(AirflowFailException, match=r"版式文件有错误[\s\S]*roll\.yaml") as error, fail_on_refusal():
        raise LayoutError("roll.yaml: 缺少列")
    assert error.value.__suppress_context__


def test_a_pack_error_lists_its_problems_in_chinese() -> None:
    problems = [
        Problem("pack.yaml", line, "x", "code", "应为整数", "改为整数", "an integer", "write one") for line in (3, 9)
    ]
    with pytest.raises(AirflowFailException) as error, fail_on_refusal():
        raise PackError(problems)
    assert str(error.value).splitlines() == [problem.text_zh() for problem in problems]


def test_other_errors_pass_through_for_a_retry() -> None:
    with pytest.raises(ConnectionError), fail_on_refusal():
        raise ConnectionError
