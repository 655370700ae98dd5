"""Lists of refunds go to one office as a whole, each day once, and wait for nobody."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.support.packs.entries import dongan
from transforms.policy.checks.errors.refunds import (
    refunds_have_days_of_their_own,
    refunds_have_one_office,
    refunds_wait_for_nobody,
)
from transforms.policy.model.schedule import Publication, Recipient

PACK = dongan()
(MONTHLY,) = (entry for entry in PACK.publications if entry.report == "refund_list")


def offices(**own: Any) -> tuple[Recipient, ...]:
    """Return the pack's recipients with changes of the tax bureau."""
    return tuple(
        entry.model_copy(update=own) if entry.recipient == "county_tax" else entry for entry in PACK.recipients
    )


def divided(*series: Publication, **own: Any) -> list[str]:
    return [finding.code for finding in refunds_have_one_office(series, offices(**own))]


def test_the_lists_of_the_pack_are_of_one_office_on_days_of_their_own() -> None:
    assert divided(MONTHLY) == []
    assert list(refunds_have_days_of_their_own(PACK.publications)) == []
    assert list(refunds_wait_for_nobody(PACK.publications)) == []


@pytest.mark.parametrize("own", [{"own_units": "each"}, {"own_figures": ()}])
def test_a_list_that_is_divided_or_equal_for_all_is_refused(own: dict[str, Any]) -> None:
    assert divided(MONTHLY, **own) == ["pack.refunds_divided"]


def test_a_second_office_is_refused() -> None:
    both = MONTHLY.model_copy(update={"recipients": ("county_tax", "county_government")})
    assert divided(both) == ["pack.refunds_divided"]
    other = MONTHLY.model_copy(update={"recipients": ("county_government",)})
    assert divided(MONTHLY, other, own_figures=("money",)) == ["pack.refunds_divided"]


def test_two_lists_up_to_one_day_are_refused() -> None:
    day = date(2020, 1, 31)
    single = {"cadence": "once", "starts_on": date(2020, 1, 1), "ends_on": day, "due_on": date(2020, 2, 1)}
    (finding,) = refunds_have_days_of_their_own((MONTHLY, MONTHLY.model_copy(update=single)))
    assert (finding.code, finding.path[:2]) == ("pack.refunds_twice", ("publications", 1))


def test_a_list_that_waits_for_approval_is_refused_and_those_of_people_are_not_looked_at() -> None:
    waiting = MONTHLY.model_copy(update={"approved_on": ("first",)})
    assert [finding.code for finding in refunds_wait_for_nobody((waiting,))] == ["pack.refunds_wait"]
    by_people = waiting.model_copy(update={"made_by": "human"})
    assert list(refunds_wait_for_nobody((by_people,))) == []
