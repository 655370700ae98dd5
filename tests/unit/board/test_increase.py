"""Increase since the day before and since the last publication, by unit."""

from __future__ import annotations

from datetime import date

from tests.support import sample_report
from transforms.board.increase import DayPersons, LastPublication, earlier, signed

BEFORE, DAY = date(2019, 10, 30), date(2019, 10, 31)
ROWS = [
    DayPersons(BEFORE, "a", 100, 90),
    DayPersons(BEFORE, "a1", 40, 30),
    DayPersons(BEFORE, "b", 9, 8),
    DayPersons(BEFORE, "", 1, 1),
    DayPersons(DAY, "a", 500, 0),
]
PUBLICATION = LastPublication("month", date(2019, 9, 30), 3)


def test_a_village_counts_for_its_town() -> None:
    before = earlier(sample_report.snapshot(), ROWS, DAY, PUBLICATION, None)
    assert before.since_day_before(196, "a") == 56 and before.since_publication(196, "a") == 76
    assert before.since_day_before(0, "b") == -9 and before.since_day_before(7, "c") == 7
    assert before.since_day_before(355) == 205 and before.since_publication(355) == 226


def test_rows_of_other_units_do_not_count() -> None:
    before = earlier(sample_report.snapshot(), ROWS, DAY, PUBLICATION, frozenset({"b"}))
    assert before.since_day_before(10) == 1


def test_without_a_publication_there_is_no_increase() -> None:
    assert earlier(sample_report.snapshot(), ROWS, DAY, None, None).since_publication(355) is None
    assert [signed(value) for value in (None, 0, 1234, -5)] == ["—", "0", "+1,234", "-5"]
