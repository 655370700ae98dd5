"""Due lists go to one office as a whole, each day once, and wait for nobody."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.support.packs.entries import dongan
from transforms.policy.checks.errors.due_lists import (
    due_lists_close_the_campaign,
    due_lists_have_days_of_their_own,
    due_lists_have_one_office,
    due_lists_wait_for_nobody,
)
from transforms.policy.model.schedule import Publication, Recipient

PACK = dongan()
WHOLE, DAILY = (entry for entry in PACK.publications if entry.report == "due_list")


def offices(**own: Any) -> tuple[Recipient, ...]:
    """Return the pack's recipients with changes of the tax bureau."""
    return tuple(
        entry.model_copy(update=own) if entry.recipient == "county_tax" else entry for entry in PACK.recipients
    )


def divided(*series: Publication, **own: Any) -> list[str]:
    return [finding.code for finding in due_lists_have_one_office(series, offices(**own))]


def test_the_lists_of_the_pack_are_of_one_office_on_days_of_their_own() -> None:
    assert divided(WHOLE, DAILY) == []
    assert list(due_lists_have_days_of_their_own(PACK.publications)) == []
    assert list(due_lists_wait_for_nobody(PACK.publications)) == []


@pytest.mark.parametrize("own", [{"own_units": "each"}, {"own_figures": ()}])
def test_a_list_that_is_divided_or_equal_for_all_is_refused(own: dict[str, Any]) -> None:
    assert divided(WHOLE, **own) == ["pack.due_list_divided"]


def test_a_second_office_is_refused() -> None:
    both = WHOLE.model_copy(update={"recipients": ("county_tax", "county_government")})
    assert divided(both) == ["pack.due_list_divided"]
    other = DAILY.model_copy(update={"recipients": ("county_government",)})
    assert divided(WHOLE, other, own_figures=("money",)) == ["pack.due_list_divided"]


def test_two_lists_up_to_one_day_are_refused() -> None:
    late = WHOLE.model_copy(update={"ends_on": date(2019, 9, 10), "due_on": date(2019, 9, 11)})
    (finding,) = due_lists_have_days_of_their_own((late, DAILY))
    assert (finding.code, finding.path[:2]) == ("pack.due_list_twice", ("publications", 1))


def test_a_list_that_waits_for_approval_is_refused_and_those_of_people_are_not_looked_at() -> None:
    waiting = DAILY.model_copy(update={"approved_on": ("first",)})
    assert [finding.code for finding in due_lists_wait_for_nobody((WHOLE, waiting))] == ["pack.due_list_waits"]
    by_people = waiting.model_copy(update={"made_by": "human"})
    assert list(due_lists_wait_for_nobody((WHOLE, by_people))) == []


def test_a_list_up_to_the_last_day_is_needed_where_there_are_lists() -> None:
    assert list(due_lists_close_the_campaign(PACK.publications, PACK.windows)) == []
    early = DAILY.model_copy(update={"ends_on": date(2019, 12, 30)})
    (finding,) = due_lists_close_the_campaign((WHOLE, early), PACK.windows)
    assert (finding.code, finding.path) == ("pack.due_list_unclosed", ("publications", 1, "ends_on"))
    assert "2019-12-31" in finding.expected_zh and "2019-12-31" in finding.fix_zh
    assert list(due_lists_close_the_campaign((), PACK.windows)) == []
