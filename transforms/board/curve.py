"""Geometry of the curve of enrolled persons by day, and the last days as a table. Pure."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate, zip_longest

from transforms.board.increase import DayPersons, signed
from transforms.report.same_day.compare import same_day_of
from transforms.text.figures import date_zh
from transforms.text.ratio import BLANK

WIDTH, HEIGHT = 600, 140
RECENT_DAYS = 10


@dataclass(frozen=True)
class YearBefore:
    """The campaign of the year before: changes by day and unit up to the last day that counts.

    `last_on`: None if there are no figures; `reason_zh`: why figures are missing up to the same day, '' if none are.
    """

    pack_code: str
    rows: list[DayPersons]
    last_on: date | None
    reason_zh: str


@dataclass(frozen=True)
class Curve:
    """A curve of enrolled persons. `points`: x,y of each day, from the upper left, of WIDTH and HEIGHT.

    `target`: distance of the target's line from the top, None without a target; `recent`: (day, increase, persons, and
    persons of the same day of the year before) of the last days as text, the latest first; `before`: points of the year
    before, '' without one; `before_text`: the same in words, '' if the pack follows none.
    """

    points: str
    target: int | None
    first: str
    last: str
    text: str
    recent: tuple[tuple[str, str, str, str], ...]
    before: str = ""
    before_text: str = ""


def curve(
    rows: Iterable[DayPersons],
    unit_ids: frozenset[str] | None,
    as_of: date,
    target_persons: int | None,
    year_before: YearBefore | None = None,
) -> Curve | None:
    """Return the curve from the first day with enrolled persons to `as_of`; None if there is nobody.

    `rows`: changes by day and unit; `unit_ids`: ids of the units whose rows count, None: all. `year_before`: None if
    the pack follows none; its curve has the same days, one year earlier.
    """
    change = change_by_day(rows, unit_ids)
    if not change:
        return None
    first = min(change)
    days = [first + timedelta(days=number) for number in range((as_of - first).days + 1)]
    persons = list(accumulate(change.get(day, 0) for day in days))
    before = _persons_before(days, year_before, unit_ids)
    top = max(*persons, *before, target_persons or 0, 1)
    step = WIDTH / max(len(days) - 1, 1)
    points = " ".join(f"{number * step:.1f},{_height(count, top)}" for number, count in enumerate(persons))
    goal = "" if target_persons is None else f"，目标任务{target_persons:,}人"
    text = f"{date_zh(first)}的{persons[0]:,}人，到{date_zh(as_of)}的{persons[-1]:,}人{goal}"
    recent = [
        (f"{day}", signed(change.get(day, 0)), f"{count:,}", f"{earlier:,}" if earlier is not None else BLANK)
        for day, count, earlier in zip_longest(days, persons, before)
    ]
    target = None if target_persons is None else _height(target_persons, top)
    return Curve(
        points,
        target,
        f"{first}",
        f"{as_of}",
        text,
        tuple(reversed(recent[-RECENT_DAYS:])),
        " ".join(f"{number * step:.1f},{_height(count, top)}" for number, count in enumerate(before)),
        _text_before(year_before, before, as_of),
    )


def _persons_before(days: list[date], year_before: YearBefore | None, unit_ids: frozenset[str] | None) -> list[int]:
    """Sum the persons of the year before up to each of the days, as far as they are known."""
    if year_before is None or year_before.last_on is None:
        return []
    change = sorted(change_by_day(year_before.rows, unit_ids).items())
    sums = list(accumulate((persons for _, persons in change), initial=0))
    known = [same_day_of(day) for day in days if same_day_of(day) <= year_before.last_on]
    starts = [day for day, _ in change]
    return [sums[bisect_right(starts, day)] for day in known]


def _text_before(year_before: YearBefore | None, persons: list[int], as_of: date) -> str:
    if year_before is None:
        return ""
    if year_before.reason_zh:
        return f"上年同日缺：{year_before.reason_zh}"
    return f"上年同日（{date_zh(same_day_of(as_of))}）{persons[-1]:,}人，取自政策包{year_before.pack_code}"


def change_by_day(rows: Iterable[DayPersons], unit_ids: frozenset[str] | None) -> dict[date, int]:
    """Return day -> increase of enrolled persons of the given units, None for all."""
    change: dict[date, int] = {}
    for row in rows:
        if unit_ids is None or row.unit_id in unit_ids:
            change[row.on_date] = change.get(row.on_date, 0) + row.enrolled_persons
    return change


def _height(persons: int, top: int) -> int:
    return HEIGHT - max(persons, 0) * HEIGHT // top
