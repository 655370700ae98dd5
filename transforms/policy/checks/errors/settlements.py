"""Checks of settlements: every fund's money is claimed once, and each list of persons has its letter."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from transforms.policy.model.places import UnitTree
from transforms.policy.model.schedule import Publication, Recipient
from transforms.policy.model.slots import slots_of
from transforms.policy.model.subsidies import Payer
from transforms.strict_yaml.problems import Finding

LETTER, LIST = "settlement", "settlement_list"


def funds_are_settled_once(
    publications: tuple[Publication, ...],
    recipients: tuple[Recipient, ...],
    payers: tuple[Payer, ...],
    units: UnitTree,
) -> Iterator[Finding]:
    """Yield an error for each fund that settlements leave out in a unit, or that two divisions of them claim.

    All series of a report are looked at together, because each fund may have its own days. The arguments are sections
    of the pack. A finding states the place in the pack, the fault and the remedy, in Chinese and English.
    """
    entries = {entry.recipient: entry for entry in recipients}
    every = tuple(unit.unit_id for unit in units.children)
    for report in (LETTER, LIST):
        places = [
            place
            for place, series in enumerate(publications)
            if series.report == report and series.made_by == "product"
        ]
        divisions: dict[tuple[str, str], set[Division]] = {}
        for place in places:
            series = publications[place]
            for division in {_division(entries.get(code), series, payers, every) for code in series.recipients}:
                for fund in division.funds:
                    for unit_id in division.unit_ids:
                        divisions.setdefault((fund, unit_id), set()).add(division)
        for payer in payers if places else ():
            claims = [len(divisions.get((payer.payer, unit_id), ())) for unit_id in every]
            if 0 in claims:
                yield Finding(
                    ("publications", places[0], "recipients"),
                    "pack.fund_not_settled",
                    f"{report} 没有向任何单位结算 {payer.label_zh} 在全部地区的金额",
                    "在 recipients 增加一个接收单位，own_payers 写该资金渠道；已有 own_units 的，补齐地区",
                    f"a recipient for the fund {payer.payer} of every unit",
                    "add a recipient with the fund in own_payers, or the missing units to its own_units",
                )
            if max(claims) > 1:
                yield Finding(
                    ("publications", places[-1], "recipients"),
                    "pack.fund_settled_twice",
                    f"{report} 就同一地区的 {payer.label_zh} 有两种划分，会重复申请资金",
                    "给每个接收单位写 own_payers 或 own_units，各期划分一致，使每笔资金只有一个接收单位",
                    f"one division of the fund {payer.payer} of each unit in all series",
                    "write own_payers or own_units for each recipient, equal in all series",
                )


def batches_have_days_of_their_own(publications: tuple[Publication, ...]) -> Iterator[Finding]:
    """Yield an error for each settlement that ends on the last day of another: two letters would claim one batch.

    The argument is a section of the pack. A finding states the place in the pack, the fault and the remedy, in Chinese
    and English.
    """
    cadences: dict[tuple[str, date, str], str] = {}
    for place, series in enumerate(publications):
        if series.report not in (LETTER, LIST):
            continue
        for slot in slots_of(series):
            for code in slot.recipients:
                if cadences.setdefault((series.report, slot.period_to, code), series.cadence) != series.cadence:
                    yield Finding(
                        ("publications", place, "cadence"),
                        "pack.batch_twice",
                        f"{series.report} 有两期都截至 {slot.period_to}，两份函会申请同一批资金",
                        "改正其中一期的截止日，或者只留一期",
                        f"one {series.report} up to {slot.period_to}",
                        "correct the last day of one of them, or leave one out",
                    )
                    return


def lists_have_a_letter(publications: tuple[Publication, ...]) -> Iterator[Finding]:
    """Yield an error for each list of a settlement without a letter of equal cadence, period and recipients.

    The argument is a section of the pack. A finding states the place in the pack, the fault and the remedy, in Chinese
    and English.
    """
    letters = {
        (slot.cadence, slot.period_to, slot.recipients, series.content)
        for series in publications
        if series.report == LETTER
        for slot in slots_of(series)
    }
    for place, series in enumerate(publications):
        own = {(slot.cadence, slot.period_to, slot.recipients, series.content) for slot in slots_of(series)}
        if series.report == LIST and not own <= letters:
            yield Finding(
                ("publications", place, "report"),
                "pack.list_without_letter",
                "结算名册没有周期、截止日、接收单位都相同的结算函（settlement），无法编制",
                "为同一周期、同一接收单位增加 report: settlement",
                "a settlement of equal cadence, period, content and recipients",
                "add a publication with report: settlement for the same period and recipients",
            )


def letters_wait_for_nobody(publications: tuple[Publication, ...]) -> Iterator[Finding]:
    """Yield an error for each settlement that would wait for an approval: if it were refused, its batch would be lost.

    The argument is a section of the pack. A finding states the place in the pack, the fault and the remedy, in Chinese
    and English.
    """
    for place, series in enumerate(publications):
        if series.report in (LETTER, LIST) and series.made_by == "product" and series.approved_on:
            yield Finding(
                ("publications", place, "approved_on"),
                "pack.settlement_waits",
                "结算函和名册不能等待审批：批次一经编号，以后各批只结算差额，不予批准的一批就没有人申请",
                "删去 approved_on；需要先审核的，在结算日前核对 campaign progress 中的资助金额",
                "a settlement without approved_on: later batches settle differences only",
                "remove approved_on; look at the sums of campaign progress before the day of the settlement",
            )


class Division(NamedTuple):
    """Funds and units that are settled together, and the office; no office if offices share the letter."""

    funds: tuple[str, ...]
    unit_ids: tuple[str, ...]
    office: str


def _division(
    entry: Recipient | None, series: Publication, payers: tuple[Payer, ...], every: tuple[str, ...]
) -> Division:
    """Return what a recipient of a settlement is asked for; offices without a part of their own share one letter."""
    funds = tuple(payer.payer for payer in payers)
    if entry is None or series.content != "own" or not (entry.own_units or entry.own_figures or entry.own_payers):
        return Division(funds, every, "")
    unit_ids = every if not entry.own_units or entry.own_units == "each" else entry.own_units
    return Division(entry.own_payers or funds, unit_ids, entry.recipient)
