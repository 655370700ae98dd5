"""Checks of lists of refunds: one office gets them all, in one order, and none waits for an approval."""

from __future__ import annotations

from collections.abc import Iterator

from transforms.policy.checks.errors import numbered_lists
from transforms.policy.checks.errors.numbered_lists import Words
from transforms.policy.model.schedule import Publication, Recipient
from transforms.strict_yaml.problems import Finding

REFUND_LIST = "refund_list"
_DIVIDED = Words(
    "pack.refunds_divided",
    "退费清单按统一批次编制，只能发给一个单位，并写明该单位可看的数据（own_figures），不按地区划分，以免重复退费",
    "recipients 只留税务部门一个，各期相同；在该接收单位写 own_figures，不写 own_units",
    "one recipient of all lists of refunds, with own_figures and without own_units",
    "name the tax bureau alone in all series, with own_figures",
)
_TWICE = Words(
    "pack.refunds_twice",
    "有两份退费清单都截至 {day}，同一批会列两次",
    "改正其中一期的起止日，使每天最多一份",
    "one list of refunds up to {day}",
    "correct the days of one series",
)
_WAITS = Words(
    "pack.refunds_wait",
    "退费清单不能等待审批：以后各批只列差额，不予批准的一批就没有人办理",
    "删去 approved_on",
    "a list of refunds without approved_on: later batches state differences only",
    "remove approved_on",
)


def refunds_have_one_office(
    publications: tuple[Publication, ...], recipients: tuple[Recipient, ...]
) -> Iterator[Finding]:
    """Yield an error for each series of refunds that is divided, or goes to another office than the first series.

    Batches are numbered once, so that two offices would refund a receipt twice. The arguments are sections of the pack.
    """
    yield from numbered_lists.have_one_office(REFUND_LIST, _DIVIDED, publications, recipients)


def refunds_have_days_of_their_own(publications: tuple[Publication, ...]) -> Iterator[Finding]:
    """Yield an error for each series of refunds with a list up to the last day of another series' list."""
    yield from numbered_lists.have_days_of_their_own(REFUND_LIST, _TWICE, publications)


def refunds_wait_for_nobody(publications: tuple[Publication, ...]) -> Iterator[Finding]:
    """Yield an error for each list of refunds that would wait for an approval: a refused batch would be lost."""
    yield from numbered_lists.wait_for_nobody(REFUND_LIST, _WAITS, publications)
