"""Compose a bulletin from a progress report, the days of the period, and the frame that the pack gives. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from fractions import Fraction

from transforms.report.bulletin.content import Bulletin, DayRow, LetterRow, PraiseRule, RankedUnit
from transforms.report.progress import rollup
from transforms.report.progress.content import Line, Report
from transforms.report.progress.rows import UnitRow
from transforms.report.progress.summary import FULL_BP, missing_persons
from transforms.report.publication import Period

BEHIND = 3
"""How many places from the end are named. Equal rates share a place, so further units may be named."""


def bulletin(report: Report, units: Sequence[UnitRow], days: Iterable[DayRow], letter: LetterRow) -> Bulletin:
    """Compose the bulletin of a period: ranking, increment, praised units, and units that are behind.

    `report`: the progress report of the same day; `units`: all units of the campaign's tree; `days`: changes of the
    enrolled persons by unit and day, up to the report's day; `letter`: addressees, signatures and day of this period.
    Without a goal in the notice, the goal is the whole target.
    """
    goal_bp = report.header.completion_goal_bp or FULL_BP
    increments = _increments(report, units, days)
    ranked = [_ranked_unit(line, increment, goal_bp) for line, increment in zip(report.units, increments, strict=True)]
    ranked.sort(key=lambda unit: (unit.line.rank is None, unit.line.rank or 0))  # stable: ties as in the notice
    rule = _praise_rule(report, ranked)
    judged = _with_the_last([_with_praise(unit, rule, report.total) for unit in ranked])
    total = _ranked_unit(report.total, sum(increments), goal_bp)
    return Bulletin(report, letter, goal_bp, tuple(judged), total, rule)


def letter_of(letters: Iterable[LetterRow], period: Period) -> LetterRow:
    """Return the frame of a period's bulletin. `letters`: those of all periods of the pack.

    Raises LookupError if the pack has no bulletin of this cadence and last day.
    """
    for letter in letters:
        if (letter["cadence"], letter["period_to"]) == (period.cadence, period.period_to.isoformat()):
            return letter
    raise LookupError(f"the pack has no bulletin {period.cadence} up to {period.period_to}")


def _increments(report: Report, units: Sequence[UnitRow], days: Iterable[DayRow]) -> list[int]:
    """Count the change of the enrolled persons of each printed line within the period; '' is the line of no unit."""
    unit_of = rollup.progress_units(units)
    persons: Counter[str] = Counter()
    for row in days:
        is_of_the_period = report.slot.period_from <= row["on_date"] <= report.slot.as_of
        if is_of_the_period and row["plan_year"] == report.header.plan_year:
            persons[unit_of.get(row["unit_id"], "")] += row["enrolled_persons"]
    ids = [unit["unit_id"] for unit in rollup.in_notice_order(units)]
    return [persons[unit_id] for unit_id in (*ids, "")][: len(report.units)]


def _ranked_unit(line: Line, increment: int, goal_bp: int) -> RankedUnit:
    return RankedUnit(line, increment, None if line.completion is None else missing_persons(line.completion, goal_bp))


def _praise_rule(report: Report, units: Sequence[RankedUnit]) -> PraiseRule:
    if report.total.completion is None:
        return "no_targets"
    if any(unit.missing_persons == 0 for unit in units):
        return "reached"
    return "above_total" if any(_is_above(unit.line, report.total) for unit in units) else "nobody"


def _with_praise(unit: RankedUnit, rule: PraiseRule, total: Line) -> RankedUnit:
    is_praised = (
        unit.missing_persons == 0 if rule == "reached" else rule == "above_total" and _is_above(unit.line, total)
    )
    return replace(unit, verdict="praised") if is_praised else unit


def _is_above(line: Line, total: Line) -> bool:
    return _exact(line) > _exact(total)


def _exact(line: Line) -> Fraction:
    """The exact completion; -1 if there is none, which is below every rate."""
    return Fraction(-1) if line.completion is None else line.completion.exact


def _with_the_last(units: list[RankedUnit]) -> list[RankedUnit]:
    """Mark units that miss the goal, are not praised, and are among the last; units of an equal rate together."""
    behind = [unit for unit in units if unit.missing_persons and not unit.verdict]
    last = {unit.line.rank for unit in behind[-BEHIND:]}
    return [
        replace(unit, verdict="behind")
        if unit.missing_persons and not unit.verdict and unit.line.rank in last
        else unit
        for unit in units
    ]
