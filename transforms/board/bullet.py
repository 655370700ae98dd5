"""Geometry of a bullet bar: what was reached as a bar, the whole target and the goal as marks. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from transforms.text.ratio import Ratio, percent, percent_of_bp

WIDTH = 240
"""Units of width of the picture; they stand for SCALE_BP."""
SCALE_BP = 12_000
FULL_BP = 10_000


@dataclass(frozen=True)
class Bullet:
    """A bullet bar. `bar`, `full` and `goal` are distances from the left edge, of WIDTH; `text` describes it.

    `is_met` is None without a goal.
    """

    bar: int
    full: int
    goal: int | None
    is_met: bool | None
    text: str


def bullet(reached: Ratio | None, goal_bp: int | None) -> Bullet | None:
    """Return the bar of a rate with a mark for the goal (basis points); None without a rate.

    A rate beyond the picture's scale ends at its right edge, a negative rate is no bar.
    """
    if reached is None:
        return None
    is_met = None if goal_bp is None else reached.at_least(goal_bp)
    goal_text = "" if goal_bp is None else f"，要求{percent_of_bp(goal_bp)}，{'已达到' if is_met else '未达到'}"
    goal = None if goal_bp is None else _distance(goal_bp)
    return Bullet(_distance(reached.basis_points), _distance(FULL_BP), goal, is_met, f"{percent(reached)}{goal_text}")


def _distance(points: int) -> int:
    return min(max(points, 0), SCALE_BP) * WIDTH // SCALE_BP
