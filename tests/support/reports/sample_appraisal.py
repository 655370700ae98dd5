"""Appraisals of an invented county, by Dong'an's formula: towns with given residents and delivered figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from tests.support.packs.entries import dongan
from tests.support.reports.sample_bulletin import LETTER
from tests.support.sample_report import SLOT, category, money, progress, snapshot, target, unit
from transforms.policy.model.appraisal import Appraisal
from transforms.report.appraisal import measures
from transforms.report.appraisal.compose import Inputs, appraisal
from transforms.report.appraisal.content import AppraisalContent, LetterRow
from transforms.report.progress.compose import Facts, progress_report

AS_OF = date(2020, 12, 31)
PERIOD = replace(SLOT, report="appraisal", cadence="once", period_from=date(2019, 9, 1), period_to=AS_OF, as_of=AS_OF)
FRAME: LetterRow = {
    **LETTER, "cadence": "once", "period_to": "2020-12-31", "due_on": "2021-01-01", "addressed_to": "试点县人民政府",
    "copied_to": [],
}  # fmt: skip
FULL: Mapping[str, int | None] = {
    "target": 950, "常住人口": 1_000, measures.EMPLOYEES: 0, measures.CHECKED: 100, measures.CORRECT: 100,
    measures.NEWCOMERS: 0, measures.NEWCOMERS_IN_MONTH: 0, measures.NEWCOMERS_CORRECT: 0, measures.CASES: 0,
}  # fmt: skip
POOR = "registered_poor"


def formula() -> Appraisal:
    """Dong'an's formula."""
    rule = dongan().appraisal
    assert rule is not None
    return rule


def member(unit_id: str, members: int, enrolled: int, on: date = date(2019, 12, 31)) -> dict[str, Any]:
    return {
        "unit_id": unit_id,
        "category": POOR,
        "on_date": on,
        "member_persons": members,
        "enrolled_persons": enrolled,
    }


def of_towns(
    towns: Mapping[str, tuple[int, Mapping[str, int | None]]],
    members: Sequence[Mapping[str, Any]] | None = None,
    correction_no: int = 0,
    **changes: Any,
) -> AppraisalContent:
    """Compose an appraisal; `towns`: name (also the id) -> (residents enrolled, figures that differ from FULL)."""
    county = snapshot(
        completion_goal_bp=10_000, employee_counts_as_covered=True, printed_total=None, enrolment_denominator="常住人口"
    )
    units = [
        unit("county", "试点县", 0, None, False),
        *(unit(name, name, number) for number, name in enumerate(towns, start=1)),
    ]
    targets = [
        target(name, persons, measure)
        for name, (_, own) in towns.items()
        for measure, persons in {**FULL, **own}.items()
    ]
    county = replace(county, units=units, targets=targets, categories=[category(POOR, "建档立卡贫困人口")])
    facts = Facts([progress(name, persons, money(25_000 * persons)) for name, (persons, _) in towns.items()], [])
    report = replace(progress_report(changes.get("period", PERIOD), correction_no, county, facts), notes=())
    days = [
        {"plan_year": 2020, "unit_id": name, "on_date": date(2019, 12, 1), "enrolled_persons": persons}
        for name, (persons, _) in towns.items()
    ]
    known = [member(name, 10, 10) for name in towns] if members is None else members
    inputs = Inputs(county.campaign, units, targets, county.categories, days, known)  # type: ignore[arg-type]
    return appraisal(report, changes.get("formula", formula()), inputs, FRAME, "试点县医疗保障局")


def sample() -> AppraisalContent:
    """甲 102 points; 乙 100, its employees count; 丙 96 and behind its task."""
    return of_towns(
        {
            "甲镇": (970, {}),
            "乙镇": (950, {"常住人口": 1_010, measures.EMPLOYEES: 10}),
            "丙乡": (940, {measures.CORRECT: 99, measures.CASES: 1}),
        }
    )
