"""Compose an appraisal from the progress report, the members by day, the officers' figures and the formula. Pure."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from transforms.policy.model.appraisal import Appraisal, AppraisalItem
from transforms.report.appraisal import measures
from transforms.report.appraisal.content import AppraisalContent, AppraisedUnit, MemberRow, Share, UnitFigures
from transforms.report.appraisal.scoring import appraise
from transforms.report.bulletin.content import DayRow, LetterRow
from transforms.report.progress import rollup
from transforms.report.progress.content import Report
from transforms.report.progress.rows import CampaignRow, CategoryRow, TargetRow, UnitRow

FULL_BP = 10_000
PARTS = (
    (measures.CORRECT, measures.CHECKED),
    (measures.NEWCOMERS_IN_MONTH, measures.NEWCOMERS),
    (measures.NEWCOMERS_CORRECT, measures.NEWCOMERS),
)
"""Delivered figures of which the first is a part of the second."""


@dataclass(frozen=True)
class Inputs:
    """Figures by which units are scored.

    `targets`: figures of the notice and of deliveries; `days`, `members`: up to the report's day.
    """

    campaign: CampaignRow
    units: Sequence[UnitRow]
    targets: Sequence[TargetRow]
    categories: Sequence[CategoryRow]
    days: Sequence[DayRow]
    members: Sequence[MemberRow]


def formula_of(row: Mapping[str, Any]) -> Appraisal:
    """Return the formula that a manifest keeps as JSON. Raises ValidationError if it is none."""
    return Appraisal.model_validate_json(json.dumps(row))


def appraisal(
    report: Report, formula: Appraisal, inputs: Inputs, letter: LetterRow, deliverer: str
) -> AppraisalContent:
    """Score all units of a place, in the order of the notice.

    `report`: the progress report of the same day; `deliverer`: who delivers the officers' figures. Persons of no known
    unit are in no unit's figures. A figure that is missing, or contradicts another, is not known.
    """
    figures = _Figures(report, formula, inputs)
    units = [figures.of(unit) for unit in rollup.in_notice_order(inputs.units)]
    scores = appraise(formula, [unit for unit, *_ in units], report.header.completion_goal_bp or FULL_BP)
    appraised = tuple(
        AppraisedUnit(unit, score, delivered, missing, contradictions)
        for (unit, delivered, missing, contradictions), score in zip(units, scores, strict=True)
    )
    return AppraisalContent(report, letter, formula, appraised, deliverer)


class _Figures:
    """The figures of each unit, summed once."""

    def __init__(self, report: Report, formula: Appraisal, inputs: Inputs) -> None:
        self.formula, self.as_of = formula, report.slot.as_of
        self.plan_year = inputs.campaign["plan_year"]
        self.employees_count = inputs.campaign["employee_counts_as_covered"]
        self.denominator = inputs.campaign["enrolment_denominator"] or ""
        self.delivered = {(row["unit_id"], row["measure"]): row["persons"] for row in inputs.targets}
        unit_of = rollup.progress_units(inputs.units)
        self.enrolled: dict[str, dict[date, int]] = defaultdict(lambda: defaultdict(int))
        for day in inputs.days:
            if day["plan_year"] == self.plan_year:
                self.enrolled[unit_of.get(day["unit_id"], "")][day["on_date"]] += day["enrolled_persons"]
        self.members: dict[tuple[str, str], list[MemberRow]] = defaultdict(list)
        for member in inputs.members:
            self.members[unit_of.get(member["unit_id"], ""), member["category"]].append(member)
        self.labels = {row["category"]: row["label_zh"] for row in inputs.categories}
        self.known_categories = {category for _, category in self.members}

    def of(self, unit: UnitRow) -> tuple[UnitFigures, dict[str, int | None], tuple[str, ...], tuple[str, ...]]:
        """Return figures, delivered figures, and what is missing or contradictory of one unit."""
        unit_id = unit["unit_id"]
        wanted = [measure for item in self.formula.items for measure in self._measures(item)]
        delivered = {measure: self.delivered.get((unit_id, measure)) for measure in dict.fromkeys(wanted)}
        figures = UnitFigures(
            unit_id,
            unit["name"],
            self._enrolled(unit_id, self.as_of),
            self.delivered.get((unit_id, measures.TARGET)),
            self._enrolment(unit_id, delivered),
            _part(delivered, measures.CORRECT, measures.CHECKED, is_empty_known=False),
            {item.category or "": self._category(unit_id, item) for item in self.formula.items if item.category},
            _newcomers(delivered),
            delivered.get(measures.CASES),
        )
        return figures, delivered, self._missing(figures, delivered), tuple(self._contradictions(delivered))

    def _missing(self, figures: UnitFigures, delivered: Mapping[str, int | None]) -> tuple[str, ...]:
        """List in Chinese what is not delivered, and which lists and days are not there yet."""
        missing = [measure for measure, persons in delivered.items() if persons is None]
        target = [measures.TARGET] if figures.target_persons is None else []
        later = [item for item in self.formula.items if self._cut_off(item) is None]
        lists = [self.labels.get(code, code) for code in figures.categories if code not in self.known_categories]
        return (
            *measures.names([*missing, *target]),
            *(f"{label}名单" for label in lists),
            *(f"{item.item}的数据（统计日未到）" for item in later),
        )

    def _contradictions(self, delivered: Mapping[str, int | None]) -> Iterable[str]:
        """Yield in Chinese which delivered figures cannot be right, alone or together."""
        labels = measures.LABELS
        for part, whole in PARTS:
            persons, of_persons = delivered.get(part), delivered.get(whole)
            if persons is not None and of_persons is not None and persons > of_persons:
                yield f"{labels[part]}（{persons:,}）大于{labels[whole]}（{of_persons:,}）"
        for measure in (self.denominator, measures.CHECKED):
            if delivered.get(measure) == 0:
                yield f"{labels.get(measure, measure)}为0"

    def _measures(self, item: AppraisalItem) -> tuple[str, ...]:
        return measures.of_item(item, self.denominator, employees_count=self.employees_count)

    def _cut_off(self, item: AppraisalItem) -> date | None:
        """The day of the item's figures; None if the report's day is before it, so that they are not known yet."""
        day = item.cut_off_on or self.as_of
        return day if day <= self.as_of else None

    def _enrolled(self, unit_id: str, until: date) -> int:
        return sum(persons for day, persons in self.enrolled[unit_id].items() if day <= until)

    def _enrolment(self, unit_id: str, delivered: Mapping[str, int | None]) -> Share | None:
        """Residents, and employees where they count, of the denominator; None without such an item or a figure."""
        until = next((self._cut_off(item) for item in self.formula.items if item.measure == "enrolment_rate"), None)
        persons, employees = delivered.get(self.denominator), delivered.get(measures.EMPLOYEES)
        if until is None or not persons or (self.employees_count and employees is None):
            return None
        counted = employees if self.employees_count and employees is not None else 0
        return Share(self._enrolled(unit_id, until) + counted, persons)

    def _category(self, unit_id: str, item: AppraisalItem) -> Share | None:
        """Members and enrolled members on the item's day; None while no unit has any: the list never arrived."""
        until = self._cut_off(item)
        if until is None or item.category not in self.known_categories:
            return None
        rows = [row for row in self.members[unit_id, item.category or ""] if row["on_date"] <= until]
        return Share(sum(row["enrolled_persons"] for row in rows), sum(row["member_persons"] for row in rows))


def _part(delivered: Mapping[str, int | None], part: str, whole: str, *, is_empty_known: bool) -> Share | None:
    """Return a share of two delivered figures; None if one is missing, or the part is greater than the whole.

    `is_empty_known`: whether 0 of 0 is a figure; else it means that nothing was examined.
    """
    persons, of_persons = delivered.get(part), delivered.get(whole)
    if persons is None or of_persons is None or persons > of_persons:
        return None
    return Share(persons, of_persons) if of_persons or is_empty_known else None


def _newcomers(delivered: Mapping[str, int | None]) -> tuple[Share, ...] | None:
    shares = [
        _part(delivered, part, measures.NEWCOMERS, is_empty_known=True)
        for part in (measures.NEWCOMERS_IN_MONTH, measures.NEWCOMERS_CORRECT)
    ]
    known = tuple(share for share in shares if share is not None)
    return known if len(known) == len(shares) else None
