"""Checks of due lists: one office gets them all, in one order, none waits for an approval, and the last closes."""

from __future__ import annotations

from collections.abc import Iterator

from transforms.policy.checks.errors import numbered_lists
from transforms.policy.checks.errors.numbered_lists import Words
from transforms.policy.model.schedule import Publication, Recipient, Window
from transforms.policy.model.slots import slots_of
from transforms.strict_yaml.problems import Finding

DUE_LIST = "due_list"
_DIVIDED = Words(
    "pack.due_list_divided",
    "应缴清单按统一序号编制，只能发给一个单位，并写明该单位可看的数据（own_figures），不按地区划分",
    "recipients 只留税务部门一个，各期相同；在该接收单位写 own_figures，不写 own_units",
    "one recipient of all due lists, with own_figures and without own_units",
    "name the tax bureau alone in all series, with own_figures (special_populations shows categories)",
)
_TWICE = Words(
    "pack.due_list_twice",
    "有两份应缴清单都截至 {day}",
    "改正其中一期的起止日，使每天最多一份",
    "one due list up to {day}",
    "correct the days of one series",
)
_WAITS = Words(
    "pack.due_list_waits",
    "应缴清单不能等待审批：以后各单只列差额，不予批准的一单会使税务缺单",
    "删去 approved_on",
    "a due list without approved_on: later lists state differences only",
    "remove approved_on",
)
_CLOSES = Words(
    "pack.due_list_unclosed",
    "应缴清单应有一份截至参保期最后一天（{day}），撤回仍可征收的人员",
    "把该期的 ends_on 改为 {day}，或增加一期",
    "a due list up to {day}, the last day of the last window: it withdraws all who are still to be charged",
    "set ends_on of the series to {day}, or add a list up to this day",
)


def due_lists_have_one_office(
    publications: tuple[Publication, ...], recipients: tuple[Recipient, ...]
) -> Iterator[Finding]:
    """Yield an error for each series of due lists that is divided, or goes to another office than the first series.

    A divided list is numbered once, so that each part would miss numbers. The arguments are sections of the pack.
    """
    yield from numbered_lists.have_one_office(DUE_LIST, _DIVIDED, publications, recipients)


def due_lists_have_days_of_their_own(publications: tuple[Publication, ...]) -> Iterator[Finding]:
    """Yield an error for each series of due lists with a list up to the last day of another series' list."""
    yield from numbered_lists.have_days_of_their_own(DUE_LIST, _TWICE, publications)


def due_lists_wait_for_nobody(publications: tuple[Publication, ...]) -> Iterator[Finding]:
    """Yield an error for each due list that would wait for an approval: the lists after it build on it."""
    yield from numbered_lists.wait_for_nobody(DUE_LIST, _WAITS, publications)


def due_lists_close_the_campaign(
    publications: tuple[Publication, ...], windows: tuple[Window, ...]
) -> Iterator[Finding]:
    """Yield an error if no due list is up to the last day of the campaign: the tax bureau would charge late payers."""
    places = numbered_lists.places_of(DUE_LIST, publications)
    last_day = max(window.ends_on for window in windows)
    days = {slot.as_of for place in places for slot in slots_of(publications[place])}
    if places and last_day not in days:
        yield _CLOSES.at(places[-1], "ends_on", last_day)
