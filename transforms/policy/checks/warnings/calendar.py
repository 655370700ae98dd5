"""Warnings about days: gaps between windows, days far from the campaign, years that do not fit each other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from pydantic import BaseModel

from transforms.policy.model.base import Cited
from transforms.policy.model.conditions import DayConditions
from transforms.policy.model.places import Unit
from transforms.policy.model.sections import Sections
from transforms.policy.model.walk import Path, leaves_of, models_in, name_of
from transforms.strict_yaml.problems import Finding, build_warning
from transforms.text.figures import date_zh

_DAY = timedelta(days=1)
# Lists and meetings are prepared in the month before the windows, money is settled in the month after them.
_AROUND = timedelta(days=31)
_DEADLINES = frozenset({"due_on", "first_due_on", "change_due_on", "cut_off_on"})
_LIMITS = frozenset({"after"})  # A day that divides persons; it may have passed when the notice is issued.
_FIGURES_OF = "cut_off_on"  # The day of the figures that are scored; it may be the last day of the plan year.
_FIGURES_DUE = frozenset({_FIGURES_OF, "change_due_on"})  # A table of figures may be due on the day of its figures.
_YEAR = re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])")


def campaign_span(sections: Sections) -> tuple[date, date]:
    """Return the first day of the earliest window and the last day of the latest.

    `sections`: section name -> its model; it must have `windows`.
    """
    windows = sections["windows"]
    return min(window.starts_on for window in windows), max(window.ends_on for window in windows)


def gaps_between_windows(sections: Sections) -> Iterator[Finding]:
    """Yield a warning for each span of days between the first and the last window that belongs to no window.

    Nobody can pay on those days. `sections`: section name -> its model; it must have `windows`. A finding states the
    place in the pack, the fault and the remedy, in Chinese and English.
    """
    in_order = sorted(enumerate(sections["windows"]), key=lambda placed: placed[1].starts_on)
    last_open_day = in_order[0][1].ends_on
    for index, window in in_order:
        if window.starts_on > last_open_day + _DAY:
            first, last = last_open_day + _DAY, window.starts_on - _DAY
            days = f"{date_zh(first)}" + (f"至{date_zh(last)}" if last > first else "")
            yield build_warning(
                ("windows", index, "starts_on"),
                "doubt.window_gap",
                f"{days}不在任何缴费期内，这几天无人可缴费",
                "对照通知的起止日期；通知确有空档则不必改",
                f"nobody can pay from {first} to {last}: the days belong to no window",
                "compare the first and last days with the notice; leave it if the notice has the gap",
            )
        last_open_day = max(last_open_day, window.ends_on)


def windows_after_plan_year(sections: Sections) -> Iterator[Finding]:
    """Yield a warning for each window that begins after the last day of the plan year.

    `sections`: section name -> its model; it must have `windows` and `campaign`. A finding states the place in the
    pack, the fault and the remedy, in Chinese and English.
    """
    year = sections["campaign"].plan_year
    for index, window in enumerate(sections["windows"]):
        if window.starts_on.year > year:
            yield build_warning(
                ("windows", index, "starts_on"),
                "doubt.window_after_plan_year",
                f"缴费期 {window.window_id} 从{date_zh(window.starts_on)}开始，此时参保年度 {year} 年已过",
                "看日期的年份或 campaign.plan_year 是否写错",
                f"window {window.window_id} begins on {window.starts_on}, after the plan year {year}",
                "see whether the year of the day or campaign.plan_year is wrong",
            )


def plan_year_is_not_in_title(sections: Sections) -> Iterator[Finding]:
    """Yield one warning if the notice's title contains years, but not the plan year.

    `sections`: section name -> its model; it must have `notice` and `campaign`. A finding states the place in the pack,
    the fault and the remedy, in Chinese and English.
    """
    years = sorted(set(_YEAR.findall(sections["notice"].title)))
    plan_year = sections["campaign"].plan_year
    if years and str(plan_year) not in years:
        yield build_warning(
            ("campaign", "plan_year"),
            "doubt.plan_year_title",
            f"参保年度是 {plan_year} 年，通知标题写的是 {'、'.join(years)} 年",
            "以通知正文的待遇享受年度为准；确是按征缴年份命名则不必改",
            f"the plan year is {plan_year}, the title of the notice says {', '.join(years)}",
            "take the year that is insured; leave it if the title names the year of collection",
        )


def days_outside_campaign(sections: Sections) -> Iterator[Finding]:
    """Yield a warning for each deadline, due day and cut-off over 31 days before the first or after the last window.

    A cut-off, or the due day of a report, is only too late if it is also after the plan year; a day on which figures
    are due is as good as the cut-off that it equals. `sections`: section name -> its model; it must have `windows` and
    `campaign`. A finding states the place in the pack, the fault and the remedy, in Chinese and English.
    """
    starts_on, ends_on = campaign_span(sections)
    year_end = date(sections["campaign"].plan_year, 12, 31)
    cut_offs = {day for _, day in _days(sections, frozenset({_FIGURES_OF}))}
    for path, day in _days(sections, _DEADLINES | _LIMITS):
        is_of_figures = name_of(path) in _FIGURES_DUE and day in cut_offs
        latest = max(ends_on + _AROUND, year_end) if is_of_figures else ends_on + _AROUND
        if path[0] == "publications":  # a report about the plan year is due on the day after it
            latest = max(latest, year_end + timedelta(days=1))
        if not starts_on - _AROUND <= day <= latest:
            yield build_warning(
                path,
                "doubt.day_outside_campaign",
                f"{date_zh(day)}离集中缴费期（{date_zh(starts_on)}至{date_zh(ends_on)}）一个月以上",
                "看年份和月份是否写错",
                f"{day} is more than a month away from the windows ({starts_on} to {ends_on})",
                "see whether its year or month is wrong",
            )


def _days(sections: Sections, names: frozenset[str]) -> Iterator[tuple[Path, date]]:
    """The days in fields of these names, with their paths."""
    for path, value in leaves_of(sections):
        if isinstance(value, date) and name_of(path) in names:
            yield path, value


def days_before_notice(sections: Sections) -> Iterator[Finding]:
    """Yield a warning for each deadline before the day of the notice, unless the pack states that the day is inferred.

    `sections`: section name -> its model; it must have `notice`; yields nothing if the notice prints no day. A finding
    states the place in the pack, the fault and the remedy, in Chinese and English.
    """
    issued_on = sections["notice"].issued_on
    if issued_on is None:
        return
    inferred = [path for path, model in models_in(sections) if isinstance(model, Cited) and model.inferred is not None]
    for path, day in _days(sections, _DEADLINES):
        if day < issued_on and not any(path[: len(around)] == around for around in inferred):
            yield build_warning(
                path,
                "doubt.day_before_notice",
                f"{date_zh(day)}早于通知落款日期{date_zh(issued_on)}",
                "看日期是否写错；由医保局另定的，写明 inferred",
                f"{day} had passed when the notice was issued on {issued_on}",
                "see whether the day is wrong; if the bureau set it, say so in inferred",
            )


def ended_before_campaign(sections: Sections) -> Iterator[Finding]:
    """Yield a warning for each rule, or unit without successors, that ended (`valid_to`) before the first window.

    `sections`: section name -> its model; it must have `windows`. A finding states the place in the pack, the fault and
    the remedy, in Chinese and English.
    """
    starts_on, _ = campaign_span(sections)
    for path, model in models_in(sections):
        end = _valid_to(model)
        if end is not None and end < starts_on:
            yield build_warning(
                (*path, "valid_to"),
                "doubt.ended",
                f"有效期止于{date_zh(end)}，集中缴费期开始时（{date_zh(starts_on)}）已失效",
                "看日期是否写错，或删除这一条",
                f"valid until {end}, over when the campaign begins on {starts_on}",
                "see whether the day is wrong, or delete the entry",
            )


def _valid_to(model: BaseModel) -> date | None:
    """The last day of a rule, or of a unit that no other unit replaces."""
    if isinstance(model, DayConditions):
        return model.valid_to
    return model.valid_to if isinstance(model, Unit) and not model.successors else None
