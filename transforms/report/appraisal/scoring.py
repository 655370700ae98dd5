"""Score units by the formula of a pack: points, rank, awards and work money, in whole numbers. Pure.

Every number of the formula is in the pack (`appraisal`); none is here. A figure that is missing is never guessed: the
item and the score that depend on it are None. Ranks and awards are None until every unit has a score, because the
missing unit could take any place.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from transforms.policy.model.appraisal import Appraisal, AppraisalItem, Awards, PartialPoints, WorkMoney
from transforms.report.appraisal.content import ItemScore, Outcome, Share, UnitFigures, UnitScore

FULL_BP = 10_000
HUNDREDTHS = 100
"""Hundredths of a point in a point; also basis points in a percentage point."""


def appraise(formula: Appraisal, units: Sequence[UnitFigures], completion_goal_bp: int) -> tuple[UnitScore, ...]:
    """Score all units of a place, in the given order.

    `formula`: the pack's appraisal; `completion_goal_bp`: the part of the target that completes the task, in basis
    points.
    """
    return _ranked([_score(formula, unit, completion_goal_bp) for unit in units], formula.awards)


def item_points(item: AppraisalItem, unit: UnitFigures, partial: PartialPoints) -> int | None:
    """Return the points of one item in hundredths, at least the floor of the formula; None if a figure is missing.

    `partial`: whether a part of a percentage point counts in proportion (rounded half up to a hundredth) or not at all.
    """
    if item.measure == "cases":
        lost = None if unit.cases is None else unit.cases * item.case_deduction * HUNDREDTHS
        gained: int | None = 0
    else:
        share = _share_of(item, unit)
        gained = _points(share, item.full_at_bp or 0, item.bonus_per_point, partial, is_above=True)
        lost = _lost(item, unit, share, partial)
    if gained is None or lost is None:
        return None
    return max(item.points * HUNDREDTHS + gained - lost, partial.floor * HUNDREDTHS)


def work_money_fen(rule: WorkMoney, score_hundredths: int, persons: int) -> int:
    """Return the work money of a unit, in fen: money per enrolled person at the score, times persons, half up to a fen.

    Never negative. Whether the unit completed its task is not asked here.
    """
    above = score_hundredths - rule.full_score * HUNDREDTHS
    change_fen = rule.bonus_fen_per_point if above > 0 else rule.deduction_fen_per_point
    hundredths_of_fen = persons * (rule.base_fen_per_person * HUNDREDTHS + above * change_fen)
    return max(_half_up(hundredths_of_fen, HUNDREDTHS), 0)


def _score(formula: Appraisal, unit: UnitFigures, completion_goal_bp: int) -> UnitScore:
    items = tuple(
        ItemScore(item.item, item.label_zh, item_points(item, unit, formula.partial_points)) for item in formula.items
    )
    points = [item.points_hundredths for item in items]
    score = None if None in points else sum(hundredths or 0 for hundredths in points)
    is_complete = (
        None
        if unit.target_persons is None
        else unit.enrolled_persons * FULL_BP >= unit.target_persons * completion_goal_bp
    )
    money = _money(formula.work_money, score, unit.enrolled_persons, is_complete)
    return UnitScore(unit.unit_id, unit.name, items, score, is_complete, money)


def _money(rule: WorkMoney, score: int | None, persons: int, is_complete: bool | None) -> int | None:
    if rule.only_if_task_complete and is_complete is False:
        return 0
    if score is None or (rule.only_if_task_complete and is_complete is None):
        return None
    return work_money_fen(rule, score, persons)


def _share_of(item: AppraisalItem, unit: UnitFigures) -> Share | None:
    if item.measure == "enrolment_rate":
        return unit.enrolment
    return unit.accuracy if item.measure == "accuracy_rate" else unit.categories.get(item.category or "")


def _lost(item: AppraisalItem, unit: UnitFigures, share: Share | None, partial: PartialPoints) -> int | None:
    """Points lost by the rate itself, and by each rate of the persons recognised since, if the item asks for them."""
    parts = [_points(share, item.full_at_bp or 0, item.deduction_per_point, partial, is_above=False)]
    if item.newcomer_deduction_per_point:
        rates = (None,) if unit.newcomers is None else unit.newcomers
        parts += [_points(rate, FULL_BP, item.newcomer_deduction_per_point, partial, is_above=False) for rate in rates]
    return None if None in parts else sum(points or 0 for points in parts)


def _points(
    share: Share | None, full_at_bp: int, points_each: int, partial: PartialPoints, *, is_above: bool
) -> int | None:
    """Count hundredths of a point for the distance above or below the full rate; 0 on the other side of it.

    The distance is exact: 94.999 % is below 95 %, by no whole percentage point.
    """
    if share is None:
        return None
    if share.of_persons == 0:
        return 0  # nobody is concerned: the full rate, and nothing above it
    above = share.persons * FULL_BP - full_at_bp * share.of_persons  # in basis points, times of_persons
    distance = above if is_above else -above
    if distance <= 0:
        return 0
    if partial.rounding == "truncate":
        return distance // (share.of_persons * HUNDREDTHS) * points_each * HUNDREDTHS
    return _half_up(distance * points_each, share.of_persons)


def _half_up(numerator: int, denominator: int) -> int:
    """Divide and round to the nearest whole number, a half upwards."""
    return (2 * numerator + denominator) // (2 * denominator)


def _ranked(units: list[UnitScore], rule: Awards) -> tuple[UnitScore, ...]:
    """Rank by score and decide awards, once every unit has a score; equal scores share a rank."""
    scores = [unit.score_hundredths for unit in units]
    if None in scores:
        return tuple(units)
    known = sorted((score for score in scores if score is not None), reverse=True)
    ranked = [
        replace(unit, rank=known.index(unit.score_hundredths) + 1)
        for unit in units
        if unit.score_hundredths is not None
    ]
    lowest = known.index(known[-1]) + 1 if known else 0
    return tuple(replace(unit, outcome=_outcome(unit, rule, lowest)) for unit in ranked)


def _outcome(unit: UnitScore, rule: Awards, lowest: int) -> Outcome | None:
    """Decide award or criticism by rank; None if it depends on a task that is not known to be complete or not."""
    is_top = unit.rank is not None and unit.rank <= rule.top_places
    is_last = rule.last_is_named_if_incomplete and unit.rank == lowest
    if unit.is_complete is None and (is_last or (is_top and rule.top_needs_task_complete)):
        return None
    if is_last and not unit.is_complete:
        return "named"
    return "rewarded" if is_top and (unit.is_complete or not rule.top_needs_task_complete) else ""
