"""The same day of the year before: the day, the figures by unit, and the reason of a missing figure."""

from __future__ import annotations

from datetime import date

import pytest

from transforms.report.same_day.compare import (
    missing_reason,
    more_persons,
    same_day,
    same_day_of,
    shown,
    without_figures,
)
from transforms.text.labels import NO_UNIT

ON = date(2019, 2, 28)
UNITS = [("a", "甲镇"), ("b", "乙镇"), ("new", "新区")]
KEPT = same_day("shidian-2019", ON, 7, UNITS, {"a": "甲镇", "b": "旧名乡", "old": "古渡乡"}, {"a": 90, "old": 5, "": 2})


@pytest.mark.parametrize(
    ("day", "before"),
    [("2020-12-31", "2019-12-31"), ("2020-02-29", "2019-02-28"), ("2021-02-28", "2020-02-28")],
)
def test_the_same_day_is_the_same_month_and_day(day: str, before: str) -> None:
    assert same_day_of(date.fromisoformat(day)) == date.fromisoformat(before)


def test_units_are_compared_by_identifier_and_a_new_one_has_no_figure() -> None:
    whole = shown(KEPT, None)
    assert whole.persons == {"甲镇": 90, "乙镇": 0, "新区": None, NO_UNIT: 2} and whole.total == 97
    (note,) = whole.notes
    assert "shidian-2019，截至2019年2月28日" in note and "缺：新区，上年没有这些单位" in note
    assert "上年单位待定2人，计入合计" in note
    assert "本年已没有的单位古渡乡5人，计入合计" in note


def test_a_part_has_the_total_of_its_units_only() -> None:
    assert shown(KEPT, ("a", "b")).total == 90 and "古渡乡" not in shown(KEPT, ("a", "b")).notes[0]
    assert shown(KEPT, ("a", "new")).total is None


@pytest.mark.parametrize(
    ("is_known", "assessed_on", "reason"),
    [
        (False, None, "政策包x-2019没有入库"),
        (True, None, "政策包x-2019还没有核定过数据"),
        (True, date(2019, 2, 27), "政策包x-2019只核定到2019年2月27日，未到2019年2月28日"),
        (True, ON, ""),
    ],
)
def test_the_reason_why_there_are_no_figures(is_known: bool, assessed_on: date | None, reason: str) -> None:
    assert missing_reason("x-2019", is_known, assessed_on, ON) == reason


def test_without_figures_the_note_states_the_reason() -> None:
    empty = shown(without_figures("x-2019", ON, "政策包x-2019没有入库"), None)
    assert (empty.persons, empty.total) == ({}, None)
    assert empty.notes == ("上年同日（2019年2月28日）参保人数：缺，政策包x-2019没有入库。",)


def test_a_missing_figure_has_no_difference() -> None:
    assert (more_persons(5, 7), more_persons(5, None), more_persons(None, 7)) == (-2, None, None)
