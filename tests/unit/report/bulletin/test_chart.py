"""The chart of a bulletin: bars in the order of the table, marks, goal, and its description."""

from __future__ import annotations

from tests.support.reports.sample_bulletin import of_towns, sample
from transforms.report.bulletin.chart import chart


def test_a_chart_of_many_units_shows_the_first_and_the_last() -> None:
    drawn = chart(of_towns({f"第{number}镇": (1_000, 1_000 - number) for number in range(80)}))
    assert drawn is not None and drawn.title == "各单位完成率（前15个和后15个，共80个单位）"
    assert [bar.label for bar in drawn.bars] == [f"第{number}镇" for number in (*range(15), *range(65, 80))]


def test_without_targets_the_chart_shows_persons_and_the_description_states_the_ends() -> None:
    without = chart(of_towns({"甲": (None, 1_200), "乙": (None, 300)}))
    assert without is not None and without.line is None
    assert [(bar.label, bar.length, bar.text) for bar in without.bars] == [("甲", 1_200, "1,200"), ("乙", 300, "300")]
    drawn = chart(sample())
    assert drawn is not None and drawn.line == (98.0, "要求98.00%")
    assert drawn.description == "条形图：各单位完成率，共4个单位，第一个是甲镇99.00% 表扬，最后一个是丁乡95.00% 滞后。"
    assert [bar.mark for bar in drawn.bars] == ["good", "behind", "behind", "behind"]
