"""A request asks for persons × share of each level and unit, less what the request before asked for."""

from __future__ import annotations

import pytest

from tests.unit.report.fiscal_subsidy.examples import FIRST, ROWS, SECOND, SHARES, composed
from tests.unit.report.settlement.examples import AS_OF, SNAPSHOT
from transforms.report.fiscal_subsidy.compose import subsidy_request
from transforms.report.publication import Edition, Period, View


def test_each_level_and_unit_is_persons_times_share() -> None:
    content = composed()
    assert content.addressed_to == "县财政局" and content.request_no == 2
    assert [(line.label, line.subsidy_fen, line.before_fen) for line in content.levels] == [
        ("省财政", 18 * 40_000, 14 * 40_000),
        ("县财政", 18 * 15_001, 14 * 15_001),
    ]
    assert [(line.label, line.persons, line.fen) for line in content.units] == [
        ("乙镇", 7, 5 * 55_001),
        ("甲镇", 10, -2 * 55_001),
        ("", 1, 55_001),
    ]


def test_the_first_request_asks_for_all() -> None:
    whole = composed([{**row, "before_persons": 0} for row in ROWS], FIRST).whole
    assert (whole.persons, whole.subsidy_fen, whole.before_fen, whole.fen) == (18, 18 * 55_001, 0, 18 * 55_001)


def test_earlier_requests_keep_their_shares() -> None:
    before = [{**SHARES[0], "fen": 39_000}, {**SHARES[1], "level_label": "市财政"}]
    content = composed(request={**SECOND, "before_shares": before})  # type: ignore[typeddict-item]
    assert [(line.label, line.fen) for line in content.levels] == [
        ("省财政", 18 * 40_000 - 14 * 39_000),
        ("县财政", 18 * 15_001),
        ("市财政", -14 * 15_001),
    ]
    assert content.whole.fen == sum(line.fen for line in content.levels)


def test_a_place_without_anybody_has_a_line_for_each_unit() -> None:
    content = composed([])
    assert [line.label for line in content.units] == ["乙镇", "甲镇"] and content.whole.fen == 0


def test_a_period_that_the_pack_does_not_know_is_an_error() -> None:
    edition = Edition(Period("fiscal_subsidy", "month", AS_OF, AS_OF, AS_OF), 0, View("finance"))
    with pytest.raises(LookupError):
        subsidy_request(edition, {**SNAPSHOT, "request": SECOND}, ROWS)
