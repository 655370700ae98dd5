"""Posters of an invented county: 甲镇 has 200 to enrol, of which 150 are enrolled."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from tests.support.sample_report import SLOT, facts, snapshot
from transforms.report.poster.compose import posting
from transforms.report.poster.content import Posting
from transforms.report.progress.compose import progress_report
from transforms.report.progress.own_part import facts_of_units, figures_of_view, snapshot_of_units
from transforms.report.publication import View

PERIOD = replace(SLOT, report="village_poster")


def day(unit_id: str, persons: int, on: date = date(2019, 10, 5), plan_year: int = 2020) -> Any:
    return {"plan_year": plan_year, "unit_id": unit_id, "on_date": on, "enrolled_persons": persons}


DAYS = [day("a", 30), day("a", -2), day("b", 99), day("a", 7, date(2019, 9, 30)), day("a", 5, plan_year=2019)]
"""28 more in 甲镇 in October; another town, an earlier day and another year do not count."""


def of_unit(unit_id: str = "a", correction_no: int = 0, **campaign: Any) -> Posting:
    """Compose the poster of one town."""
    view = View(f"villages@{unit_id}", (unit_id,), ("enrolment",))
    shown = snapshot_of_units(snapshot(**campaign), view)
    report = progress_report(PERIOD, correction_no, shown, facts_of_units(facts(), view), view)
    return posting(figures_of_view(report, view), DAYS, {"ends_on": "2019-12-31"})
