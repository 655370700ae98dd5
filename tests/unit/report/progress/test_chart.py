"""The chart of a progress report: bars by rank, the goal, no chart where nothing is compared."""

from dataclasses import replace

from tests.support import sample_report
from transforms.report.progress.chart import chart, unit_chart
from transforms.report.publication import View

REPORT = sample_report.report()


def test_the_bars_are_the_printed_rates_in_the_order_of_rank() -> None:
    drawn = chart(REPORT)
    assert drawn is not None and (drawn.title, drawn.line) == ("各单位完成率", (98.0, "要求98.00%"))
    ranked = sorted((line for line in REPORT.units if line.rank), key=lambda line: line.rank or 0)
    assert [bar.label for bar in drawn.bars] == [line.label for line in ranked]
    assert all(bar.text == f"{bar.length:.2f}%" for bar in drawn.bars) and len(drawn.bars) == 3


def test_without_targets_the_bars_are_the_enrolled_persons() -> None:
    lines = tuple(replace(line, completion=None, rank=None) for line in REPORT.units)
    drawn = chart(replace(REPORT, units=lines))
    assert drawn is not None and (drawn.title, drawn.line) == ("各单位参保人数", None)
    assert [bar.length for bar in drawn.bars] == sorted((line.enrolled_persons or 0 for line in lines), reverse=True)


def test_no_chart_of_one_unit_or_for_a_recipient_that_sees_no_enrolment() -> None:
    assert chart(replace(REPORT, units=REPORT.units[:1])) is None
    assert chart(replace(REPORT, view=View("county_tax", fields=("money",)))) is None


def test_a_unit_behind_its_goal_is_marked_and_without_goal_there_is_no_line() -> None:
    lines = tuple(replace(line, misses_completion=line.label == "甲镇") for line in REPORT.units)
    drawn = chart(replace(REPORT, units=lines))
    assert drawn is not None and {bar.label: bar.mark for bar in drawn.bars if bar.mark} == {"甲镇": "behind"}
    drawn = chart(replace(REPORT, header=replace(REPORT.header, completion_goal_bp=None)))
    assert drawn is not None and drawn.line is None


def test_of_many_units_the_first_and_the_last_are_drawn() -> None:
    drawn = chart(REPORT)
    assert drawn is not None
    many = unit_chart("各单位完成率", "完成率（%）", drawn.bars * 20)
    assert len(many.bars) == 30 and many.title == "各单位完成率（前15个和后15个，共60个单位）"
