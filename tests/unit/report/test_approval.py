"""Which reports wait for approval: the first of a period, a correction, a jump beyond the limit."""

from __future__ import annotations

import pytest

from tests.support.packs.worked_cases import pack_of
from transforms.policy.model.schedule import Occasion
from transforms.report.approval import ApprovalRule, approval_rule, jumps

BEFORE = {"enrolled_persons": 1_000, "received_fen": 0}


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        ({"enrolled_persons": 1_500}, ()),
        ({"enrolled_persons": 1_501}, ("enrolled_persons",)),
        ({"enrolled_persons": 499}, ("enrolled_persons",)),
        ({"enrolled_persons": 1_000, "received_fen": 1}, ("received_fen",)),
        ({"received_fen": 0}, ()),
        ({"special_persons": 9}, ()),
        ({}, ()),
    ],
)
def test_a_jump_is_more_than_the_limit_in_either_direction(after: dict[str, int], expected: tuple[str, ...]) -> None:
    assert jumps(after, BEFORE, 50) == expected


@pytest.mark.parametrize(
    ("occasions", "is_correction", "expected"),
    [
        ({"first", "correction", "jump"}, False, ("first", "jump")),
        ({"first", "correction", "jump"}, True, ("correction", "jump")),
        ({"first"}, True, ()),
        ({"correction"}, False, ()),
        ({"jump"}, False, ("jump",)),
        (set(), False, ()),
    ],
)
def test_a_report_waits_for_the_reasons_that_the_pack_names(
    occasions: set[Occasion], is_correction: bool, expected: tuple[Occasion, ...]
) -> None:
    rule = ApprovalRule(frozenset(occasions), 10)
    assert rule.reasons(is_correction, {"enrolled_persons": 1_200}, BEFORE) == expected


def test_nothing_jumps_without_a_limit_or_a_period_before() -> None:
    figures = {"enrolled_persons": 9_999}
    assert ApprovalRule(frozenset({"jump"}), 10).reasons(False, figures, None) == ()
    assert ApprovalRule(frozenset({"first"}), None).reasons(True, figures, BEFORE) == ()


def test_the_series_of_a_recipient_count_and_the_smallest_limit() -> None:
    pack = pack_of("dongan-2020")
    monthly = [row for row in pack.publications if (row.report, row.cadence) == ("progress", "month")]
    changed = {"approved_on": ("first", "jump"), "jump_percent": 30}
    others = [row for row in pack.publications if row not in monthly]
    series = (*others, *(row.model_copy(update=changed) for row in monthly))
    pack = pack.model_copy(update={"publications": series})
    office = monthly[0].recipients[0]
    assert approval_rule(pack, "progress", "month", [office]) == ApprovalRule(frozenset({"first", "jump"}), 30)
    assert approval_rule(pack, "progress", "month", ["nobody"]) == ApprovalRule(frozenset(), None)
    assert approval_rule(pack, "bulletin", "month", [office]) == ApprovalRule(frozenset(), None)
