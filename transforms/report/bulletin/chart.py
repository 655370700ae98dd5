"""The chart of a bulletin: completion by unit in the order of rank, or enrolled persons where there are no targets."""

from __future__ import annotations

from transforms.document.chart import Bar, BarChart, Mark
from transforms.report.bulletin.content import Bulletin, RankedUnit
from transforms.report.bulletin.texts import VERDICTS, rate
from transforms.text.ratio import percent_of_bp

MARKS: dict[str, Mark] = {"": "", "praised": "good", "behind": "behind"}
CHART_ENDING = ".png"
"""Ending of the chart's file, which a mail shows in its text (`transforms/mail/page.py`)."""


MOST_BARS = 30
"""More bars than these would be higher than a page; then the first and the last half of them are drawn."""


def chart(content: Bulletin) -> BarChart | None:
    """Return the chart: its figures are those of the table. None if the bulletin has no unit."""
    units = content.units
    if not units:
        return None
    if content.praise_rule == "no_targets":
        bars = tuple(
            Bar(unit.line.label, unit.line.enrolled_persons or 0, f"{unit.line.enrolled_persons or 0:,}")
            for unit in units
        )
        return _drawn("各单位参保人数", "人", bars)
    bars = tuple(_completion(unit, content.goal_bp) for unit in units if unit.line.completion is not None)
    goal = (content.goal_bp / 100, f"要求{percent_of_bp(content.goal_bp)}")
    return _drawn("各单位完成率", "完成率（%）", bars, goal) if bars else None


def _drawn(title: str, axis_title: str, bars: tuple[Bar, ...], goal: tuple[float, str] | None = None) -> BarChart:
    if len(bars) <= MOST_BARS:
        return BarChart(title, axis_title, bars, _description(title, bars), goal)
    half = MOST_BARS // 2
    return BarChart(
        f"{title}（前{half}个和后{half}个，共{len(bars)}个单位）",
        axis_title,
        (*bars[:half], *bars[-half:]),
        _description(title, bars),
        goal,
    )


def _completion(unit: RankedUnit, goal_bp: int) -> Bar:
    completion = unit.line.completion
    length = 0.0 if completion is None else max(completion.basis_points, 0) / 100
    text = f"{rate(completion, goal_bp)} {VERDICTS[unit.verdict]}".rstrip()
    return Bar(unit.line.label, length, text, MARKS[unit.verdict])


def _description(title: str, bars: tuple[Bar, ...]) -> str:
    """Describe the picture in words; every document has the whole table as well."""
    first, last = bars[0], bars[-1]
    return (
        f"条形图：{title}，共{len(bars)}个单位，第一个是{first.label}{first.text}，最后一个是{last.label}{last.text}。"
    )
