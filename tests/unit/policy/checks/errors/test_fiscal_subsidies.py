"""Requests for the fiscal subsidy go to one office as a whole, each day once, and wait for nobody."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.support.packs.changed_packs import POLICIES
from transforms.policy import load_pack
from transforms.policy.checks.errors.fiscal_subsidies import (
    requests_have_a_share,
    requests_have_days_of_their_own,
    requests_have_one_office,
    requests_wait_for_nobody,
)

PACK = load_pack(POLICIES / "hefei-2020")
FIRST, SECOND = (entry for entry in PACK.publications if entry.report == "fiscal_subsidy")


def test_the_requests_of_the_pack_have_no_fault() -> None:
    assert list(requests_have_a_share(PACK.publications, PACK.funding)) == []
    assert list(requests_have_one_office(PACK.publications, PACK.recipients)) == []
    assert list(requests_have_days_of_their_own(PACK.publications)) == []
    assert list(requests_wait_for_nobody(PACK.publications)) == []


def test_a_notice_without_a_fiscal_part_has_no_request() -> None:
    found = list(requests_have_a_share((FIRST,), None))
    assert [finding.code for finding in found] == ["pack.fiscal_subsidy_not_stated"]


@pytest.mark.parametrize("own", [{"own_units": "each"}, {"own_figures": ()}])
def test_a_request_that_is_divided_or_equal_for_all_is_refused(own: dict[str, Any]) -> None:
    changed = tuple(
        entry.model_copy(update=own) if entry.recipient == "city_finance" else entry for entry in PACK.recipients
    )
    found = list(requests_have_one_office((FIRST, SECOND), changed))
    assert [finding.code for finding in found] == ["pack.fiscal_subsidy_divided"] * 2


def test_two_requests_up_to_one_day_are_refused() -> None:
    again = SECOND.model_copy(update={"starts_on": date(2020, 9, 1), "ends_on": FIRST.ends_on, "cadence": "month"})
    found = list(requests_have_days_of_their_own((FIRST, again)))
    assert [finding.code for finding in found] == ["pack.fiscal_subsidy_twice"]


def test_a_request_waits_for_no_approval() -> None:
    found = list(requests_wait_for_nobody((FIRST.model_copy(update={"approved_on": ("first",)}),)))
    assert [finding.code for finding in found] == ["pack.fiscal_subsidy_waits"]
