"""The content of a bulletin, before it is a file: plain frozen records, whole numbers only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal, TypedDict

from transforms.report.progress.content import Line, Report

Verdict = Literal["", "praised", "behind"]
PraiseRule = Literal["reached", "above_total", "nobody", "no_targets"]


class LetterRow(TypedDict):
    """The frame of the bulletin of one period, from the pack: offices by their Chinese names, days as ISO texts."""

    cadence: str
    period_to: str
    due_on: str
    addressed_to: str
    copied_to: list[str]
    signed_by: list[str]


class DayRow(TypedDict):
    """Row of publish/read/enrolled_by_day: the change of the enrolled persons of one unit on one day."""

    plan_year: int
    unit_id: str
    on_date: date
    enrolled_persons: int


@dataclass(frozen=True)
class RankedUnit:
    """One unit, or the total: its line of the progress report, the increment of the period, and what it lacks.

    `missing_persons`: persons that the unit lacks to the goal, 0 if it reached it, None without a target.
    """

    line: Line
    increment_persons: int
    missing_persons: int | None
    verdict: Verdict = ""


@dataclass(frozen=True)
class Bulletin:
    """A whole bulletin. `units` are ordered by rank, units without a rank last; `gaps` state what the figures lack.

    `progress` is the progress report of the same day, from which all figures are; `goal_bp` the completion that each
    unit has to reach. `praise_rule` states why units are praised: they reached the goal; or, if no unit did, their
    completion is above that of all units together.
    """

    progress: Report
    letter: LetterRow
    goal_bp: int
    units: tuple[RankedUnit, ...]
    total: RankedUnit
    praise_rule: PraiseRule
    gaps: tuple[str, ...] = ()

    @property
    def praised(self) -> tuple[RankedUnit, ...]:
        """The units that are praised, by rank."""
        return tuple(unit for unit in self.units if unit.verdict == "praised")

    @property
    def behind(self) -> tuple[RankedUnit, ...]:
        """The units that are named because they are behind, the last first."""
        return tuple(unit for unit in reversed(self.units) if unit.verdict == "behind")
