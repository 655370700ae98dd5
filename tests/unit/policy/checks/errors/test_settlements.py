"""A settlement claims each fund of each unit from a single office, and each list has its letter."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.packs.entries import dongan
from transforms.policy.checks.errors.settlements import (
    batches_have_days_of_their_own,
    funds_are_settled_once,
    letters_wait_for_nobody,
    lists_have_a_letter,
)
from transforms.policy.model.schedule import Publication, Recipient

PACK = dongan()
UNITS = [unit.unit_id for unit in PACK.units.children]
FUNDS = [payer.payer for payer in PACK.payers]
NOT_SETTLED, TWICE = "pack.fund_not_settled", "pack.fund_settled_twice"


def series(report: str = "settlement", **changes: Any) -> Publication:
    """Return the pack's first settlement with changes."""
    found = next(entry for entry in PACK.publications if entry.report == report)
    return found.model_copy(update={"recipients": ("one_office", "other_office"), **changes})


def office(code: str, **own: Any) -> Recipient:
    return PACK.recipients[0].model_copy(update={"recipient": code, "own_units": (), "own_figures": (), **own})


def codes(publication: Publication, *recipients: Recipient) -> list[str]:
    return [finding.code for finding in funds_are_settled_once((publication,), recipients, PACK.payers, PACK.units)]


@pytest.mark.parametrize(
    ("own", "other", "expected"),
    [
        ({"own_payers": ("fiscal",)}, {"own_payers": ("medical_aid",)}, []),
        (
            {"own_payers": ("fiscal",)},
            {"own_payers": ("fiscal",)},
            [TWICE, NOT_SETTLED],
        ),
        ({"own_payers": ("fiscal",)}, {}, [TWICE]),
        ({}, {}, []),  # both share one letter
        ({"own_units": tuple(UNITS[:3])}, {"own_units": tuple(UNITS[3:])}, []),
        ({"own_units": tuple(UNITS[:3])}, {"own_units": tuple(UNITS[4:])}, [NOT_SETTLED] * 2),
        ({"own_units": "each"}, {"own_units": tuple(UNITS[:1])}, [TWICE] * 2),
    ],
)
def test_each_fund_of_each_unit_is_claimed_once(
    own: dict[str, Any], other: dict[str, Any], expected: list[str]
) -> None:
    assert FUNDS == ["fiscal", "medical_aid"]
    assert codes(series(), office("one_office", **own), office("other_office", **other)) == expected


def test_other_reports_and_those_of_people_claim_nothing() -> None:
    lone = office("one_office", own_payers=("fiscal",))
    assert codes(series(report="settlement", made_by="human"), lone) == []
    assert codes(PACK.publications[0], lone) == []


@pytest.mark.parametrize(
    ("changes", "is_refused"),
    [({}, False), ({"recipients": ("one_office",)}, True), ({"content": "same"}, True)],
)
def test_a_list_needs_a_letter_of_its_period_and_recipients(changes: dict[str, Any], is_refused: bool) -> None:
    findings = list(lists_have_a_letter((series(), series("settlement_list", **changes))))
    assert [(finding.path, finding.code) for finding in findings] == [
        (("publications", 1, "report"), "pack.list_without_letter")
    ] * is_refused


@pytest.mark.parametrize(
    ("changes", "is_refused"),
    [
        ({"approved_on": ("first",)}, True),
        ({}, False),
        ({"report": "progress", "approved_on": ("first",)}, False),
        ({"made_by": "human", "approved_on": ("first",)}, False),
    ],
)
def test_no_settlement_waits_for_an_approval(changes: dict[str, Any], is_refused: bool) -> None:
    findings = list(letters_wait_for_nobody((series().model_copy(update=changes),)))
    assert [(finding.path, finding.code) for finding in findings] == [
        (("publications", 0, "approved_on"), "pack.settlement_waits")
    ] * is_refused


def test_each_fund_may_have_days_of_its_own_but_one_division() -> None:
    offices = (office("one_office", own_payers=("fiscal",)), office("other_office", own_payers=("medical_aid",)))
    apart = (series(recipients=("one_office",)), series(recipients=("other_office",), cadence="month", due_on=None))
    assert list(funds_are_settled_once(apart, offices, PACK.payers, PACK.units)) == []
    joined = (*apart, series(content="same"))
    findings = funds_are_settled_once(joined, offices, PACK.payers, PACK.units)
    assert [finding.code for finding in findings] == [TWICE, TWICE]


def test_two_series_that_end_on_one_day_would_claim_one_batch() -> None:
    once = series()
    month = series(cadence="month", due_on=None)
    assert once.ends_on == month.ends_on
    assert [finding.code for finding in batches_have_days_of_their_own((once, month))] == ["pack.batch_twice"]
    assert list(batches_have_days_of_their_own(PACK.publications)) == []
