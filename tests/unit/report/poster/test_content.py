"""A poster is complete unless something is missing."""

from tests.support.reports.sample_poster import of_unit


def test_a_poster_is_complete_by_default() -> None:
    assert not of_unit().is_incomplete
