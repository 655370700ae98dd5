"""The texts of a poster: figures, target and days; no money, no special population, no category."""

from dataclasses import replace

import pytest

from tests.support.reports.sample_poster import of_unit
from transforms.report.poster import texts
from transforms.text.ratio import Ratio


def test_figures_of_a_town_with_a_target() -> None:
    poster = texts.poster(of_unit())
    assert (poster.place, poster.figure, poster.bar_text) == ("试点县甲镇", "150", "完成率 75.00%")
    assert poster.title == "2020年度城乡居民医保参保缴费进度"
    assert (poster.bar, poster.goal, poster.goal_text) == (0.75, 0.98, "要求 98.00%")
    assert poster.rows == (("目标任务", "200人"), ("还差", "46人"), ("本期新增", "28人"))
    assert poster.lines == (
        "数据截至2019年10月31日，按款已到账统计；本期从2019年10月1日起。", "集中缴费期到2019年12月31日止。",
    )  # fmt: skip
    assert texts.title(of_unit()) == "试点县甲镇2020年度城乡居民基本医疗保险参保缴费进度"


@pytest.mark.parametrize(("goal_bp", "goal", "missing"), [(None, None, "50人"), (7500, 0.75, "已完成")])
def test_without_a_goal_the_whole_target_counts(goal_bp: int | None, goal: float | None, missing: str) -> None:
    poster = texts.poster(of_unit(completion_goal_bp=goal_bp))
    assert (poster.goal, dict(poster.rows)["还差"]) == (goal, missing)


def test_a_rate_that_misses_the_goal_is_not_printed_as_the_goal() -> None:
    """A poster with 100.00% and 还差1人 would contradict itself."""
    content = of_unit(completion_goal_bp=None)
    town = replace(content.progress.units[0], completion=Ratio(112_155, 112_156), target_persons=112_156)
    page = texts.poster(replace(content, progress=replace(content.progress, units=(town,))))
    assert (page.bar_text, dict(page.rows)["还差"]) == ("完成率 99.999%", "1人")


def test_a_town_without_a_target_has_no_bar_and_says_so() -> None:
    poster = texts.poster(of_unit("c"))
    assert (poster.bar, poster.goal, poster.rows) == (None, None, (("本期新增", "0人"),))
    assert texts.NO_TARGET in poster.lines


def test_missing_data_and_a_correction_are_stated() -> None:
    lines = texts.poster(replace(of_unit(correction_no=2), is_incomplete=True)).lines
    assert texts.INCOMPLETE in lines and "更正第2号：请换下以前张贴的同期进度。" in lines
    assert texts.INCOMPLETE not in texts.poster(of_unit()).lines
