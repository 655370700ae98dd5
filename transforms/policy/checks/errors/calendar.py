"""Errors of the calendar: windows of a group that overlap, publications that claim one slot with different days."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from transforms.policy.model.schedule import Clock, Publication, Window
from transforms.policy.model.slots import slots_of
from transforms.strict_yaml.problems import Finding


def windows_do_not_overlap(windows: tuple[Window, ...]) -> Iterator[Finding]:
    """Yield an error for each pair of windows of the pack that share a day and are for the same persons.

    Windows of one group are for the same persons; a window of the group `everyone` is for every group. A finding states
    the place in the pack, the fault and the remedy, in Chinese and English.
    """
    for (_, first), (place, second) in combinations(enumerate(windows), 2):
        together = first.group == second.group or "everyone" in (first.group, second.group)
        if together and first.starts_on <= second.ends_on and second.starts_on <= first.ends_on:
            yield Finding(
                ("windows", place),
                "pack.window_overlap",
                f"日期与 {first.window_id} 重叠",
                "改正起止日期",
                f"days apart from those of {first.window_id}",
                "correct the first or last day",
            )


def slots_are_distinct(publications: tuple[Publication, ...]) -> Iterator[Finding]:
    """Yield an error for each entry of `publications` that shares a slot with an earlier entry, but not its days.

    Two entries share a slot if report, cadence and the last day of a period are equal. Then the report is due once, and
    the first day of the period and the due day must be equal too. Each entry gets at most one error. A finding states
    the place in the pack, the fault and the remedy, in Chinese and English.
    """
    seen: dict[tuple[object, ...], tuple[object, ...]] = {}
    for place, publication in enumerate(publications):
        for slot in slots_of(publication):
            key = (slot.report, slot.cadence, slot.period_to)
            rest = (slot.period_from, slot.due_on)
            if seen.setdefault(key, rest) != rest:
                yield Finding(
                    ("publications", place),
                    "pack.slot",
                    f"截至 {slot.period_to} 的报送与另一条冲突",
                    "统一起止日和报送日",
                    f"one period and due day for the report up to {slot.period_to}",
                    "use the same first day and due day as the other series",
                )
                break


def clocks_are_distinct(clocks: tuple[Clock, ...]) -> Iterator[Finding]:
    """Yield an error for each entry of `clocks` that measures what an earlier entry measures: two terms contradict.

    A finding states the place in the pack, the fault and the remedy, in Chinese and English.
    """
    seen: set[str] = set()
    for place, clock in enumerate(clocks):
        if clock.measures is None:
            continue
        if clock.measures in seen:
            yield Finding(
                ("clocks", place, "measures"),
                "pack.clock_twice",
                f"已有另一条时限写了 measures: {clock.measures}",
                "只留一条",
                f"one clock that measures {clock.measures}",
                "remove measures from the other clock",
            )
        seen.add(clock.measures)
