"""Scores of Dong'an's formula, against numbers worked out by hand from its notice (DA-23 to DA-26)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.support.packs.entries import dongan
from transforms.policy.model.appraisal import Appraisal
from transforms.report.appraisal.content import Share, UnitFigures, UnitScore
from transforms.report.appraisal.scoring import appraise, item_points, work_money_fen

GOAL_BP = 10_000


def formula(**partial: Any) -> Appraisal:
    appraisal = dongan().appraisal
    assert appraisal is not None
    return appraisal.model_copy(update={"partial_points": appraisal.partial_points.model_copy(update=partial)})


def unit(name: str = "甲镇", **changes: Any) -> UnitFigures:
    """A unit with full points everywhere: 95 % enrolled, its task of 30,000 completed."""
    figures = UnitFigures(
        name, name, 30_000, 30_000, Share(95, 100), Share(100, 100), {"registered_poor": Share(50, 50)}, (), 0
    )
    return replace(figures, **changes)


def points(item: str, figures: UnitFigures, **partial: Any) -> int | None:
    rule = formula(**partial)
    return item_points(next(row for row in rule.items if row.item == item), figures, rule.partial_points)


@pytest.mark.parametrize(
    ("persons", "hundredths"),
    [
        (9700, 4200), (9600, 4100), (9599, 4000), (9500, 4000), (9499, 4000), (9490, 4000), (9401, 4000), (9400, 3900),
        (9300, 3800), (10_000, 4500), (5501, 100), (5500, 0), (0, 0),
    ],
)  # fmt: skip
def test_s1_counts_whole_percentage_points_from_95(persons: int, hundredths: int) -> None:
    assert points("S1", unit(enrolment=Share(persons, 10_000))) == hundredths


def test_s1_compares_the_exact_rate() -> None:
    assert points("S1", unit(enrolment=Share(28_499, 30_000))) == 4000
    assert points("S1", unit(enrolment=Share(28_800, 30_000))) == 4100
    assert points("S1", unit(enrolment=Share(28_799, 30_000))) == 4000


@pytest.mark.parametrize(
    ("persons", "hundredths"), [(1000, 1000), (999, 1000), (990, 900), (981, 900), (900, 0), (5, 0)]
)
def test_s2_loses_a_point_for_each_percentage_point_below_100(persons: int, hundredths: int) -> None:
    assert points("S2", unit(accuracy=Share(persons, 1000))) == hundredths


@pytest.mark.parametrize(
    ("members", "newcomers", "hundredths"),
    [
        (Share(50, 50), (), 4000),
        (Share(99, 100), (), 3800),
        (Share(995, 1000), (), 4000),
        (Share(0, 0), (), 4000),
        (Share(50, 50), (Share(9, 10), Share(10, 10)), 2000),
        (Share(99, 100), (Share(98, 100), Share(97, 100)), 2800),
        (Share(50, 50), (Share(0, 0), Share(0, 0)), 4000),
        (Share(1, 50), (), 0),
    ],
)
def test_s3_loses_two_points_for_each_percentage_point_also_of_newcomers(
    members: Share, newcomers: tuple[Share, ...], hundredths: int
) -> None:
    assert points("S3", unit(categories={"registered_poor": members}, newcomers=newcomers)) == hundredths


@pytest.mark.parametrize(("cases", "hundredths"), [(0, 1000), (1, 800), (5, 0), (6, 0)])
def test_s4_loses_two_points_for_each_case(cases: int, hundredths: int) -> None:
    assert points("S4", unit(cases=cases)) == hundredths


def test_parts_of_a_point_count_in_proportion_if_the_pack_says_so() -> None:
    assert points("S1", unit(enrolment=Share(949, 1000)), rounding="pro_rata") == 3990
    assert points("S1", unit(enrolment=Share(2, 3)), rounding="pro_rata", floor=0) == 4000 - 2833
    assert points("S1", unit(enrolment=Share(0, 10)), floor=7) == 700


@pytest.mark.parametrize(
    ("score", "yuan"), [(103, 39_000), (97, 29_100), (100, 30_000), (105, 45_000), (101, 33_000), (0, 0)]
)
def test_work_money_of_30000_enrolled(score: int, yuan: int) -> None:
    assert work_money_fen(formula().work_money, score * 100, 30_000) == yuan * 100


def test_work_money_is_exact_to_the_fen_and_never_negative() -> None:
    rule = formula().work_money
    assert work_money_fen(rule, 9_950, 3) == 299  # 3 x 99.5 fen = 298.5
    assert work_money_fen(rule.model_copy(update={"deduction_fen_per_point": 5}), 0, 10) == 0
    assert work_money_fen(rule, 10_400, 33_333) == 33_333 * 140


def by_name(units: list[UnitFigures]) -> dict[str, UnitScore]:
    return {score.name: score for score in appraise(formula(), units, GOAL_BP)}


def test_a_whole_county() -> None:
    units = [
        unit("甲", enrolment=Share(98, 100)),
        unit("乙", enrolment=Share(97, 100), enrolled_persons=20_000),
        unit("丙", enrolment=Share(97, 100)),
        unit("丁", cases=1),
        unit("戊", enrolment=Share(90, 100), enrolled_persons=29_999),
    ]
    scores = appraise(formula(), units, GOAL_BP)
    assert [(score.name, score.score_hundredths, score.rank, score.is_complete, score.work_money_fen, score.outcome)
            for score in scores] == [
        ("甲", 10_300, 1, True, 3_900_000, "rewarded"),
        ("乙", 10_200, 2, False, 0, ""),
        ("丙", 10_200, 2, True, 3_600_000, "rewarded"),
        ("丁", 9_800, 4, True, 2_940_000, ""),
        ("戊", 9_500, 5, False, 0, "named"),
    ]  # fmt: skip
    assert [item.item for item in scores[0].items] == ["S1", "S2", "S3", "S4"]


def test_the_last_that_completed_its_task_is_not_named_and_a_tie_names_all() -> None:
    assert by_name([unit("甲"), unit("乙", cases=1)])["乙"].outcome == "rewarded"  # among the first three
    low = [unit(name, cases=2, enrolled_persons=1) for name in "丁戊"]
    scores = by_name([unit("甲"), unit("乙"), unit("丙"), *low])
    assert [scores[name].outcome for name in "甲丁戊"] == ["rewarded", "named", "named"]
    many = by_name([*(unit(name) for name in "甲乙丙丁"), unit("戊", cases=1)])
    assert [many[name].outcome for name in "甲乙丙丁戊"] == ["rewarded"] * 4 + [""], "four share the first place"


@pytest.mark.parametrize(
    "missing",
    [
        {"enrolment": None}, {"accuracy": None}, {"categories": {}}, {"categories": {"registered_poor": None}},
        {"newcomers": None}, {"cases": None},
    ],
)  # fmt: skip
def test_a_missing_figure_gives_no_score_and_nobody_a_rank_or_award(missing: dict[str, Any]) -> None:
    scores = by_name([unit("甲"), unit("乙", **missing), unit("丙", cases=5, enrolled_persons=1)])
    lacking = scores["乙"]
    assert [item.points_hundredths for item in lacking.items].count(None) == 1
    assert (lacking.score_hundredths, lacking.work_money_fen) == (None, None)
    assert {(score.rank, score.outcome) for score in scores.values()} == {(None, None)}
    assert (scores["甲"].score_hundredths, scores["甲"].work_money_fen) == (10_000, 3_000_000)


def test_without_a_target_the_task_and_all_that_needs_it_are_not_determined() -> None:
    scores = by_name(
        [unit("甲", target_persons=None), unit("乙"), unit("丙"), unit("丁", cases=1), unit("戊", cases=2)]
    )
    assert (scores["甲"].is_complete, scores["甲"].work_money_fen, scores["甲"].outcome) == (None, None, None)
    assert scores["甲"].rank == 1 and scores["乙"].outcome == "rewarded"


def test_no_money_is_due_where_the_task_is_not_complete_whatever_the_score() -> None:
    assert by_name([unit("甲", enrolled_persons=1, cases=None)])["甲"].work_money_fen == 0


def test_no_unit_is_no_error() -> None:
    assert appraise(formula(), [], GOAL_BP) == ()
