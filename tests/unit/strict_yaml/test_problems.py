"""A problem is one line in each language; errors of a pack are listed in the order of its files."""

from __future__ import annotations

from dataclasses import replace

import pytest

from transforms.strict_yaml.problems import Finding, PackError, Problem, Severity, build_warning

PROBLEM = Problem("pack.yaml", 7, "rules.0.price", "pack.x", "应为整数", "改写成整数", "a whole number", "write one")


def test_a_problem_states_file_line_place_and_remedy() -> None:
    assert PROBLEM.text_zh() == "pack.yaml 第7行 rules.0.price：应为整数。修改办法：改写成整数"
    assert PROBLEM.text_en() == "pack.yaml:7 rules.0.price: a whole number. Fix: write one"


def test_a_problem_of_the_whole_file_names_no_place() -> None:
    whole = replace(PROBLEM, field=".")
    assert "整个文件：" in whole.text_zh() and " the file: " in whole.text_en()


@pytest.mark.parametrize(
    ("severity", "zh", "en"),
    [("error", "修改办法", "Fix"), ("warning", "请核对", "Look at it"), ("acknowledged", "确认理由", "Acknowledged")],
)
def test_each_severity_has_its_label(severity: Severity, zh: str, en: str) -> None:
    problem = replace(PROBLEM, severity=severity)
    assert f"。{zh}：" in problem.text_zh() and f". {en}: " in problem.text_en()


def test_an_error_lists_every_problem_by_file_and_line() -> None:
    later, other = replace(PROBLEM, line=70), replace(PROBLEM, file="a.yaml", line=99)
    error = PackError([later, PROBLEM, other])
    assert error.problems == [other, PROBLEM, later]
    assert str(error).split("\n") == [
        line for problem in error.problems for line in (problem.text_zh(), problem.text_en())
    ]


def test_a_warning_is_a_finding_without_file_and_line() -> None:
    assert build_warning(("a", 0), "code", "甲", "乙", "a", "b") == Finding(
        ("a", 0), "code", "甲", "乙", "a", "b", severity="warning"
    )
