"""Checks of lists of refunds: one office gets them all, in one order, and none waits for an approval."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from transforms.policy.model.schedule import Publication, Recipient
from transforms.policy.model.slots import slots_of
from transforms.strict_yaml.problems import Finding

REFUND_LIST = "refund_list"


def refunds_have_one_office(
    publications: tuple[Publication, ...], recipients: tuple[Recipient, ...]
) -> Iterator[Finding]:
    """Yield an error for each series of refunds that is divided, or goes to another office than the first series.

    Batches are numbered once, so that two offices would refund a receipt twice. The recipient needs `own_figures`: the
    file is then for this office alone. The arguments are sections of the pack. A finding states the place in the pack,
    the fault and the remedy, in Chinese and English.
    """
    entries = {entry.recipient: entry for entry in recipients}
    places = _places(publications)
    for place in places:
        series = publications[place]
        entry = entries.get(series.recipients[0])
        is_alone = len(series.recipients) == 1 and series.recipients == publications[places[0]].recipients
        if entry is None or (is_alone and entry.own_figures and not entry.own_units):
            continue  # an unknown recipient is an error of its own
        yield Finding(
            ("publications", place, "recipients"),
            "pack.refunds_divided",
            "退费清单按统一批次编制，只能发给一个单位，并写明该单位可看的数据（own_figures），不按地区划分，以免重复退费",
            "recipients 只留税务部门一个，各期相同；在该接收单位写 own_figures，不写 own_units",
            "one recipient of all lists of refunds, with own_figures and without own_units",
            "name the tax bureau alone in all series, with own_figures",
        )


def refunds_have_days_of_their_own(publications: tuple[Publication, ...]) -> Iterator[Finding]:
    """Yield an error for each series of refunds with a list up to the last day of another series' list.

    The argument is a section of the pack. A finding states the place in the pack, the fault and the remedy, in Chinese
    and English.
    """
    seen: dict[date, int] = {}
    for place in _places(publications):
        twice = [
            slot.period_to for slot in slots_of(publications[place]) if seen.setdefault(slot.period_to, place) != place
        ]
        if twice:
            yield Finding(
                ("publications", place, "cadence"),
                "pack.refunds_twice",
                f"有两份退费清单都截至 {twice[0]}，同一批会列两次",
                "改正其中一期的起止日，使每天最多一份",
                f"one list of refunds up to {twice[0]}",
                "correct the days of one series",
            )


def refunds_wait_for_nobody(publications: tuple[Publication, ...]) -> Iterator[Finding]:
    """Yield an error for each list of refunds that would wait for an approval: if it were refused, its batch is lost.

    The argument is a section of the pack. A finding states the place in the pack, the fault and the remedy, in Chinese
    and English.
    """
    for place in _places(publications):
        if publications[place].approved_on:
            yield Finding(
                ("publications", place, "approved_on"),
                "pack.refunds_wait",
                "退费清单不能等待审批：以后各批只列差额，不予批准的一批就没有人办理",
                "删去 approved_on",
                "a list of refunds without approved_on: later batches state differences only",
                "remove approved_on",
            )


def _places(publications: tuple[Publication, ...]) -> list[int]:
    """Return the positions of the series of refunds that the product makes."""
    return [
        place
        for place, series in enumerate(publications)
        if series.report == REFUND_LIST and series.made_by == "product"
    ]
