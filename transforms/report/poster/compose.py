"""Compose a poster from the progress report of a unit and the days of the period. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from transforms.report.bulletin.content import DayRow
from transforms.report.poster.content import FrameRow, Posting
from transforms.report.progress.content import Line, Report


def posting(report: Report, days: Iterable[DayRow], frame: FrameRow) -> Posting:
    """Compose the poster of the report's unit. `days`: changes of the enrolled persons by unit and day."""
    units = report.view.units
    persons = sum(
        row["enrolled_persons"]
        for row in days
        if report.slot.period_from <= row["on_date"] <= report.slot.as_of
        and row["plan_year"] == report.header.plan_year
        and (units is None or row["unit_id"] in units)
    )
    return Posting(report, persons, frame)


def line_of(content: Posting) -> Line:
    """Return the line that the poster prints: that of its unit, else the total."""
    report = content.progress
    return report.units[0] if report.view.units is not None and len(report.units) == 1 else report.total
