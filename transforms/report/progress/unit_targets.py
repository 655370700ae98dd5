"""Targets of the units, each table apart: what is asked for, how far a unit is, what figure is missing. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from transforms.text.labels import status_label
from transforms.text.ratio import Ratio, percent_of_bp, ratio

Row = Mapping[str, Any]
MAIN = "target"
TOTAL = "合计"
SETTERS = {"superior": "上级下达", "own": "本级自定"}


@dataclass(frozen=True)
class UnitTarget:
    """One unit against one target, persons. None = not stated, or cannot be said; `gap_zh` says what is missing."""

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
        """Whether it is the table that progress is measured by."""
        return self.measure == MAIN

    @property
    def met_units(self) -> int:
        return sum(one.is_met is True for one in self.units)

    @property
    def stated_units(self) -> int:
        return sum(one.wanted_persons is not None for one in self.units)

    @property
    def total(self) -> UnitTarget | None:
        """The units with a figure together; met or missed as a whole only if no unit lacks one. None without any."""
        stated = [one for one in self.units if one.wanted_persons is not None]
        if not stated:
            return None
        base, wanted = (sum(getattr(one, f"{name}_persons") or 0 for one in stated) for name in ("base", "wanted"))
        enrolled = sum(one.enrolled_persons for one in stated)
        is_whole = len(stated) == len(self.units) and all(one.is_met is not None for one in stated)
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


def target_lists(rows: Sequence[Row], enrolled: Mapping[str, int]) -> tuple[TargetList, ...]:
    """One list per measure. `rows`: of mart.unit_target by measure; `enrolled`: unit name -> persons at a date."""
    return tuple(_list(measure, list(group), enrolled) for measure, group in groupby(rows, lambda row: row["measure"]))


def _list(measure: str, rows: Sequence[Row], enrolled: Mapping[str, int]) -> TargetList:
    units = tuple(_unit(row, enrolled.get(row["unit_name"], 0)) for row in rows)
    stands = dict.fromkeys(_stand(row) for row in rows)
    sources = dict.fromkeys(row["source"] for row in rows)
    return TargetList(measure, _heading(rows), "；".join(stands), "；".join(sources), units)


def _heading(rows: Sequence[Row]) -> str:
    """What is compared with what, in words."""
    kind = rows[0]["kind"]
    if kind == "not_below_last_year":
        return "不低于上年参保人数"
    if kind == "count":
        return "任务人数"
    points = dict.fromkeys(row["rate_bp"] for row in rows if row["rate_bp"] is not None)
    return f"参保率{'、'.join(map(percent_of_bp, sorted(points))) or '未定'}（{rows[0]['denominator']}）"


def _stand(row: Row) -> str:
    """Who set it, version, status; a delivered figure has the version of its delivery."""
    version = f"第{row['version']}版" if row["origin"] == "notice" else f"报送第{row['version']}版"
    return f"{SETTERS.get(row['set_by'], '')}{version}（{status_label(row['status'])}）"


def _unit(row: Row, enrolled: int) -> UnitTarget:
    wanted = row["wanted_persons"]
    is_met = None if wanted is None else enrolled >= wanted
    note = row["gap_zh"]
    if is_met is False and row["employees_count_too"]:
        is_met, note = None, "未计职工医保"  # residents alone cannot say that such a rate is missed
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
