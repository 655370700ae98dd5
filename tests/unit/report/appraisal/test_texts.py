"""The rows of an appraisal: points without trailing zeros, money to the fen, 未定 for what is missing."""

from __future__ import annotations

from tests.unit.report.appraisal.test_scoring import GOAL_BP, formula, unit
from transforms.report.appraisal import texts
from transforms.report.appraisal.content import Share
from transforms.report.appraisal.scoring import appraise


def test_a_scored_unit() -> None:
    best, last = appraise(formula(), [unit("甲", enrolment=Share(98, 100)), unit("乙", enrolled_persons=1)], GOAL_BP)
    assert texts.header([best]) == (
        "单位", "S1", "S2", "S3", "S4", "得分", "名次", "完成任务", "工作经费（元）", "结果",
    )  # fmt: skip
    assert texts.row(best) == ("甲", "43", "10", "40", "10", "103", "1", "是", "39,000.00", "奖励")
    assert texts.row(last) == ("乙", "40", "10", "40", "10", "100", "2", "否", "0.00", "通报、取消评先评优资格")


def test_missing_figures_are_undetermined() -> None:
    (score,) = appraise(formula(), [unit("甲", accuracy=None, target_persons=None)], GOAL_BP)
    assert texts.row(score) == ("甲", "40", "未定", "40", "10", "未定", "未定", "未定", "未定", "未定")
