"""Lines in the order of funds, categories and units; nothing is settled that the totals do not state."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.unit.report.settlement.examples import PERIOD, SNAPSHOT, UNITS, composed, facts
from transforms.report.publication import Edition, View
from transforms.report.settlement.compose import SettlementImbalanceError, settlement, unit_ids


def test_lines_are_ordered_by_fund_category_and_unit() -> None:
    lines = [(line.payer_label, line.category_label, line.unit_name) for line in composed().lines]
    assert lines == [
        ("医疗救助资金", "低保对象", "乙镇"),
        ("医疗救助资金", "低保对象", ""),
        ("财政", "特困人员", "甲镇"),
        ("财政", "低保对象", "乙镇"),
        ("财政", "低保对象", "甲镇"),
    ]


def test_the_letter_goes_to_the_office_of_the_view() -> None:
    assert composed(view=View("aid_office@x-a")).addressed_to == "县民政局"
    assert composed(view=View()).addressed_to == "县财政局"


def test_lines_that_are_no_difference_of_the_totals_are_refused() -> None:
    made_of = facts()
    wrong = [{**made_of.totals[0], "settled_fen": made_of.totals[0]["settled_fen"] + 1}, *made_of.totals[1:]]
    with pytest.raises(SettlementImbalanceError, match=r"lines of aid add up to 15005 fen, .* to 15006"):
        composed(replace(made_of, totals=wrong))  # type: ignore[arg-type]
    with pytest.raises(SettlementImbalanceError, match="fiscal"):
        composed(replace(made_of, totals=made_of.totals[:1]))


def test_a_period_that_the_pack_does_not_have_is_refused() -> None:
    other = replace(PERIOD, period_to=date(2019, 11, 30))
    with pytest.raises(LookupError):
        settlement(Edition(other), SNAPSHOT, facts())


def test_a_view_has_the_units_below_its_own() -> None:
    assert unit_ids(("x-a",), UNITS) == ["x-a", "x-a-1"]
    assert unit_ids(None, UNITS) is None
