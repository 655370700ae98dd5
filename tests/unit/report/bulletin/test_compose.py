"""Ranking, increment, praise and the units that are behind, on small counties with known answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from tests.support.reports.sample_bulletin import FIVE, LETTER, PERIOD, day, of_towns, sample
from transforms.report.bulletin.compose import letter_of


def test_units_are_ordered_by_rank_ties_share_a_place_and_units_without_target_come_last() -> None:
    assert [(unit.line.label, unit.line.rank, unit.missing_persons) for unit in sample().units] == [
        ("甲镇", 1, 0),
        ("乙镇", 2, 10),
        ("丙乡", 3, 9),
        ("丁乡", 3, 6),
        ("戊街道", None, None),
    ]


def test_the_increment_counts_the_days_of_the_period_and_the_plan_year_only() -> None:
    content = sample()
    assert {unit.line.label: unit.increment_persons for unit in content.units if unit.increment_persons} == {
        "甲镇": 50,
        "丁乡": 10,
    }
    assert content.total.increment_persons == 60


def test_persons_of_no_known_unit_are_in_the_increment_of_the_total() -> None:
    content = of_towns(FIVE | {"": (None, 3)}, [day("", 2), day("甲镇", 1)])
    assert content.total.increment_persons == 3
    assert content.units[-1].increment_persons == 2


@pytest.mark.parametrize(
    ("towns", "rule", "praised", "behind"),
    [
        (FIVE, "reached", ["甲镇"], ["丁乡", "丙乡", "乙镇"]),
        ({"甲": (100, 98), "乙": (100, 100)}, "reached", ["乙", "甲"], []),
        ({"甲": (100, 90), "乙": (100, 80)}, "above_total", ["甲"], ["乙"]),
        # one of four last places is above the others' rate; three equal ones are named together
        ({"甲": (100, 90), "乙": (100, 80), "丙": (100, 80), "丁": (100, 80), "戊": (100, 80)}, "above_total", ["甲"],
         ["戊", "丁", "丙", "乙"]),
        ({"甲": (100, 0), "乙": (100, 0)}, "nobody", [], ["乙", "甲"]),
        ({"甲": (100, 50)}, "nobody", [], ["甲"]),
        ({"甲": (100, 98)}, "reached", ["甲"], []),
        ({"甲": (None, 5), "乙": (None, 0)}, "no_targets", [], []),
        ({"甲": (10_000, 9_799), "乙": (100, 97), "丙": (100, 96), "丁": (100, 95)}, "above_total", ["甲"],
         ["丁", "丙", "乙"]),
    ],
)  # fmt: skip
def test_praise_and_the_units_behind(
    towns: Mapping[str, tuple[int | None, int]], rule: str, praised: list[str], behind: list[str]
) -> None:
    content = of_towns(towns)
    assert content.praise_rule == rule
    assert [unit.line.label for unit in content.praised] == praised
    assert [unit.line.label for unit in content.behind] == behind


def test_without_a_goal_the_goal_is_the_whole_target() -> None:
    content = of_towns({"甲": (100, 98)}, completion_goal_bp=None)
    assert (content.goal_bp, content.units[0].missing_persons) == (10_000, 2)


def test_the_frame_of_a_period_is_found_by_cadence_and_last_day() -> None:
    assert letter_of([{**LETTER, "period_to": "2019-09-30"}, LETTER], PERIOD) == LETTER
    with pytest.raises(LookupError, match="no bulletin once up to 2019-10-31"):
        letter_of([LETTER], replace(PERIOD, cadence="once"))
