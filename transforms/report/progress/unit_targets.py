"""Targets of the units, one list per measure: target, persons enrolled, and missing figures. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TypedDict

from transforms.text.labels import SETTER_LABELS, status_label
from transforms.text.ratio import Ratio, percent_of_bp, ratio

MAIN = "target"
TOTAL = "合计"


class UnitTargetRow(TypedDict):
    """Row of progress/unit_target: one progress unit and one target that is set for it; rates in basis points."""

    unit_id: str
    unit_name: str
    measure: str
    set_by: str
    version: int
    status: str
    kind: str
    origin: str
    source: str
    rate_bp: int | None
    denominator: str | None
    base_persons: int | None
    base_source: str
    wanted_persons: int | None
    employees_count_too: bool
    gap_zh: str | None


@dataclass(frozen=True)
class UnitTarget:
    """One unit against one target, persons. None = not stated, or unknown; `gap_zh` states what is missing."""

    unit_name: str
    base_persons: int | None
    base_source: str
    wanted_persons: int | None
    enrolled_persons: int
    reached: Ratio | None
    missing_persons: int | None
    is_met: bool | None
    gap_zh: str | None


@dataclass(frozen=True)
class TargetList:
    """One table of targets: who set it, in which version and status, and its units in the notice's order."""

    measure: str
    heading: str
    stand: str
    source: str
    units: tuple[UnitTarget, ...]

    @property
    def is_main(self) -> bool:
        """Return whether reports measure progress by this table of targets (its `measure` is `target`)."""
        return self.measure == MAIN

    @property
    def met_units(self) -> int:
        """Return the number of units that meet their target; a unit for which this is unknown does not count."""
        return sum(unit.is_met is True for unit in self.units)

    @property
    def stated_units(self) -> int:
        """Return the number of units with a stated target."""
        return sum(unit.wanted_persons is not None for unit in self.units)

    @property
    def total(self) -> UnitTarget | None:
        """Return the sum of the units with a stated target, as one entry; None if there is no such unit.

        The entry has target, enrolled and missing persons, and whether the target is met. `is_met` of the sum is None
        unless it is known of every unit of the list.
        """
        stated = [unit for unit in self.units if unit.wanted_persons is not None]
        if not stated:
            return None
        base = sum(unit.base_persons or 0 for unit in stated)
        wanted = sum(unit.wanted_persons or 0 for unit in stated)
        enrolled = sum(unit.enrolled_persons for unit in stated)
        is_whole = len(stated) == len(self.units) and all(unit.is_met is not None for unit in stated)
        lacking = len(self.units) - len(stated)
        return UnitTarget(
            TOTAL,
            base,
            self.source,
            wanted,
            enrolled,
            ratio(enrolled, base),
            max(wanted - enrolled, 0),
            enrolled >= wanted if is_whole else None,
            f"不含{lacking}个缺数单位" if lacking else None,
        )


def target_lists(rows: Sequence[UnitTargetRow], enrolled: Mapping[str, int]) -> tuple[TargetList, ...]:
    """Return one table of targets per measure, each with its units in the order of `rows`.

    Each entry states who set the targets, their version and status, and per unit the target and enrolled persons. A
    measure names what was set: `target` (persons to enrol) or a further table of targets of the pack. `rows`: one per
    unit and measure, sorted by measure. `enrolled`: unit name -> enrolled persons up to the date that counts; a missing
    name counts as 0.
    """
    return tuple(_list(measure, list(group), enrolled) for measure, group in groupby(rows, lambda row: row["measure"]))


def _list(measure: str, rows: Sequence[UnitTargetRow], enrolled: Mapping[str, int]) -> TargetList:
    units = tuple(_unit(row, enrolled.get(row["unit_name"], 0)) for row in rows)
    stands = dict.fromkeys(_stand(row) for row in rows)
    sources = dict.fromkeys(row["source"] for row in rows)
    return TargetList(measure, _heading(rows), "；".join(stands), "；".join(sources), units)


def _heading(rows: Sequence[UnitTargetRow]) -> str:
    """Describe the measure and its base in Chinese."""
    kind = rows[0]["kind"]
    if kind == "not_below_last_year":
        return "不低于上年参保人数"
    if kind == "count":
        return "任务人数"
    points = dict.fromkeys(row["rate_bp"] for row in rows if row["rate_bp"] is not None)
    return f"参保率{'、'.join(map(percent_of_bp, sorted(points))) or '未定'}（{rows[0]['denominator']}）"


def _stand(row: UnitTargetRow) -> str:
    """State who set a target, its version and status; a delivered figure has the version of its delivery."""
    version = f"第{row['version']}版" if row["origin"] == "notice" else f"报送第{row['version']}版"
    return f"{SETTER_LABELS.get(row['set_by'], '')}{version}（{status_label(row['status'])}）"


def _unit(row: UnitTargetRow, enrolled: int) -> UnitTarget:
    wanted = row["wanted_persons"]
    is_met = None if wanted is None else enrolled >= wanted
    note = row["gap_zh"]
    if is_met is False and row["employees_count_too"]:
        is_met, note = None, "未计职工医保"  # residents alone cannot show that such a rate is missed
    return UnitTarget(
        row["unit_name"],
        row["base_persons"],
        row["base_source"],
        wanted,
        enrolled,
        ratio(enrolled, row["base_persons"]),
        None if wanted is None else max(wanted - enrolled, 0),
        is_met,
        note,
    )
