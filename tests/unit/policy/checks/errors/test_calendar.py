"""Windows of a group share no day, and two series share a slot wholly or not at all."""

from datetime import date
from typing import Any

import pytest

from tests.support.packs.entries import entry
from transforms.policy.checks.errors.calendar import clocks_are_distinct, slots_are_distinct, windows_do_not_overlap
from transforms.policy.model.schedule import Clock, Publication, Window

FIRST, LAST = date(2019, 9, 1), date(2019, 9, 30)


def window(group: str, starts_on: date, ends_on: date) -> Window:
    """Make a window."""
    return entry(Window, window_id="main", group=group, starts_on=starts_on, ends_on=ends_on)


def series(**values: Any) -> Publication:
    """Make a monthly series of progress over September."""
    defaults = {"made_by": "product", "report": "progress", "cadence": "month", "recipients": ("mayor",)}
    return entry(Publication, **defaults | {"starts_on": FIRST, "ends_on": LAST} | values)


@pytest.mark.parametrize(
    ("groups", "starts_on", "overlap"),
    [
        (("special", "special"), LAST, True),
        (("special", "special"), date(2019, 10, 1), False),
        (("special", "general"), FIRST, False),
        (("special", "everyone"), LAST, True),
        (("everyone", "general"), date(2019, 10, 1), False),
    ],
)
def test_a_group_has_one_window_on_a_day(groups: tuple[str, str], starts_on: date, overlap: bool) -> None:
    windows = window(groups[0], FIRST, LAST), window(groups[1], starts_on, date(2019, 10, 31))
    findings = list(windows_do_not_overlap(windows))
    assert [(finding.path, finding.code) for finding in findings] == [(("windows", 1), "pack.window_overlap")] * overlap


def test_the_later_window_of_the_file_is_named_even_if_it_begins_earlier() -> None:
    (findings,) = windows_do_not_overlap((window("special", LAST, LAST), window("special", FIRST, LAST)))
    assert findings.path == ("windows", 1)


@pytest.mark.parametrize(
    ("values", "overlap"),
    [
        ({"recipients": ("council",)}, False),
        ({"starts_on": date(2019, 9, 2)}, True),
        ({"due_on_day": 5}, True),
        ({"report": "other"}, False),
        ({"cadence": "half_month"}, False),
        ({"made_by": "human", "reason": "会议", "starts_on": date(2019, 9, 2)}, False),
        ({"starts_on": date(2019, 10, 1), "ends_on": date(2019, 10, 31)}, False),
    ],
)
def test_series_share_a_slot_wholly_or_not_at_all(values: dict[str, Any], overlap: bool) -> None:
    findings = list(slots_are_distinct((series(), series(**values))))
    assert [(finding.path, finding.code) for finding in findings] == [(("publications", 1), "pack.slot")] * overlap


def test_one_clock_measures_the_audits() -> None:
    watched = entry(Clock, role="tax", task_zh="审核", days=3, counted_in="working_days")
    measured = watched.model_copy(update={"measures": "payment_audit"})
    assert not list(clocks_are_distinct((watched, measured, watched)))
    findings = clocks_are_distinct((measured, watched, measured))
    assert [(finding.path, finding.code) for finding in findings] == [(("clocks", 2, "measures"), "pack.clock_twice")]
