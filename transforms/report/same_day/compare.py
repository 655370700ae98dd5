"""Compare enrolled persons with the same day of the year before: by unit, with the reason where a figure is missing.

The campaign before is the one that the pack follows. A unit keeps its identifier over the years.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypedDict

from transforms.text.figures import date_zh
from transforms.text.labels import NO_UNIT


class UnitPersons(TypedDict):
    """Enrolled persons of a unit up to the same day of the year before; None = the campaign before had no such unit."""

    unit_id: str
    name: str
    persons: int | None


class SameDay(TypedDict):
    """Part of a manifest about the year before: the campaign, the day (ISO), and the figures as they were read.

    pack_code: the pack that is followed; known_no: the last assessment that counts; reason_zh: why there are no figures
    at all, '' if there are; units: in the order of the report; gone: units that only the campaign before had; total:
    persons of all its units.
    """

    pack_code: str
    on: str
    known_no: int
    reason_zh: str
    units: list[UnitPersons]
    gone: list[UnitPersons]
    total: int


@dataclass(frozen=True)
class Shown:
    """Figures of the year before that a report prints: label of a line -> persons, and their notes in Chinese."""

    persons: Mapping[str, int | None]
    total: int | None
    notes: tuple[str, ...]


def same_day_of(day: date) -> date:
    """Return the same month and day of the year before; for 29 February, 28 February."""
    is_leap_day = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year - 1, day=28 if is_leap_day else day.day)


def missing_reason(pack_code: str, is_known: bool, assessed_on: date | None, on: date) -> str:
    """Return in Chinese why the campaign before has no figures of the day `on`; '' if it has them.

    `is_known`: whether the campaign is in the warehouse; `assessed_on`: its last assessed day, None if there is none.
    """
    if not is_known:
        return f"政策包{pack_code}没有入库"
    if assessed_on is None:
        return f"政策包{pack_code}还没有核定过数据"
    return "" if on <= assessed_on else f"政策包{pack_code}只核定到{date_zh(assessed_on)}，未到{date_zh(on)}"


def same_day(
    pack_code: str,
    on: date,
    known_no: int,
    units: Iterable[tuple[str, str]],
    units_before: Mapping[str, str],
    persons: Mapping[str, int],
) -> SameDay:
    """Return the figures of the campaign before for the units of this one.

    `units`: (unit_id, name) of this campaign's progress units, in order; `units_before`: those of the campaign before,
    id -> name; `persons`: its enrolled persons by the id of its progress unit ('' = of no known unit).
    """
    own = [*units, ("", NO_UNIT)]
    ids = {unit_id for unit_id, _ in own}
    return {
        "pack_code": pack_code,
        "on": on.isoformat(),
        "known_no": known_no,
        "reason_zh": "",
        "units": [
            {"unit_id": unit_id, "name": name, "persons": _persons(unit_id, units_before, persons)}
            for unit_id, name in own
        ],
        "gone": [
            {"unit_id": unit_id, "name": name, "persons": persons.get(unit_id, 0)}
            for unit_id, name in units_before.items()
            if unit_id not in ids
        ],
        "total": sum(persons.values()),
    }


def without_figures(pack_code: str, on: date, reason_zh: str) -> SameDay:
    """Return the figures of a campaign before that has none for the day; `reason_zh`: why."""
    return {
        "pack_code": pack_code,
        "on": on.isoformat(),
        "known_no": 0,
        "reason_zh": reason_zh,
        "units": [],
        "gone": [],
        "total": 0,
    }


def shown(kept: SameDay, unit_ids: Sequence[str] | None) -> Shown:
    """Return what a report prints of the year before; `unit_ids`: ids of the units that its reader may see, None = all.

    The total of some units is the sum of theirs, and None if the figure of any is missing.
    """
    on = date_zh(date.fromisoformat(kept["on"]))
    if kept["reason_zh"]:
        return Shown({}, None, (f"上年同日（{on}）参保人数：缺，{kept['reason_zh']}。",))
    rows = [row for row in kept["units"] if unit_ids is None or row["unit_id"] in unit_ids]
    figures = [row["persons"] for row in rows]
    known = [persons for persons in figures if persons is not None]
    part = sum(known) if len(known) == len(figures) else None
    return Shown(
        {row["name"]: row["persons"] for row in rows},
        kept["total"] if unit_ids is None else part,
        tuple(_notes(kept, on, rows, unit_ids is None)),
    )


def more_persons(persons: int | None, before: int | None) -> int | None:
    """Return how many persons more are enrolled than on the same day of the year before; None if either is missing."""
    return None if persons is None or before is None else persons - before


def _persons(unit_id: str, units_before: Mapping[str, str], persons: Mapping[str, int]) -> int | None:
    return persons.get(unit_id, 0) if unit_id in units_before or not unit_id else None


def _notes(kept: SameDay, on: str, rows: Sequence[UnitPersons], is_whole: bool) -> list[str]:
    new = [row["name"] for row in rows if row["persons"] is None]
    pending = sum(row["persons"] or 0 for row in rows if not row["unit_id"])
    gone = [f"{row['name']}{row['persons']:,}人" for row in kept["gone"]] if is_whole else []
    parts = [
        f"上年同日参保人数取自政策包{kept['pack_code']}，截至{on}，按该年度目前的核定结果；以后的变化不更正本表",
        *([f"缺：{'、'.join(new)}，上年没有这些单位"] if new else []),
        *([f"上年单位待定{pending:,}人，计入合计"] if pending else []),
        *([f"本年已没有的单位{'、'.join(gone)}，计入合计"] if gone else []),
    ]
    return ["；".join(parts) + "。"]
