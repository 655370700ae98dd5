"""Terms of audits in the simulation, by the announced holidays of 2019 and 2020."""

from __future__ import annotations

from datetime import date

import pytest

from simulation.deliveries.audits import last_day_of_term


@pytest.mark.parametrize(
    ("received", "last"),
    [
        (date(2019, 9, 27), date(2019, 10, 8)),
        (date(2019, 10, 11), date(2019, 10, 15)),
        (date(2020, 1, 22), date(2020, 2, 4)),
        (date(2019, 11, 1), date(2019, 11, 6)),
    ],
)
def test_a_term_ends_with_its_third_working_day(received: date, last: date) -> None:
    assert last_day_of_term(received) == last
