"""A poster counts the persons of its own unit, period and plan year."""

from dataclasses import replace

from tests.support.reports.sample_poster import DAYS, of_unit
from transforms.report.poster.compose import line_of, posting
from transforms.report.publication import View


def test_only_days_of_the_unit_the_period_and_the_year_count() -> None:
    assert of_unit().increment_persons == 28
    assert of_unit("b").increment_persons == 99


def test_a_poster_of_all_units_has_the_total() -> None:
    whole = replace(of_unit().progress, view=View())
    content = posting(whole, DAYS, {"ends_on": "2019-12-31"})
    assert content.increment_persons == 127
    assert line_of(content) is whole.total
    assert line_of(of_unit()).label == "甲镇"
