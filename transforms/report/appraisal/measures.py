"""Figures of units that officers deliver for an appraisal, in a table of targets and denominators (`target_table`).

The words of such a table that mean them are `measure_words` of its layouts.
"""

from __future__ import annotations

from collections.abc import Iterable

from transforms.policy.model.appraisal import AppraisalItem

TARGET = "target"
EMPLOYEES = "insured_employees"
CHECKED, CORRECT = "checked_records", "correct_records"
NEWCOMERS = "newcomers"
NEWCOMERS_IN_MONTH, NEWCOMERS_CORRECT = "newcomers_in_month", "newcomers_correct"
CASES = "opinion_cases"

LABELS = {
    TARGET: "目标任务",
    EMPLOYEES: "职工参保人数",
    CHECKED: "核查信息条数",
    CORRECT: "信息准确条数",
    NEWCOMERS: "新增建档立卡人数",
    NEWCOMERS_IN_MONTH: "新增当月参保人数",
    NEWCOMERS_CORRECT: "新增信息准确人数",
    CASES: "网络舆情例数",
}
"""Measure -> the Chinese words for it, as reports print them and layouts of tables of targets read them."""


def of_item(item: AppraisalItem, denominator: str, *, employees_count: bool) -> tuple[str, ...]:
    """Return the measures that officers deliver for an item, in the order of printing.

    `denominator`: the measure by which the enrolment rate is divided; `employees_count`: whether persons with employee
    insurance count as enrolled.
    """
    if item.measure == "enrolment_rate":
        return (EMPLOYEES, denominator) if employees_count else (denominator,)
    if item.measure == "accuracy_rate":
        return (CHECKED, CORRECT)
    if item.measure == "cases":
        return (CASES,)
    return (NEWCOMERS, NEWCOMERS_IN_MONTH, NEWCOMERS_CORRECT) if item.newcomer_deduction_per_point else ()


def names(measures: Iterable[str]) -> tuple[str, ...]:
    """Return the Chinese words for measures, in their order; a denominator is its own word."""
    return tuple(LABELS.get(measure, measure) for measure in measures)
