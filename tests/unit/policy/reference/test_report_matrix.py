"""Every demand for a report has one: the table of the pages is that of the packs, and no demanded row is missing."""

from __future__ import annotations

import pytest

from transforms.policy import Pack
from transforms.policy.reference.report_matrix import PAGES, Language, packs_of_repository, render, with_table

# Row of the requirements -> reports that it asks for, from reading the notices.
DEMANDS = {
    "HY-09": {"progress", "missing_persons"}, "HY-13": {"missing_persons"},
    "HY-11": {"start_roster"}, "DA-15": {"start_roster"},
    "KJ-07": {"coverage_list"}, "KJ-08": {"coverage_list"}, "KJ-09": {"coverage_list"}, "KJ-10": {"coverage_list"},
    "KJ-15": {"progress", "posting_roster"}, "KJ-18": {"progress", "bulletin"}, "KJ-20": {"missing_persons"},
    "HF-11": {"missing_persons"}, "HF-12": {"missing_persons"},
    "HF-01": {"progress"}, "HF-15": {"progress"}, "HF-16": {"uninsured_feedback"},
    "ZQ-08": {"due_list"}, "DA-14": {"due_list"},
    "ZQ-03": {"progress"}, "ZQ-10": {"progress"}, "ZQ-11": {"progress"}, "ZQ-12": {"bulletin"},
    "DA-01": {"progress"}, "DA-20": {"progress", "bulletin", "village_poster"},
    "DA-23": {"appraisal"}, "DA-24": {"appraisal"}, "DA-25": {"appraisal"}, "DA-26": {"appraisal"},
}  # fmt: skip


@pytest.fixture(scope="module")
def packs() -> list[Pack]:
    """Load the packs of the repository."""
    return packs_of_repository()


@pytest.mark.parametrize("language", PAGES)
def test_the_table_is_that_of_the_packs(packs: list[Pack], language: Language) -> None:
    page = PAGES[language].read_text(encoding="utf-8")
    assert with_table(page, render(packs, language)) == page, "run: make docs"


def test_every_demanded_row_has_its_report(packs: list[Pack]) -> None:
    demanded = {(row, report) for row, reports in DEMANDS.items() for report in reports}
    assert demanded - _made(packs) == set()


def _made(packs: list[Pack]) -> set[tuple[str, str]]:
    return {(row, series.report) for pack in packs for series in pack.publications for row in series.requirement_ids}


def test_a_report_by_people_states_its_reason(packs: list[Pack]) -> None:
    human = [(pack, series) for pack in packs for series in pack.publications if series.made_by == "human"]
    assert human
    for pack, series in human:
        assert series.reason and f"由人工编制：{series.reason}" in render([pack], "zh")


def test_own_parts_and_many_days_are_written(packs: list[Pack]) -> None:
    table = render(packs, "en")
    assert "`county_medical_security` (each of 6 units alone), `jiangdong_offices` (its unit alone)" in table
    assert "`city_medical_security` (persons, special populations), `city_tax` (money)" in table
    assert "2020-12-15 to 2020-12-29, 15 times" in table
    assert table.count("\n") == 2 + sum(len(pack.publications) for pack in packs)


def test_a_page_without_the_marks_is_refused() -> None:
    with pytest.raises(ValueError, match="the page has no"):
        with_table("# Reports\n", "| |\n")
