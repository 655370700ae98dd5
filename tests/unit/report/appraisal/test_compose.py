"""Figures of units: the day of each item, employees, villages, what is missing, what contradicts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tests.support.reports.sample_appraisal import AS_OF, PERIOD, formula, member, of_towns, sample
from transforms.report.appraisal import measures
from transforms.report.appraisal.compose import formula_of
from transforms.report.appraisal.content import AppraisedUnit, Share


def one(persons: int = 950, /, **own: Any) -> AppraisedUnit:
    (unit,) = of_towns({"甲镇": (persons, own)}).units
    return unit


def test_the_sample_is_scored_by_the_formula() -> None:
    scores = {unit.score.name: unit.score for unit in sample().units}
    assert {name: (score.score_hundredths, score.rank, score.outcome) for name, score in scores.items()} == {
        "甲镇": (10_200, 1, "rewarded"), "乙镇": (10_000, 2, "rewarded"), "丙乡": (9_600, 3, "named"),
    }  # fmt: skip
    assert [unit.figures.name for unit in sample().ranked] == ["甲镇", "乙镇", "丙乡"]


def test_residents_and_employees_are_divided_by_the_denominator() -> None:
    assert one(700, insured_employees=240).figures.enrolment == Share(940, 1_000)
    assert one(insured_employees=None).figures.enrolment is None


def test_members_count_up_to_the_items_own_day() -> None:
    members = [member("甲镇", 9, 9), member("甲镇", 5, 0, date(2020, 1, 1)), member("甲镇", 1, 0, date(2019, 10, 1))]
    (unit,) = of_towns({"甲镇": (950, {})}, members).units
    assert unit.figures.categories == {"registered_poor": Share(9, 10)}


def test_a_unit_without_members_has_the_full_rate_but_without_any_list_nothing_is_known() -> None:
    first, second = of_towns({"甲镇": (950, {}), "乙镇": (950, {})}, [member("甲镇", 5, 5)]).units
    assert second.figures.categories["registered_poor"] == Share(0, 0) and not second.missing
    (unit,) = of_towns({"甲镇": (950, {})}, []).units
    assert unit.figures.categories == {"registered_poor": None} and unit.missing == ("建档立卡贫困人口名单",)
    assert (first.score.score_hundredths, unit.score.score_hundredths) == (10_000, None)


@pytest.mark.parametrize(
    ("measure", "name"), [(measure, name) for measure, name in measures.LABELS.items() if measure != "target"]
)
def test_each_missing_figure_is_named_and_gives_no_score(measure: str, name: str) -> None:
    unit = one(**{measure: None})
    assert unit.missing == (name,) and unit.score.score_hundredths is unit.score.rank is None
    assert unit.score.work_money_fen is None


def test_without_a_task_there_are_points_but_neither_money_nor_award() -> None:
    unit = one(target=None)
    assert unit.missing == ("目标任务",) and unit.score.score_hundredths == 10_000
    assert unit.score.is_complete is unit.score.work_money_fen is unit.score.outcome is None


@pytest.mark.parametrize(
    ("own", "text"),
    [
        ({"correct_records": 101}, "信息准确条数（101）大于核查信息条数（100）"),
        ({"newcomers_in_month": 1}, "新增当月参保人数（1）大于新增建档立卡人数（0）"),
        ({"newcomers_correct": 2}, "新增信息准确人数（2）大于新增建档立卡人数（0）"),
        ({"checked_records": 0, "correct_records": 0}, "核查信息条数为0"),
        ({"常住人口": 0}, "常住人口为0"),
    ],
)
def test_figures_that_cannot_be_right_give_no_score(own: dict[str, int], text: str) -> None:
    unit = one(**own)
    assert unit.contradictions == (text,) and not unit.missing
    assert unit.score.score_hundredths is None


def test_newcomers_lose_points_by_month_and_by_data() -> None:
    unit = one(newcomers=100, newcomers_in_month=98, newcomers_correct=99)
    assert unit.figures.newcomers == (Share(98, 100), Share(99, 100))
    assert unit.score.items[2].points_hundredths == 3_400


def test_an_item_whose_day_is_to_come_is_not_known() -> None:
    early = replace(PERIOD, as_of=date(2020, 6, 30))
    (unit,) = of_towns({"甲镇": (950, {})}, period=early).units
    assert unit.missing == ("S1的数据（统计日未到）", "S2的数据（统计日未到）")
    assert unit.score.items[0].points_hundredths is None
    assert early.as_of < AS_OF


def test_the_formula_of_a_manifest_is_the_packs() -> None:
    assert formula_of(formula().model_dump(mode="json")) == formula()
