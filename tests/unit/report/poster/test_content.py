"""A poster is complete unless something is missing."""

from tests.support.reports.sample_poster import of_unit
from transforms.report.poster.content import Posting


def test_a_poster_is_complete_by_default() -> None:
    sample = of_unit()
    assert not Posting(sample.progress, sample.increment_persons, sample.frame).is_incomplete
    assert not sample.is_incomplete
