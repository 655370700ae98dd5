"""Enrolled persons at earlier points in time, and the increase since then. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from transforms.report.progress import rollup
from transforms.report.progress.compose import Snapshot
from transforms.text.ratio import BLANK


@dataclass(frozen=True)
class DayPersons:
    """Row of board/day: change of a unit's enrolled persons on one day, now and as the last publication had it."""

    on_date: date
    unit_id: str
    enrolled_persons: int
    published_persons: int


@dataclass(frozen=True)
class LastPublication:
    """Row of board/last_publication: the last progress report before a day, and the assessment that it knew."""

    cadence: str
    as_of: date
    known_no: int


@dataclass(frozen=True)
class Earlier:
    """Enrolled persons per listed unit ('' = of no known unit) at the two earlier points in time."""

    day_before: dict[str, int]
    published: dict[str, int]
    publication: LastPublication | None

    def since_day_before(self, persons: int, unit_id: str | None = None) -> int:
        """Return how many persons more a unit has than on the day before; `unit_id` None: all units together."""
        return persons - _pick(self.day_before, unit_id)

    def since_publication(self, persons: int, unit_id: str | None = None) -> int | None:
        """Return how many persons more a unit has than the last publication had; None if there is none before."""
        return None if self.publication is None else persons - _pick(self.published, unit_id)


def earlier(
    snapshot: Snapshot,
    rows: Iterable[DayPersons],
    as_of: date,
    publication: LastPublication | None,
    unit_ids: frozenset[str] | None,
) -> Earlier:
    """Sum the rows by the units that a report composed from `snapshot` lists.

    `snapshot`: the part of the tree that the page shows. `as_of`: the day of the page.
    `unit_ids`: ids of the units whose rows count, None: all.
    """
    unit_of = rollup.progress_units(snapshot.units)
    day_before: dict[str, int] = {}
    published: dict[str, int] = {}
    for row in rows:
        if unit_ids is None or row.unit_id in unit_ids:
            unit_id = unit_of.get(row.unit_id, "")
            if row.on_date < as_of:
                day_before[unit_id] = day_before.get(unit_id, 0) + row.enrolled_persons
            published[unit_id] = published.get(unit_id, 0) + row.published_persons
    return Earlier(day_before, published, publication)


def signed(persons: int | None) -> str:
    """Format an increase with its sign: +1,234, -5, 0; '—' if it is not known."""
    return BLANK if persons is None else f"{persons:+,}" if persons else "0"


def _pick(persons: dict[str, int], unit_id: str | None) -> int:
    return sum(persons.values()) if unit_id is None else persons.get(unit_id, 0)
