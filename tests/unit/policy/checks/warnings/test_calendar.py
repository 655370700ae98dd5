"""Warnings about days, each with the last day that is still usual and the first that is not."""

from datetime import date, timedelta
from typing import Any

import pytest

from tests.support.packs.entries import dongan, dongan_sections, entry, sections
from transforms.policy.checks.warnings import calendar
from transforms.policy.model.conditions import DayConditions
from transforms.policy.model.schedule import Deadline, Window

CAMPAIGN, NOTICE = dongan().campaign, dongan().notice  # plan year 2020, issued on 29 October 2019
START, END = date(2019, 9, 1), date(2019, 12, 31)


def window(starts_on: date, ends_on: date) -> Window:
    """Make a window for everyone."""
    return entry(Window, window_id="main", group="everyone", starts_on=starts_on, ends_on=ends_on)


def deadline(due_on: date, **values: Any) -> Deadline:
    """Make a task with its day."""
    return entry(Deadline, role="town", task_zh="动员", due_on=due_on, **values)


WINDOWS = (window(START, END),)


def test_the_campaign_lasts_from_the_earliest_to_the_latest_day() -> None:
    windows = window(date(2019, 10, 1), date(2019, 10, 31)), window(START, date(2019, 9, 30))
    assert calendar.campaign_span(sections(windows=windows)) == (START, date(2019, 10, 31))


@pytest.mark.parametrize(
    ("starts_on", "days"),
    [(date(2019, 9, 30), None), (date(2019, 10, 1), None), (date(2019, 10, 2), "2019年10月1日不在"),
     (date(2019, 10, 9), "2019年10月1日至2019年10月8日不在")],
)  # fmt: skip
def test_a_gap_has_its_days(starts_on: date, days: str | None) -> None:
    windows = window(starts_on, date(2019, 10, 31)), window(START, date(2019, 9, 30))
    findings = list(calendar.gaps_between_windows(sections(windows=windows)))
    assert [(finding.path, finding.code) for finding in findings] == [
        (("windows", 0, "starts_on"), "doubt.window_gap")
    ] * bool(days)
    assert not days or findings[0].expected_zh.startswith(days)


def test_a_window_inside_another_makes_no_gap() -> None:
    windows = window(START, END), window(date(2019, 9, 5), date(2019, 9, 6)), window(date(2020, 1, 1), date(2020, 1, 9))
    assert list(calendar.gaps_between_windows(sections(windows=windows))) == []


@pytest.mark.parametrize(("day", "is_late"), [(date(2020, 12, 31), False), (date(2021, 1, 1), True)])
def test_a_window_begins_in_the_plan_year_at_the_latest(day: date, is_late: bool) -> None:
    findings = list(calendar.windows_after_plan_year(sections(windows=(window(day, day),), campaign=CAMPAIGN)))
    assert [finding.code for finding in findings] == ["doubt.window_after_plan_year"] * is_late


@pytest.mark.parametrize(
    ("title", "is_doubted"),
    [
        ("东安县2020年度通知", False),
        ("东安县通知", False),
        ("2019年征缴2020年", False),
        ("2019年通知", True),
        ("文件12020号", False),
    ],
)
def test_a_title_with_years_names_the_plan_year(title: str, is_doubted: bool) -> None:
    notice = NOTICE.model_copy(update={"title": title})
    findings = list(calendar.plan_year_is_not_in_title(sections(notice=notice, campaign=CAMPAIGN)))
    assert [finding.path for finding in findings] == [("campaign", "plan_year")] * is_doubted


MONTH = timedelta(days=31)


@pytest.mark.parametrize(
    ("day", "is_outside"),
    [
        (START - MONTH, False),
        (START - MONTH - timedelta(1), True),
        (END + MONTH, False),
        (END + MONTH + timedelta(1), True),
    ],
)
def test_a_task_is_due_at_most_a_month_around_the_windows(day: date, is_outside: bool) -> None:
    findings = calendar.days_outside_campaign(sections(windows=WINDOWS, campaign=CAMPAIGN, deadlines=(deadline(day),)))
    assert [finding.path for finding in findings] == [("deadlines", 0, "due_on")] * is_outside


@pytest.mark.parametrize(("day", "is_outside"), [(date(2020, 12, 31), False), (date(2021, 1, 1), True)])
def test_figures_may_be_of_the_last_day_of_the_plan_year(day: date, is_outside: bool) -> None:
    appraisal = dongan().appraisal
    assert appraisal is not None
    items = tuple(item.model_copy(update={"cut_off_on": day}) for item in appraisal.items)
    part = sections(windows=WINDOWS, campaign=CAMPAIGN, appraisal=appraisal.model_copy(update={"items": items}))
    assert bool(list(calendar.days_outside_campaign(part))) is is_outside


@pytest.mark.parametrize(("day", "is_outside"), [(date(2020, 12, 31), False), (date(2020, 12, 30), True)])
def test_a_table_of_figures_may_be_due_on_the_day_of_its_figures(day: date, is_outside: bool) -> None:
    (table,) = (source for source in dongan().sources if source.source == "targets")
    assert table.change_due_on == (date(2020, 12, 31),)
    part = sections(
        windows=WINDOWS,
        campaign=CAMPAIGN,
        appraisal=dongan().appraisal,
        sources=(table.model_copy(update={"change_due_on": (day,)}),),
    )
    assert bool(list(calendar.days_outside_campaign(part))) is is_outside


@pytest.mark.parametrize(
    ("day", "inferred", "is_doubted"),
    [(date(2019, 10, 29), None, False), (date(2019, 10, 28), None, True), (date(2019, 10, 28), "由医保局设定", False)],
)
def test_a_task_is_not_due_before_the_notice_unless_the_bureau_set_it(
    day: date, inferred: str | None, is_doubted: bool
) -> None:
    assert NOTICE.issued_on == date(2019, 10, 29)
    part = sections(notice=NOTICE, deadlines=(deadline(day, inferred=inferred),))
    assert [finding.code for finding in calendar.days_before_notice(part)] == ["doubt.day_before_notice"] * is_doubted
    undated = NOTICE.model_copy(update={"issued_on": None})
    assert list(calendar.days_before_notice(sections(notice=undated, deadlines=(deadline(day),)))) == []


@pytest.mark.parametrize(("last", "has_ended"), [(date(2019, 8, 31), True), (START, False)])
def test_a_rule_holds_on_the_first_day_at_least(last: date, has_ended: bool) -> None:
    household = sections(windows=WINDOWS, prices=(DayConditions(valid_to=last),))
    assert [finding.path for finding in calendar.ended_before_campaign(household)] == [
        ("prices", 0, "valid_to")
    ] * has_ended


def test_a_unit_that_another_replaced_may_have_ended() -> None:
    units = dongan().units
    gone = units.children[0].model_copy(update={"valid_to": date(2019, 8, 31)})
    replaced = gone.model_copy(update={"successors": (units.children[1].unit_id,)})
    for unit, count in ((gone, 1), (replaced, 0)):
        tree = units.model_copy(update={"children": (unit, *units.children[1:])})
        assert len(list(calendar.ended_before_campaign(dongan_sections(units=tree)))) == count
