"""A correction holds from a day that it names, or for all days and then it names none."""

from datetime import date

import pytest

from tests.support.packs.entries import entry, refusal_of
from transforms.policy.model.correction import Correction


@pytest.mark.parametrize(
    "values", [{"takes_effect": "from_date"}, {"takes_effect": "retroactively", "from_on": date(2019, 11, 1)}]
)
def test_a_first_day_belongs_to_a_correction_from_a_date_only(values: dict[str, object]) -> None:
    assert refusal_of(Correction, **values) == "from_on belongs to from_date, and only to it"


def test_both_ways_to_take_effect() -> None:
    assert entry(Correction, takes_effect="retroactively").from_on is None
    assert entry(Correction, takes_effect="from_date", from_on=date(2019, 11, 1)).from_on == date(2019, 11, 1)
    assert refusal_of(Correction, takes_effect="soon").startswith("Input should be 'retroactively' or 'from_date'")
