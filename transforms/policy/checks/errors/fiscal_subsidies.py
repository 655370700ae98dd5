"""Checks of requests for the fiscal subsidy: the notice states it, one office gets them all, none waits."""

from __future__ import annotations

from collections.abc import Iterator

from transforms.policy.checks.errors import numbered_lists
from transforms.policy.checks.errors.numbered_lists import Words
from transforms.policy.model.conduct import Funding
from transforms.policy.model.schedule import Publication, Recipient
from transforms.strict_yaml.problems import Finding

REQUEST = "fiscal_subsidy"
_NO_SHARE = Words(
    "pack.fiscal_subsidy_not_stated",
    "财政补助资金申请函（fiscal_subsidy）需要通知写明的财政补助标准（funding）",
    "写 funding；通知没有写明财政补助标准的，删去这一期",
    "a section funding with the fiscal part",
    "write funding, or leave the request out if the notice states no fiscal part",
)
_DIVIDED = Words(
    "pack.fiscal_subsidy_divided",
    "财政补助资金申请函统一编号，只能发给一个单位，并写明该单位可看的数据（own_figures），不按地区划分，以免重复申请",
    "recipients 只留一个财政部门，各期相同；在该接收单位写 own_figures，不写 own_units",
    "one recipient of all requests, with own_figures and without own_units",
    "name one finance office alone in all series, with own_figures",
)
_TWICE = Words(
    "pack.fiscal_subsidy_twice",
    "有两份财政补助资金申请函都截至 {day}",
    "改正其中一期的起止日，使每天最多一份",
    "one request up to {day}",
    "correct the days of one series",
)
_WAITS = Words(
    "pack.fiscal_subsidy_waits",
    "财政补助资金申请函不能等待审批：以后各次只申请差额，不予批准的一次就没有人申请",
    "删去 approved_on",
    "a request without approved_on: later requests state differences only",
    "remove approved_on",
)


def requests_have_a_share(publications: tuple[Publication, ...], funding: Funding | None) -> Iterator[Finding]:
    """Yield an error for each series of requests in a pack whose notice states no fiscal part.

    The arguments are sections of the pack. A finding states the place in the pack, the fault and the remedy.
    """
    for place in numbered_lists.places_of(REQUEST, publications) if funding is None else ():
        yield _NO_SHARE.at(place, "report")


def requests_have_one_office(
    publications: tuple[Publication, ...], recipients: tuple[Recipient, ...]
) -> Iterator[Finding]:
    """Yield an error for each series of requests that is divided, or goes to another office than the first series.

    Requests are numbered once, so that two offices would be asked for a person twice. The arguments are sections of
    the pack.
    """
    yield from numbered_lists.have_one_office(REQUEST, _DIVIDED, publications, recipients)


def requests_have_days_of_their_own(publications: tuple[Publication, ...]) -> Iterator[Finding]:
    """Yield an error for each series of requests with a request up to the last day of another series' request."""
    yield from numbered_lists.have_days_of_their_own(REQUEST, _TWICE, publications)


def requests_wait_for_nobody(publications: tuple[Publication, ...]) -> Iterator[Finding]:
    """Yield an error for each request that would wait for an approval: what a refused one asked for would be lost."""
    yield from numbered_lists.wait_for_nobody(REQUEST, _WAITS, publications)
