"""The chart of a progress report: completion by unit in the order of rank, or enrolled persons without targets.

`unit_chart` serves every chart of units, that of the bulletin too.
"""

from __future__ import annotations

from transforms.document.chart import Bar, BarChart
from transforms.report.progress.content import Line, Report
from transforms.text.ratio import percent, percent_of_bp

CHART_ENDING = ".png"
"""Ending of the chart's file, which a mail shows in its text (`transforms/mail/page.py`)."""
MOST_BARS = 30
"""More bars than these would be higher than a page; then the first and the last half of them are drawn."""
FEWEST_BARS = 2
"""A report about one unit compares nothing, so it has no chart."""
COMPLETION = "各单位完成率"
ENROLLED = "各单位参保人数"


def chart(report: Report) -> BarChart | None:
    """Return the chart; its figures are those of the printed lines. None without two units to compare.

    `report`: the composed report. A unit without a target has no bar, unless no unit has a target.
    """
    if not report.view.shows("enrolment"):
        return None
    ranked = sorted((line for line in report.units if line.completion is not None), key=lambda line: line.rank or 0)
    if not ranked:
        counted = sorted(report.units, key=lambda line: -(line.enrolled_persons or 0))
        bars = tuple(Bar(line.label, line.enrolled_persons or 0, f"{line.enrolled_persons or 0:,}") for line in counted)
        return unit_chart(ENROLLED, "人", bars) if len(bars) >= FEWEST_BARS else None
    goal_bp = report.header.completion_goal_bp
    goal = None if goal_bp is None else (goal_bp / 100, f"要求{percent_of_bp(goal_bp)}")
    bars = tuple(_completion(line) for line in ranked)
    return unit_chart(COMPLETION, "完成率（%）", bars, goal) if len(bars) >= FEWEST_BARS else None


def unit_chart(title: str, axis_title: str, bars: tuple[Bar, ...], goal: tuple[float, str] | None = None) -> BarChart:
    """Return a chart of units with its description in words; of many bars, the first and the last are drawn.

    `bars`: at least one, in the order of the table; `goal`: length and label of the line of the goal.
    """
    description = _description(title, bars)
    if len(bars) <= MOST_BARS:
        return BarChart(title, axis_title, bars, description, goal)
    half = MOST_BARS // 2
    shortened = f"{title}（前{half}个和后{half}个，共{len(bars)}个单位）"
    return BarChart(shortened, axis_title, (*bars[:half], *bars[-half:]), description, goal)


def _completion(line: Line) -> Bar:
    rate = line.completion
    length = 0.0 if rate is None else max(rate.basis_points, 0) / 100
    return Bar(line.label, length, percent(rate), "behind" if line.misses_completion else "")


def _description(title: str, bars: tuple[Bar, ...]) -> str:
    """Describe the picture in words; every report has the whole table as well."""
    first, last = bars[0], bars[-1]
    return (
        f"条形图：{title}，共{len(bars)}个单位，第一个是{first.label}{first.text}，最后一个是{last.label}{last.text}。"
    )
