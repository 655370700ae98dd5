"""The chart of a bulletin: completion by unit in the order of rank, or enrolled persons where there are no targets."""

from __future__ import annotations

from transforms.document.chart import Bar, BarChart, Mark
from transforms.report.bulletin.content import Bulletin, RankedUnit
from transforms.report.bulletin.texts import VERDICTS
from transforms.report.progress.chart import COMPLETION, ENROLLED, unit_chart
from transforms.text.ratio import percent_of_bp, percent_of_goal

MARKS: dict[str, Mark] = {"": "", "praised": "good", "behind": "behind"}


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
        return unit_chart(ENROLLED, "人", bars)
    bars = tuple(_completion(unit, content.goal_bp) for unit in units if unit.line.completion is not None)
    goal = (content.goal_bp / 100, f"要求{percent_of_bp(content.goal_bp)}")
    return unit_chart(COMPLETION, "完成率（%）", bars, goal) if bars else None


def _completion(unit: RankedUnit, goal_bp: int) -> Bar:
    completion = unit.line.completion
    length = 0.0 if completion is None else max(completion.basis_points, 0) / 100
    text = f"{percent_of_goal(completion, goal_bp)} {VERDICTS[unit.verdict]}".rstrip()
    return Bar(unit.line.label, length, text, MARKS[unit.verdict])
