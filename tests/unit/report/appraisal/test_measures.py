"""Measures of each item, and their words: those that layouts of tables of targets read."""

from __future__ import annotations

from tests.support.files.builders import LAYOUTS
from tests.support.reports.sample_appraisal import formula
from transforms.report.appraisal import measures


def test_each_item_asks_for_its_figures() -> None:
    asked = {item.item: measures.of_item(item, "常住人口", employees_count=True) for item in formula().items}
    assert asked == {
        "S1": ("insured_employees", "常住人口"),
        "S2": ("checked_records", "correct_records"),
        "S3": ("newcomers", "newcomers_in_month", "newcomers_correct"),
        "S4": ("opinion_cases",),
    }
    first, _, third, _ = formula().items
    assert measures.of_item(first, "户籍人口", employees_count=False) == ("户籍人口",)
    plain = third.model_copy(update={"newcomer_deduction_per_point": 0})
    assert measures.of_item(plain, "常住人口", employees_count=True) == ()


def test_the_words_of_reports_are_those_that_officers_write() -> None:
    words = LAYOUTS["targets"].measure_words
    assert {measure: words[label] for measure, label in measures.LABELS.items()} == {m: m for m in measures.LABELS}
    assert measures.names([measures.CASES, "常住人口"]) == ("网络舆情例数", "常住人口")
