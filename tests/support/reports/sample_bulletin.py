"""Bulletins of invented counties: towns with given targets and enrolled persons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from tests.support.sample_report import SLOT, money, progress, snapshot, target, unit
from transforms.report.bulletin import texts
from transforms.report.bulletin.compose import bulletin
from transforms.report.bulletin.content import Bulletin, LetterRow
from transforms.report.progress.compose import Facts, progress_report

PERIOD = replace(SLOT, report="bulletin")
LETTER: LetterRow = {
    "cadence": "month", "period_to": "2019-10-31", "due_on": "2019-11-01", "addressed_to": "各乡镇人民政府",
    "copied_to": ["试点县人民政府"], "signed_by": ["试点县医疗保障局", "试点县税务局"],
}  # fmt: skip
NOTHING_OPEN: Any = {"missing": [], "deliveries": [], "quarantine": []}
MISSING: Any = [
    {"source": "civil_affairs", "sender": "县民政局", "list_mode": "change", "deliveries": 2, "first_period": "2019-09",
     "first_due_on": "2019-10-08", "last_period": "2019-10", "last_due_on": "2019-10-31"},
]  # fmt: skip


def day(unit_id: str, persons: int, on: date = date(2019, 10, 5), plan_year: int = 2020) -> dict[str, Any]:
    return {"plan_year": plan_year, "unit_id": unit_id, "on_date": on, "enrolled_persons": persons}


def of_towns(
    towns: Mapping[str, tuple[int | None, int]],
    days: Sequence[Mapping[str, Any]] = (),
    missing: Any = (),
    correction_no: int = 0,
    **campaign: Any,
) -> Bulletin:
    """Compose a bulletin; `towns`: name (also the id; '' is no unit) -> (target, persons who paid 250 yuan)."""
    county = snapshot(**{"printed_total": None} | campaign)
    units = [
        unit("county", "试点县", 0, None, False),
        *(unit(name, name, n) for n, name in enumerate(filter(None, towns), start=1)),
    ]
    county = replace(
        county, units=units, targets=[target(name, persons) for name, (persons, _) in towns.items() if name]
    )
    facts = Facts([progress(name, persons, money(25_000 * persons)) for name, (_, persons) in towns.items()], [])
    report = progress_report(PERIOD, correction_no, county, facts)
    content = bulletin(report, units, days, LETTER)  # type: ignore[arg-type]
    return replace(content, gaps=texts.gap_lines({**NOTHING_OPEN, "missing": list(missing)}))


FIVE = {"甲镇": (1000, 990), "乙镇": (500, 480), "丙乡": (300, 285), "丁乡": (200, 190), "戊街道": (None, 7)}
"""甲 reached 98 %; 乙 misses it by 10, 丙 by 9, 丁 by 6: 丙 and 丁 have one rate; 戊 has no target."""


def sample() -> Bulletin:
    """The five towns of FIVE; 60 enrolled in October, and 5 in September, which do not count."""
    days = [
        day("甲镇", 50),
        day("丁乡", 10, date(2019, 10, 31)),
        day("乙镇", 5, date(2019, 9, 30)),
        day("甲镇", 9, plan_year=2019),
    ]
    return of_towns(FIVE, days, MISSING)
