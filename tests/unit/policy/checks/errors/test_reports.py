"""Reports that the product shall make are those that it can make."""

import pytest

from tests.support.packs.entries import dongan
from transforms.policy.checks.errors.reports import appraisals_have_a_formula, lists_are_own, reports_are_made
from transforms.policy.model.known_reports import KNOWN_REPORTS


@pytest.mark.parametrize(
    ("made_by", "report", "is_refused"),
    [
        ("product", "progress", False),
        ("product", "bulletin", False),
        ("product", "ranking", True),
        ("human", "ranking", False),
    ],
)
def test_only_people_make_an_unknown_report(made_by: str, report: str, is_refused: bool) -> None:
    series = dongan().publications[0]
    findings = list(reports_are_made((series, series.model_copy(update={"made_by": made_by, "report": report}))))
    assert [finding.path for finding in findings] == [("publications", 1, "report")] * is_refused
    assert all(
        finding.expected_zh == f"系统不编制报表 ranking，能编制的有：{'、'.join(sorted(KNOWN_REPORTS))}"
        for finding in findings
    )


@pytest.mark.parametrize(
    ("made_by", "report", "has_formula", "is_refused"),
    [
        ("product", "appraisal", False, True),
        ("product", "appraisal", True, False),
        ("human", "appraisal", False, False),
        ("product", "progress", False, False),
    ],
)
def test_an_appraisal_needs_a_formula(made_by: str, report: str, has_formula: bool, is_refused: bool) -> None:
    series = dongan().publications[0].model_copy(update={"made_by": made_by, "report": report})
    findings = list(appraisals_have_a_formula((series,), dongan().appraisal if has_formula else None))
    assert [(finding.path, finding.code) for finding in findings] == [
        (("publications", 0, "report"), "pack.no_formula")
    ] * is_refused


@pytest.mark.parametrize(
    ("made_by", "report", "content", "is_refused"),
    [
        ("product", "missing_persons", "same", True),
        ("product", "missing_persons", "own", False),
        ("human", "missing_persons", "same", False),
        ("product", "progress", "same", False),
    ],
)
def test_no_list_of_persons_is_equal_for_all(made_by: str, report: str, content: str, is_refused: bool) -> None:
    changes = {"made_by": made_by, "report": report, "content": content}
    findings = list(lists_are_own((dongan().publications[0].model_copy(update=changes),)))
    assert [(finding.path, finding.code) for finding in findings] == [
        (("publications", 0, "content"), "pack.list_for_all")
    ] * is_refused
