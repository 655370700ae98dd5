"""Geometry of the curve of enrolled persons by day, and the last days as a table. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate

from transforms.board.increase import DayPersons, signed
from transforms.text.figures import date_zh

WIDTH, HEIGHT = 600, 140
RECENT_DAYS = 10


@dataclass(frozen=True)
class Curve:
    """A curve of enrolled persons. `points`: x,y of each day, from the upper left, of WIDTH and HEIGHT.

    `target`: distance of the target's line from the top, None without a target; `recent`: (day, increase, persons) of
    the last days as text, the latest first.
    """

    points: str
    target: int | None
    first: str
    last: str
    text: str
    recent: tuple[tuple[str, str, str], ...]


def curve(
    rows: Iterable[DayPersons], unit_ids: frozenset[str] | None, as_of: date, target_persons: int | None
) -> Curve | None:
    """Return the curve from the first day with enrolled persons to `as_of`; None if there is nobody.

    `rows`: changes by day and unit; `unit_ids`: ids of the units whose rows count, None: all.
    """
    change = change_by_day(rows, unit_ids)
    if not change:
        return None
    first = min(change)
    days = [first + timedelta(days=number) for number in range((as_of - first).days + 1)]
    persons = list(accumulate(change.get(day, 0) for day in days))
    top = max(*persons, target_persons or 0, 1)
    step = WIDTH / max(len(days) - 1, 1)
    points = " ".join(f"{number * step:.1f},{_height(count, top)}" for number, count in enumerate(persons))
    goal = "" if target_persons is None else f"，目标任务{target_persons:,}人"
    text = f"{date_zh(first)}的{persons[0]:,}人，到{date_zh(as_of)}的{persons[-1]:,}人{goal}"
    recent = [(f"{day}", signed(change.get(day, 0)), f"{count:,}") for day, count in zip(days, persons, strict=True)]
    target = None if target_persons is None else _height(target_persons, top)
    return Curve(points, target, f"{first}", f"{as_of}", text, tuple(reversed(recent[-RECENT_DAYS:])))


def change_by_day(rows: Iterable[DayPersons], unit_ids: frozenset[str] | None) -> dict[date, int]:
    """Return day -> increase of enrolled persons of the given units, None for all."""
    change: dict[date, int] = {}
    for row in rows:
        if unit_ids is None or row.unit_id in unit_ids:
            change[row.on_date] = change.get(row.on_date, 0) + row.enrolled_persons
    return change


def _height(persons: int, top: int) -> int:
    return HEIGHT - max(persons, 0) * HEIGHT // top
