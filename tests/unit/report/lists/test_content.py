"""Counts of a list by unit and state."""

from tests.support.reports.sample_person_list import sample
from transforms.report.lists.content import labels_of


def test_units_without_a_person_are_counted_as_well_and_the_unknown_unit_comes_last() -> None:
    assert sample().counts == {
        "甲镇": {"not_on_roll": 1, "paid_not_enrolled": 1, "employee_insured": 1},
        "乙镇": {"not_paid": 1},
        "": {"not_paid": 1},
    }


def test_each_label_is_written_once() -> None:
    assert labels_of(["甲", "乙", "甲"]) == "甲、乙" and labels_of([]) == ""
